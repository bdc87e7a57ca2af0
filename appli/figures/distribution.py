"""How one variable spreads over the reference population, by zone, with the client marked."""

from typing import Any, Final

from appli import theme
from appli.figures import lines
from appli.figures.base import LEGEND, Spec, figure, room, title
from appli.format import Lang

ZONE_ORDER: Final = ("accord", "conseiller", "refus")
BESIDE: Final = 0.08
"""How far from the bars, as a share of their width, somebody who is far outside is marked."""
_LOWERED: Final = {"ticks": "outside", "ticklen": 7, "tickcolor": "rgba(0,0,0,0)"}
"""Labels a little beneath the axis, whose first stands in the same corner as the zero of the other one."""
Answer = dict[str, Any]
Value = float | str | None
Words = dict[str, str]


def distribution(answer: Answer, zones: Words, client: Value, words: Words, lang: Lang) -> Spec:
    """Files by bin (upright) or by category (lying), stacked by zone. ``zones`` names the zones; ``words`` holds ``client`` (the
    mark's text), ``count`` and ``axis`` titles, ``yes`` and ``no``. A missing client value draws no mark."""
    draw = _upright if answer["kind"] == "number" else _lying
    return draw(answer, zones, client, words, lang)


def _upright(answer: Answer, zones: Words, client: Value, words: Words, lang: Lang) -> Spec:
    scale, bins = 100 if answer["unit"] == "percent" else 1, answer["bins"]
    middles = [scale * (row["from"] + row["to"]) / 2 for row in bins]
    place = {"x": middles, "width": [0.94 * scale * (row["to"] - row["from"]) for row in bins]}
    traces = [_bars(zone, zones[zone], {"y": [row[zone] for row in bins]} | place, "y") for zone in ZONE_ORDER]
    x: Spec = {"showgrid": False, "title": title(words["axis"]), "tickangle": 0} | _LOWERED
    if answer["unit"] == "yes_no":
        x |= {"tickvals": [0, 1], "ticktext": [words["no"], words["yes"]], "range": [-0.6, 1.6]}
    y = {"title": title(words["count"]), "rangemode": "tozero", "nticks": 6}
    mark: Spec = {}
    if client is not None and bins:
        low, high = bins[0]["from"], bins[-1]["to"]
        beside = BESIDE * (high - low)
        where = min(max(float(client), low - beside), high + beside)  # whoever is far from the bars never seems to be among them
        mark = _mark(scale * where, words["client"])
        if not low <= where <= high and "range" not in x:
            x["range"] = [scale * min(low, where - beside), scale * max(high, where + beside)]
    margin = {"l": 68, "r": 12, "t": 64, "b": 56 + room(x["title"])}
    return figure(traces, lang, 400 + room(x["title"]), margin, x, y, barmode="stack", **mark)


def _lying(answer: Answer, zones: Words, client: Value, words: Words, lang: Lang) -> Spec:
    bins = commonest_first(answer["bins"])
    place = {"y": lines.places(len(bins)), "width": [0.36] * len(bins), "orientation": "h"}
    traces = [_bars(zone, zones[zone], {"x": [row[zone] for row in bins]} | place, "x") for zone in ZONE_ORDER]
    names = [f"◆ <b>{words['client']}</b>" if row["value"] == client else row["label"][lang] for row in bins]
    x = {"title": title(words["count"]), "rangemode": "tozero", "nticks": 6, "tickangle": 0}
    margin = lines.MARGIN | {"t": 40}
    return figure([*traces, lines.labels(names, 0)], lang, lines.height(len(bins)) + 10, margin, x, lines.axis(len(bins)), barmode="stack")


def commonest_first(bins: list[Answer]) -> list[Answer]:
    """Categories by how many files they hold."""
    return sorted(bins, key=lambda row: -sum(row[zone] for zone in ZONE_ORDER))


def _bars(zone: str, name: str, place: Spec, counted: str) -> Spec:
    pattern = {"shape": theme.PATTERNS[zone], "size": 7, "solidity": 0.18, "fillmode": "overlay", "fgcolor": "white"}
    marker = {"color": theme.ZONES[zone], "line": {"width": 0}} | ({"pattern": pattern} if theme.PATTERNS[zone] else {})
    return {"type": "bar", "name": name, "marker": marker, "hovertemplate": f"%{{{counted}:,}}<extra>{name}</extra>"} | place


def _mark(where: float, text: str) -> Spec:
    stroke = {"color": theme.INK, "width": 2.5, "dash": "dot"}
    line = {"type": "line", "x0": where, "x1": where, "y0": 0, "y1": 1, "yref": "paper", "line": stroke}
    note = {"x": where, "y": 1, "yref": "paper", "yanchor": "bottom", "text": f"◆ <b>{text}</b>", "showarrow": False, "font": {"size": 13}}
    return {"shapes": [line], "annotations": [note], "legend": LEGEND | {"y": 1.1}}
