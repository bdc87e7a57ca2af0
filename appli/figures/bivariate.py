"""Two variables together: synthetic people coloured by zone, the client marked."""

from typing import Final

import plotly.graph_objects as go

from appli import theme
from appli.figures.base import Spec, figure, thinned, title, zone_of
from appli.figures.distribution import ZONE_ORDER
from appli.format import Lang, wrap

DOTS: Final = 300  # enough to see the shape; more take a browser too long to draw
Value = float | str | None
Words = dict[str, str]


def bivariate(
    answer: Spec, bounds: list[float], zones: Words, client: tuple[Value, Value], codes: Words, words: Words, lang: Lang
) -> go.Figure:
    """A cloud of points.

    ``zones`` names the zones, ``codes`` the category codes; ``words`` holds the axis titles ``x`` and ``y``, ``client``, ``yes``, ``no``.
    """
    points = thinned(answer["points"], DOTS)
    kinds = (answer["x"], answer["y"])
    shown = [(_shown(px, kinds[0], codes), _shown(py, kinds[1], codes), zone_of(score, bounds)) for px, py, score in points]
    traces = [_cloud([point for point in shown if point[2] == zone], zone, zones[zone]) for zone in ZONE_ORDER]
    if None not in client:
        traces.append(_client(_shown(client[0], kinds[0], codes), _shown(client[1], kinds[1], codes), words["client"]))
    axes = [_axis(kind, words[side], words) for kind, side in zip(kinds, ("x", "y"), strict=True)]
    margin = {"l": 116 if kinds[1]["kind"] == "category" else 68, "r": 12, "t": 48, "b": 110 if kinds[0]["kind"] == "category" else 56}
    return figure(traces, lang, 440, margin, *axes)


def _cloud(points: list[tuple[Value, Value, str]], zone: str, name: str) -> Spec:
    marker = {"size": 7, "opacity": 0.65, "color": theme.ZONES[zone], "symbol": theme.SYMBOLS[zone]}
    place = {"x": [point[0] for point in points], "y": [point[1] for point in points]}
    return {"type": "scatter", "mode": "markers", "name": name, "marker": marker, "hoverinfo": "skip"} | place


def _client(x: Value, y: Value, name: str) -> Spec:
    marker = {"size": 17, "symbol": "diamond", "color": theme.INK, "line": {"width": 2.5, "color": "white"}}
    place = {"x": [x], "y": [y], "hovertemplate": f"{name}<extra></extra>"}
    return {"type": "scatter", "mode": "markers", "name": name, "marker": marker} | place


def _axis(kind: Spec, words_of_axis: str, words: Words) -> Spec:
    axis: Spec = {"title": title(words_of_axis)}
    if kind["unit"] == "yes_no":
        axis |= {"tickvals": [0, 1], "ticktext": [words["no"], words["yes"]], "range": [-0.5, 1.5]}
    return axis


def _shown(value: Value, kind: Spec, codes: Words) -> Value:
    """A value as the axis shows it: a category in words, a share out of 100."""
    if isinstance(value, str):
        return wrap(codes.get(value, value), 16)
    return 100 * value if value is not None and kind["unit"] == "percent" else value
