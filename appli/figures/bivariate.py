"""Two variables together: synthetic people coloured by zone, the client marked."""

from typing import Final

from appli import theme
from appli.figures.base import HIGH, Spec, figure, room, thinned, title, zone_of
from appli.figures.distribution import ZONE_ORDER
from appli.format import Lang, wrap

STEPS: Final = (0.754878, 0.569840)
"""How far each dot of a band stands from the one before, across and up: Roberts' R2 sequence, which fills a square evenly."""
DOTS: Final = 160  # enough to see the shape; more take a browser too long to draw
Value = float | str | None
Words = dict[str, str]


def bivariate(answer: Spec, bounds: list[float], zones: Words, client: tuple[Value, Value], codes: Words, words: Words, lang: Lang) -> Spec:
    """A cloud of points.

    ``zones`` names the zones, ``codes`` the category codes; ``words`` holds the axis titles ``x`` and ``y``, ``client``, ``yes``, ``no``.
    """
    points = thinned(answer["points"], DOTS)
    kinds = (answer["x"], answer["y"])
    across, up = (_Side(kind, [point[side] for point in points] + [client[side]], STEPS[side]) for side, kind in enumerate(kinds))
    places = [(across.place(px, rank), up.place(py, rank), zone_of(score, bounds)) for rank, (px, py, score) in enumerate(points)]
    traces = [_cloud([place for place in places if place[2] == zone], zone, zones[zone]) for zone in ZONE_ORDER]
    if None not in client:
        traces.append(_client(across.place(client[0]), up.place(client[1]), words["client"]))
    axes = across.axis(title(words["x"]), codes, words), up.axis(title(words["y"], HIGH), codes, words)
    margin = {"l": 116 if kinds[1]["kind"] == "category" else 68, "r": 12, "t": 48, "b": 134 if kinds[0]["kind"] == "category" else 56}
    more = {"l": margin["l"] + room(axes[1]["title"]), "b": margin["b"] + room(axes[0]["title"])}
    return figure(traces, lang, 440 + room(axes[0]["title"]), margin | more, *axes)


class _Side:
    """One variable's axis: numbers as they are, groups (categories, yes or no) as bands in which the dots are spread out."""

    def __init__(self, kind: Spec, values: list[Value], step: float) -> None:
        self._step = step
        self._scale = 100 if kind["unit"] == "percent" else 1
        self._grouped = kind["kind"] == "category" or kind["unit"] == "yes_no"
        self._groups = sorted({value for value in values if value is not None}, key=str) if self._grouped else []

    def place(self, value: Value, rank: int | None = None) -> float | None:
        """Where a value stands; a dot of a known ``rank`` is moved inside its band."""
        if value is None:
            return None
        if not self._grouped:
            return self._scale * float(value)
        return self._groups.index(value) + (0 if rank is None else 0.56 * (self._step * rank % 1 - 0.5))

    def axis(self, axis_title: Spec, codes: Words, words: Words) -> Spec:
        """Title, and the groups' names instead of numbers."""
        if not self._grouped:
            return {"title": axis_title}
        names = [codes.get(group, group) if isinstance(group, str) else words["yes" if group else "no"] for group in self._groups]
        ticks = [wrap(name, 16) for name in names]
        places = list(range(len(ticks)))
        return {"title": axis_title, "tickvals": places, "ticktext": ticks, "range": [-0.5, len(ticks) - 0.5]}


def _cloud(points: list[tuple[float | None, float | None, str]], zone: str, name: str) -> Spec:
    marker = {"size": 7, "opacity": 0.65, "color": theme.ZONES[zone], "symbol": theme.SYMBOLS[zone]}
    place = {"x": [point[0] for point in points], "y": [point[1] for point in points]}
    return {"type": "scatter", "mode": "markers", "name": name, "marker": marker, "hoverinfo": "skip"} | place


def _client(x: float | None, y: float | None, name: str) -> Spec:
    marker = {"size": 17, "symbol": "diamond", "color": theme.INK, "line": {"width": 2.5, "color": "white"}}
    place = {"x": [x], "y": [y], "hovertemplate": f"{name}<extra></extra>"}
    return {"type": "scatter", "mode": "markers", "name": name, "marker": marker} | place
