"""What weighs in this file beside what usually weighs, on the same scale."""

from appli import theme
from appli.figures import lines
from appli.figures.base import Spec, figure, title
from appli.format import Lang, signed

Row = tuple[str, float, float]


def importance(rows: list[Row], names: tuple[str, str], axis: str, lang: Lang) -> Spec:
    """Bars in points. ``rows`` are (label, this client's signed points, usual size in points); ``names`` the two bars' names.

    The grey bar runs from minus to plus the usual size: a coloured bar that comes out of it is unusual.
    """
    edge = 1.2 * max(1.0, *(abs(points) for _, points, _ in rows), *(size for _, _, size in rows))
    x = {"range": [-edge, edge], "title": title(axis), "nticks": 6, "tickangle": 0, "zeroline": True, "zerolinecolor": theme.NEUTRAL}
    traces = [_usual(rows, names[1], lang), _mine(rows, names[0], lang), lines.labels([label for label, _, _ in rows], -edge)]
    return figure(traces, lang, lines.height(len(rows)), lines.MARGIN, x, lines.axis(len(rows)), barmode="overlay", showlegend=False)


def _usual(rows: list[Row], name: str, lang: Lang) -> Spec:
    return {
        "type": "bar",
        "orientation": "h",
        "y": lines.places(len(rows)),
        "x": [2 * size for _, _, size in rows],
        "base": [-size for _, _, size in rows],
        "name": name,
        "width": 0.4,
        "marker": {"color": theme.NEUTRAL, "opacity": 0.28},
        "customdata": [signed(size, lang).lstrip("+") for _, _, size in rows],
        "hovertemplate": f"{name} ± %{{customdata}}<extra></extra>",
    }


def _mine(rows: list[Row], name: str, lang: Lang) -> Spec:
    return {
        "type": "bar",
        "orientation": "h",
        "y": lines.places(len(rows)),
        "x": [points for _, points, _ in rows],
        "name": name,
        "width": 0.22,
        "marker": {"color": [theme.ZONES["accord" if points >= 0 else "refus"] for _, points, _ in rows]},
        "text": [signed(points, lang) for _, points, _ in rows],
        "textposition": "outside",
        "textfont": {"size": 13},
        "constraintext": "none",
        "cliponaxis": False,
        "hovertemplate": f"{name} %{{text}}<extra></extra>",
    }
