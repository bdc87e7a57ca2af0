"""How often groups are recommended for an approval, each with its interval."""

import plotly.graph_objects as go

from appli import theme
from appli.figures import lines
from appli.figures.base import Spec, figure, title
from appli.format import Lang

Row = tuple[str, float, float, float]


def groups(rows: list[Row], axis: str, lang: Lang) -> go.Figure:
    """A point and its interval a group. ``rows`` are (label, share, low, high) in per cent, ``axis`` the axis title."""
    points: Spec = {
        "type": "scatter",
        "mode": "markers",
        "x": [share for _, share, _, _ in rows],
        "y": lines.places(len(rows)),
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
        "hovertemplate": "%{x:.0f} %<extra></extra>",
        "showlegend": False,
    }
    x = {"range": [0, 100], "title": title(axis), "ticksuffix": " %", "nticks": 6, "tickangle": 0}
    names = lines.labels([label for label, *_ in rows], 0)
    return figure([points, names], lang, lines.height(len(rows)), lines.MARGIN, x, lines.axis(len(rows)))
