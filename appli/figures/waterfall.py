"""The waterfall: from the average file to this client's score, one step a subject."""

import math

from appli import theme
from appli.figures import lines
from appli.figures.base import Spec, figure, title
from appli.format import Lang, signed

Step = tuple[str, float]


def waterfall(base: Step, steps: list[Step], total: Step, band: tuple[float, float, str], axis: str, lang: Lang) -> Spec:
    """A horizontal waterfall in points.

    ``base`` and ``total`` are (label, points) of the two ends; ``steps`` the signed families; ``band`` the points
    between which the advisor's zone lies, with its words; ``axis`` the axis title.
    """
    names = [label for label, _ in (base, *steps, total)]
    values = [points for _, points in (base, *steps, total)]
    span = _range(values)
    trace = {
        "type": "waterfall",
        "orientation": "h",
        "y": lines.places(len(values)),
        "x": values,
        "measure": ["absolute", *["relative"] * len(steps), "total"],
        "text": [signed(value, lang) for value in values],
        "customdata": names,
        "textposition": "outside",
        "textfont": {"size": 13},
        "constraintext": "none",
        "cliponaxis": False,
        "increasing": {"marker": {"color": theme.ZONES["accord"]}},
        "decreasing": {"marker": {"color": theme.ZONES["refus"]}},
        "totals": {"marker": {"color": theme.NEUTRAL}},
        "connector": {"line": {"color": theme.NEUTRAL, "width": 1, "dash": "dot"}},
        "hovertemplate": "%{customdata} %{text}<extra></extra>",
        "width": 0.34,
        "showlegend": False,
    }
    x = {"range": span, "title": title(axis), "nticks": 6, "tickangle": 0}
    count = len(values)
    traces = [trace, lines.labels(names, span[0])]
    return figure(traces, lang, lines.height(count), lines.MARGIN, x, lines.axis(count), **_band(*band, span))


def band_points(bounds: list[float], points_per_unit: float) -> tuple[float, float]:
    """The bounds of the advisor's zone (scores between 0 and 1) on the axis in points: logit times the API's unit."""
    low, high = (points_per_unit * math.log(bound / (1 - bound)) for bound in bounds)
    return low, high


def _band(low: float, high: float, words: str, span: list[float]) -> Spec:
    """The advisor's zone and its words, which stay inside the figure wherever the zone lies."""
    share = ((low + high) / 2 - span[0]) / (span[1] - span[0])
    anchor = "left" if share < 0.3 else "right" if share > 0.7 else "center"
    x = {"left": low, "right": high, "center": (low + high) / 2}[anchor]
    look = {"line": {"width": 0}, "layer": "below", "opacity": 0.16, "fillcolor": theme.ZONES["conseiller"]}
    zone = {"type": "rect", "x0": low, "x1": high, "y0": 0, "y1": 1, "yref": "paper"} | look
    note = {"text": words, "x": x, "xanchor": anchor, "y": 1, "yref": "paper", "yanchor": "bottom"}
    return {"shapes": [zone], "annotations": [note | {"showarrow": False, "font": {"size": 12}}]}


def _range(values: list[float]) -> list[float]:
    """The axis: every running total, the advisor's zone, and room for the numbers at the bars' ends."""
    level, levels = 0.0, [-6.0, 6.0]
    for value in values[:-1]:
        level += value
        levels.append(level)
    room = 0.16 * (max(levels) - min(levels))
    return [min(levels) - room, max(levels) + room]
