"""Before and after a simulation: two scores on one line, among the three zones."""

import plotly.graph_objects as go

from appli import theme
from appli.figures.base import Spec, figure, title
from appli.format import Lang

HEIGHT = 190


def before_after(scores: tuple[int, int], bounds: list[float], names: tuple[str, str], axis: str, lang: Lang) -> go.Figure:
    """A dumbbell from the first score to the second (out of 100), on strips that end at ``bounds`` (out of 100).

    ``names`` are the words at the two ends, ``axis`` the axis title.
    """
    before, after = scores
    line: Spec = {"type": "scatter", "mode": "lines", "x": [before, after], "y": [0, 0], "hoverinfo": "skip", "showlegend": False}
    line |= {"line": {"color": theme.INK, "width": 4}}
    ends = [_end(before, names[0], "circle-open", "top center"), _end(after, names[1], "diamond", "bottom center")]
    x = {"range": [0, 100], "tickvals": [0, *bounds, 100], "title": title(axis), "showgrid": False, "tickangle": 0}
    y = {"range": [-1, 1], "visible": False}
    return figure([line, *ends], lang, HEIGHT, {"l": 24, "r": 24, "t": 12, "b": 52}, x, y, shapes=_strips(bounds))


def _end(score: int, name: str, symbol: str, place: str) -> Spec:
    """One end, its words inside the figure wherever it lies."""
    side = "right" if score < 15 else "left" if score > 85 else "center"
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [score],
        "y": [0],
        "text": [f"<b>{name} : {score}</b>"],
        "textposition": place.replace("center", side),
        "textfont": {"size": 14, "color": theme.INK},
        "marker": {"symbol": symbol, "size": 16, "color": theme.INK, "line": {"width": 3, "color": theme.INK}},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _strips(bounds: list[float]) -> list[Spec]:
    low, high = bounds
    spans = {"refus": (0, low), "conseiller": (low, high), "accord": (high, 100)}
    look = {"type": "rect", "yref": "paper", "line": {"width": 0}, "layer": "below"}
    wide = [look | {"x0": a, "x1": b, "y0": 0, "y1": 1, "fillcolor": theme.ZONES[zone], "opacity": 0.16} for zone, (a, b) in spans.items()]
    edge = [look | {"x0": a, "x1": b, "y0": 0, "y1": 0.06, "fillcolor": theme.ZONES[zone]} for zone, (a, b) in spans.items()]
    return [*wide, *edge]
