"""The waterfall: from the average file to this client's score, one step a subject."""

import math

import plotly.graph_objects as go

from appli import theme
from appli.figures.base import Spec, figure, title
from appli.format import Lang, signed, wrap

Step = tuple[str, float]


def waterfall(base: Step, steps: list[Step], total: Step, band: tuple[float, float, str], axis: str, lang: Lang) -> go.Figure:
    """A horizontal waterfall in points.

    ``base`` and ``total`` are (label, points) of the two ends; ``steps`` the signed families; ``band`` the points
    between which the advisor's zone lies, with its words; ``axis`` the axis title.
    """
    values = [points for _, points in (base, *steps, total)]
    trace = {
        "type": "waterfall",
        "orientation": "h",
        "y": [wrap(label, 24) for label, _ in (base, *steps, total)],
        "x": values,
        "measure": ["absolute", *["relative"] * len(steps), "total"],
        "text": [signed(value, lang) for value in values],
        "textposition": "outside",
        "cliponaxis": False,
        "increasing": {"marker": {"color": theme.ZONES["accord"]}},
        "decreasing": {"marker": {"color": theme.ZONES["refus"]}},
        "totals": {"marker": {"color": theme.NEUTRAL}},
        "connector": {"line": {"color": theme.NEUTRAL, "width": 1, "dash": "dot"}},
        "hovertemplate": "%{y}: %{text}<extra></extra>",
        "width": 0.62,
    }
    x = {"range": _range(values), "title": title(axis), "nticks": 7}
    margin = {"l": 8, "r": 20, "t": 34, "b": 56}
    return figure([trace], lang, 104 + 34 * len(values), margin, x, {"autorange": "reversed", "showgrid": False}, **_band(*band))


def band_points(bounds: list[float], points_per_unit: float) -> tuple[float, float]:
    """The bounds of the advisor's zone (scores between 0 and 1) on the axis in points: logit times the API's unit."""
    low, high = (points_per_unit * math.log(bound / (1 - bound)) for bound in bounds)
    return low, high


def _band(low: float, high: float, words: str) -> Spec:
    zone = {"type": "rect", "x0": low, "x1": high, "y0": 0, "y1": 1, "yref": "paper", "line": {"width": 0}, "layer": "below", "opacity": 0.16}
    note = {"text": words, "x": (low + high) / 2, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False, "font": {"size": 12}}
    return {"shapes": [zone | {"fillcolor": theme.ZONES["conseiller"]}], "annotations": [note]}


def _range(values: list[float]) -> list[float]:
    """The axis: every running total, with room for the numbers at the bars' ends."""
    level, levels = 0.0, [0.0]
    for value in values[:-1]:
        level += value
        levels.append(level)
    room = 0.14 * (max(levels) - min(levels) or 10)
    return [min(levels) - room, max(levels) + room]
