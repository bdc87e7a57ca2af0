"""The two charts of the panel Comparer, with their words."""

from statistics import median, mode
from typing import Any

from dash import html

from appli.client import ApiClient
from appli.figures.base import zone_of
from appli.figures.bivariate import bivariate
from appli.figures.distribution import ZONE_ORDER, commonest_first, distribution
from appli.panels import parts
from appli.texts import Texts
from appli.views import Feature, Json, Screen


def distribution_chart(screen: Screen, name: str, api: ApiClient, texts: Texts) -> html.Figure:
    """How one variable spreads over the reference files, with this client marked."""
    version = screen["model_version"]
    answer, zones = api.distribution(name, version), _zones(api, version, texts)
    mine = _feature(screen, name)
    label = texts.say(answer["label"])
    words = {
        "client": texts("compare.client", value=texts.say(mine["text"])),
        "count": texts("compare.count"),
        "axis": _axis(answer, texts),
        "yes": texts("yes"),
        "no": texts("no"),
    }
    figure = distribution(answer, zones, mine["value"], words, texts.lang)
    bins = answer["bins"] if answer["kind"] == "number" else commonest_first(answer["bins"])
    head = [label, *(zones[zone] for zone in ZONE_ORDER)]
    spans = _spans(bins, answer, texts)
    rows = [(span, *(texts.number(row[zone]) for zone in ZONE_ORDER)) for span, row in zip(spans, bins, strict=True)]
    title = _standing(mine, label, texts)
    return parts.chart(texts, figure, "distribution", title, _spread(answer, texts), parts.data_table(texts, head, rows, title))


def pair_chart(screen: Screen, x: str, y: str, api: ApiClient, texts: Texts) -> html.Figure:
    """Two variables of the reference people, with this client marked."""
    version = screen["model_version"]
    answer, zones = api.bivariate(x, y, version), _zones(api, version, texts)
    mine = _feature(screen, x), _feature(screen, y)
    codes = _codes(api, version, [kind for kind in (answer["x"], answer["y"]) if kind["kind"] == "category"], texts)
    axes = {"x": _axis(answer["x"], texts), "y": _axis(answer["y"], texts)}
    words = axes | {"client": texts("compare.this"), "yes": texts("yes"), "no": texts("no")}
    figure = bivariate(answer, screen["bounds"], zones, (mine[0]["value"], mine[1]["value"]), codes, words, texts.lang)
    labels = [texts.say(kind["label"]) for kind in (answer["x"], answer["y"])]
    values = {"x": labels[0], "y": labels[1], "vx": texts.say(mine[0]["text"]), "vy": texts.say(mine[1]["text"])}
    unknown = None in (mine[0]["value"], mine[1]["value"])
    takeaway = texts("compare.pair.unknown" if unknown else "compare.pair.known", **values)
    title = texts.say(answer["sentence"])
    rows = [(texts("compare.this"), "1", values["vx"], values["vy"]), *_middles(answer, screen["bounds"], zones, codes, texts)]
    head = [texts("table.zone"), texts("table.files"), *labels]
    return parts.chart(texts, figure, "bivariate", title, takeaway, parts.data_table(texts, head, rows, texts("compare.pair.table")))


def _middles(answer: Json, bounds: list[float], zones: dict[str, str], codes: dict[str, str], texts: Texts) -> list[tuple[str, ...]]:
    """For each zone: how many points, and the middle value (or commonest category) of both variables."""
    rows = []
    for zone in ZONE_ORDER:
        points = [point for point in answer["points"] if zone_of(point[2], bounds) == zone]
        cells = [_cell(_middle([point[side] for point in points]), answer["xy"[side]], codes, texts) for side in (0, 1)]
        rows.append((zones[zone], texts.number(len(points)), *cells))
    return rows


def _middle(values: list[Any]) -> Any:
    known = [value for value in values if value is not None]
    if not known:
        return None
    return mode(known) if isinstance(known[0], str) else median(known)


def _zones(api: ApiClient, version: str, texts: Texts) -> dict[str, str]:
    return {zone: texts.say(entry["label"]) for zone, entry in api.model(version)["zones"].items()}


def _feature(screen: Screen, name: str) -> Feature:
    return next(feature for feature in screen["features"] if feature["name"] == name)


def _codes(api: ApiClient, version: str, kinds: list[Json], texts: Texts) -> dict[str, str]:
    """Words for the category codes of these variables, from their distributions."""
    return {row["value"]: texts.say(row["label"]) for kind in kinds for row in api.distribution(kind["feature"], version)["bins"]}


def _axis(kind: Json, texts: Texts) -> str:
    """The axis title: the variable and its unit."""
    unit = texts(f"unit.{kind['unit']}")
    label = texts.say(kind["label"])
    return f"{label} ({unit})" if unit else label


def _standing(mine: Feature, label: str, texts: Texts) -> str:
    """The finding: where this client stands, in words."""
    value = texts.say(mine["text"])
    if mine["value"] is None:
        return texts("compare.title.missing", label=label)
    if mine["percentile"] is None:
        return texts("compare.title.plain", label=label, value=value)
    return texts("compare.title.rank", label=label, value=value, share=texts.percent(mine["percentile"]))


def _spread(answer: Json, texts: Texts) -> str:
    """One sentence on the reference files: the middle half of a number, the commonest category."""
    gaps = texts("compare.not_given", missing=texts.number(answer["missing"])) if answer["missing"] else ""
    beyond = texts("compare.beyond") if _is_open(answer) else ""
    if answer["kind"] != "number" or answer["unit"] == "yes_no":
        commonest = max(answer["bins"], key=lambda row: sum(row[zone] for zone in ZONE_ORDER), default=None)
        return texts("compare.commonest", value=_bin(commonest, answer, texts)) + gaps if commonest else texts("compare.empty")
    low, high = (_value(answer["quantiles"][mark], answer["unit"], texts) for mark in ("25", "75"))
    return texts("compare.middle", low=low, high=high) + beyond + gaps


def _is_open(answer: Json) -> bool:
    """Whether a bar at an end also counts those beyond it."""
    return answer["kind"] == "number" and answer["unit"] != "yes_no" and any(answer["open"].values())


def _spans(bins: list[Json], answer: Json, texts: Texts) -> list[str]:
    """What each bar counts, in words."""
    said = [_bin(row, answer, texts) for row in bins]
    if bins and _is_open(answer):
        if answer["open"]["low"]:
            said[0] = texts("compare.bin.low", high=_value(bins[0]["to"], answer["unit"], texts))
        if answer["open"]["high"]:
            said[-1] = texts("compare.bin.high", low=_value(bins[-1]["from"], answer["unit"], texts))
    return said


def _bin(row: Json, answer: Json, texts: Texts) -> str:
    if answer["kind"] != "number":
        return texts.say(row["label"])
    if answer["unit"] == "yes_no":
        return texts("yes" if row["to"] > 0.5 and row["from"] >= 0.25 else "no")
    return texts("compare.bin", low=_value(row["from"], answer["unit"], texts), high=_value(row["to"], answer["unit"], texts))


def _cell(value: Any, kind: Json, codes: dict[str, str], texts: Texts) -> str:
    if value is None:
        return texts("missing")
    return codes.get(value, value) if isinstance(value, str) else _value(value, kind["unit"], texts)


def _value(value: float, unit: str, texts: Texts) -> str:
    """A number of the reference files, with as many decimals as its unit deserves."""
    if unit == "percent":
        return texts.percent(100 * value)
    if unit == "yes_no":
        return texts("yes" if value else "no")
    decimals = {"amount": 0, "count": 0, "days": 0, "months": 0, "index": 2}.get(unit, 1)
    return texts.number(value, decimals)
