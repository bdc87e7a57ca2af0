"""What weighs in this file beside what usually weighs, on the same scale."""

import plotly.graph_objects as go

from appli import theme
from appli.figures.base import Spec, figure, title
from appli.format import Lang, signed, wrap

Row = tuple[str, float, float]


def importance(rows: list[Row], names: tuple[str, str], axis: str, lang: Lang) -> go.Figure:
    """Bars in points. ``rows`` are (label, this client's signed points, usual size in points); ``names`` the two bars' names.

    The grey bar runs from minus to plus the usual size: a coloured bar that comes out of it is unusual.
    """
    edge = 1.22 * max(1.0, *(abs(points) for _, points, _ in rows), *(size for _, _, size in rows))
    x = {"range": [-edge, edge], "title": title(axis), "nticks": 7, "zeroline": True, "zerolinecolor": theme.NEUTRAL}
    margin = {"l": 8, "r": 20, "t": 34, "b": 56}
    y = {"autorange": "reversed", "showgrid": False}
    traces = [_usual(rows, names[1], lang), _mine(rows, names[0], lang)]
    return figure(traces, lang, 104 + 34 * len(rows), margin, x, y, barmode="overlay", showlegend=False)


def _usual(rows: list[Row], name: str, lang: Lang) -> Spec:
    return {
        "type": "bar",
        "orientation": "h",
        "y": [wrap(label, 24) for label, _, _ in rows],
        "x": [2 * size for _, _, size in rows],
        "base": [-size for _, _, size in rows],
        "name": name,
        "width": 0.74,
        "marker": {"color": theme.NEUTRAL, "opacity": 0.28},
        "customdata": [signed(size, lang).lstrip("+") for _, _, size in rows],
        "hovertemplate": f"{name} ± %{{customdata}}<extra></extra>",
    }


def _mine(rows: list[Row], name: str, lang: Lang) -> Spec:
    return {
        "type": "bar",
        "orientation": "h",
        "y": [wrap(label, 24) for label, _, _ in rows],
        "x": [points for _, points, _ in rows],
        "name": name,
        "width": 0.34,
        "marker": {"color": [theme.ZONES["accord" if points >= 0 else "refus"] for _, points, _ in rows]},
        "text": [signed(points, lang) for _, points, _ in rows],
        "textposition": "outside",
        "textfont": {"size": 13},
        "constraintext": "none",
        "cliponaxis": False,
        "hovertemplate": f"{name} %{{text}}<extra></extra>",
    }
