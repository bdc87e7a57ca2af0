"""How often groups are recommended for an approval, each with its interval."""

from typing import Final

from appli import theme
from appli.figures.base import Spec, figure, title
from appli.format import PERCENT, Lang

LINE_HEIGHT: Final = 34
MARGIN: Final = {"l": 112, "r": 16, "t": 8, "b": 56}
Row = tuple[str, float, float, float]


def groups(rows: list[Row], axis: str, lang: Lang) -> Spec:
    """A point and its interval a group. ``rows`` are (label, share, low, high) in per cent, ``axis`` the axis title."""
    points: Spec = {
        "type": "scatter",
        "mode": "markers",
        "x": [share for _, share, _, _ in rows],
        "y": list(range(len(rows))),
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [high - share for _, share, _, high in rows],
            "arrayminus": [share - low for _, share, low, _ in rows],
            "color": theme.ACCENT,
            "thickness": 2,
            "width": 5,
        },
        "marker": {"color": theme.ACCENT, "size": 11},
        "hovertemplate": f"%{{x:.0f}}{PERCENT[lang]}<extra></extra>",
        "showlegend": False,
    }
    x = {"range": [0, 100], "title": title(axis), "ticksuffix": PERCENT[lang], "nticks": 6, "tickangle": 0}
    y = {"range": [len(rows) - 0.4, -0.6], "tickvals": list(range(len(rows))), "ticktext": [label for label, *_ in rows], "showgrid": False}
    return figure([points], lang, MARGIN["t"] + MARGIN["b"] + LINE_HEIGHT * len(rows), MARGIN, x, y)
