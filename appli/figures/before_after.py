"""Before and after a simulation: two scores, one above the other, among the three zones."""

from appli import theme
from appli.figures.base import Spec, figure, title
from appli.format import Lang

HEIGHT = 190
ROW = 0.4
"""Height of a score's row: two scores that are close never hide each other."""
MIDDLE = 60


def before_after(scores: tuple[int, int], bounds: list[float], words: tuple[str, str], axis: str, lang: Lang) -> Spec:
    """A dumbbell from the first score to the second (out of 100), on strips that end at ``bounds`` (out of 100).

    ``words`` are those at the two ends, ``axis`` the axis title.
    """
    before, after = scores
    line: Spec = {"type": "scatter", "mode": "lines", "x": [before, after], "y": [ROW, -ROW], "hoverinfo": "skip", "showlegend": False}
    line |= {"line": {"color": theme.INK, "width": 2}}
    ends = [_end(before, words[0], "circle-open", ROW), _end(after, words[1], "diamond", -ROW)]
    x = {"range": [0, 100], "tickvals": [0, *bounds, 100], "title": title(axis), "showgrid": False, "tickangle": 0}
    y = {"range": [-1, 1], "visible": False}
    return figure([line, *ends], lang, HEIGHT, {"l": 24, "r": 24, "t": 12, "b": 52}, x, y, shapes=_strips(bounds))


def _end(score: int, words: str, symbol: str, row: float) -> Spec:
    """One end, its words on the side where there is room."""
    side, gap = ("right", "\u2002{}") if score < MIDDLE else ("left", "{}\u2002")
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [score],
        "y": [row],
        "text": [f"<b>{gap.format(words)}</b>"],
        "textposition": f"middle {side}",
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
