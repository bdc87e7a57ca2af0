"""The beeswarm: what each feature did for the reference files, and for this one."""

from typing import Any, Final

from appli import theme
from appli.figures import lines
from appli.figures.base import Spec, figure, thinned, title
from appli.format import Lang

HALF_HEIGHT: Final = 0.24
DOTS_PER_LINE: Final = 40  # more look the same and take a browser too long to draw
Row = tuple[str, list[list[Any]]]


def beeswarm(rows: list[Row], client: list[float | None], words: dict[str, str], lang: Lang) -> Spec:
    """Dots in points, one line a feature, coloured from a low to a high value; a diamond marks the client.

    ``rows`` are (label, [[points, value between 0 and 1 or None], ...]); ``client`` the client's points by row;
    ``words`` holds ``client`` and ``axis``.
    """
    weights = [point[0] for _, points in rows for point in points] + [mine for mine in client if mine is not None]
    room = 0.04 * (max(weights) - min(weights) or 1.0)
    span = [min(weights) - room, max(weights) + room]
    marked = {
        "type": "scatter",
        "mode": "markers",
        "x": client,
        "y": lines.places(len(rows)),
        "name": words["client"],
        "marker": {"symbol": "diamond", "size": 13, "color": theme.INK, "line": {"width": 2, "color": "white"}},
        "text": [label for label, _ in rows],
        "hovertemplate": "%{text}: %{x:.0f}<extra></extra>",
    }
    x = {"range": span, "zeroline": True, "zerolinecolor": theme.NEUTRAL, "title": title(words["axis"]), "nticks": 6, "tickangle": 0}
    traces = [*_dots(rows), marked, lines.labels([label for label, _ in rows], span[0])]
    return figure(traces, lang, lines.height(len(rows)), lines.MARGIN, x, lines.axis(len(rows)), showlegend=False)


def _dots(rows: list[Row]) -> list[Spec]:
    """Two clouds: known values, coloured; missing ones, grey rings."""
    dots = [dot for place, (_, points) in zip(lines.places(len(rows)), rows, strict=True) for dot in _line(place, points)]
    known, unknown = [dot for dot in dots if dot[2] is not None], [dot for dot in dots if dot[2] is None]
    coloured = {"color": [value for _, _, value in known], "cmin": 0, "cmax": 1, "colorscale": list(theme.LOW_TO_HIGH), "opacity": 0.75}
    return [_cloud(known, coloured), _cloud(unknown, {"color": theme.NEUTRAL, "symbol": "circle-open"})]


def _cloud(dots: list[tuple[float, float, float | None]], marker: Spec) -> Spec:
    place = {"x": [x for x, _, _ in dots], "y": [y for _, y, _ in dots]}
    return {"type": "scatter", "mode": "markers", "marker": marker | {"size": 6}, "hoverinfo": "skip"} | place


def _line(place: float, points: list[list[Any]]) -> list[tuple[float, float, float | None]]:
    """The dots of one feature: points, height, value."""
    kept = thinned(sorted(points, key=lambda point: float(point[0])), DOTS_PER_LINE)
    heights = spread([weight for weight, _ in kept])
    return [
        (round(weight, 1), round(place + height, 2), None if value is None else round(value, 1))
        for (weight, value), height in zip(kept, heights, strict=True)
    ]


def spread(weights: list[float], places: int = 60) -> list[float]:
    """How far each dot moves up or down so that dots of near weights stack symmetrically. Same order as ``weights``."""
    if not weights:
        return []
    low, span = min(weights), (max(weights) - min(weights)) or 1.0
    columns = [int((weight - low) / span * (places - 1)) for weight in weights]
    crowd = max(8, *(columns.count(column) for column in set(columns)))
    seen: dict[int, int] = {}
    heights = []
    for column in columns:
        rank = seen[column] = seen.get(column, -1) + 1
        side = 1 if rank % 2 else -1
        heights.append(side * ((rank + 1) // 2) * 2 * HALF_HEIGHT / crowd)
    return heights
