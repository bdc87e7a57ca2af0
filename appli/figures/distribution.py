"""How one variable spreads over the reference population, by zone, with the client marked."""

from typing import Any, Final

import plotly.graph_objects as go

from appli import theme
from appli.figures.base import Spec, figure, title
from appli.format import Lang, wrap

ZONE_ORDER: Final = ("accord", "conseiller", "refus")
Answer = dict[str, Any]


def distribution(answer: Answer, zones: dict[str, str], client: float | str | None, words: dict[str, str], lang: Lang) -> go.Figure:
    """Stacked bars of files by bin and zone. ``zones`` names the zones; ``words`` holds ``client`` (the mark's text),
    ``count`` and ``axis`` titles, ``yes`` and ``no``. A missing client value draws no mark."""
    scale = 100 if answer["unit"] == "percent" else 1
    place = _place(answer, scale, lang)
    traces = [_bars(answer, zone, zones[zone], place) for zone in ZONE_ORDER]
    x: Spec = {"showgrid": False, "title": title(words["axis"])}
    if answer["unit"] == "yes_no":
        x |= {"tickvals": [0, 1], "ticktext": [words["no"], words["yes"]]}
    y = {"title": title(words["count"]), "rangemode": "tozero"}
    where = _where(answer, client, scale, lang)
    mark = {} if where is None else _mark(where, words["client"])
    return figure(traces, lang, 400, {"l": 8, "r": 16, "t": 72, "b": 56}, x, y, barmode="stack", bargap=0.3, **mark)


def _bars(answer: Answer, zone: str, name: str, place: Spec) -> Spec:
    pattern = {"shape": theme.PATTERNS[zone], "size": 7, "solidity": 0.18, "fillmode": "overlay", "fgcolor": "white"}
    marker = {"color": theme.ZONES[zone], "line": {"width": 0}} | ({"pattern": pattern} if theme.PATTERNS[zone] else {})
    counts = [row[zone] for row in answer["bins"]]
    return {"type": "bar", "y": counts, "name": name, "marker": marker, "hovertemplate": f"%{{y:,}}<extra>{name}</extra>"} | place


def _place(answer: Answer, scale: int, lang: Lang) -> Spec:
    """Where the bars stand: side by side for categories, nearly as wide as their bins for numbers."""
    bins = answer["bins"]
    if answer["kind"] != "number":
        return {"x": [wrap(row["label"][lang], 16) for row in bins]}
    return {"x": [scale * (row["from"] + row["to"]) / 2 for row in bins], "width": [0.94 * scale * (row["to"] - row["from"]) for row in bins]}


def _where(answer: Answer, client: float | str | None, scale: int, lang: Lang) -> float | str | None:
    """The client's place on the axis, kept inside the bins shown."""
    bins = answer["bins"]
    if client is None or not bins:
        return None
    if answer["kind"] != "number":
        return next((wrap(row["label"][lang], 16) for row in bins if row["value"] == client), None)
    return scale * min(max(float(client), bins[0]["from"]), bins[-1]["to"])


def _mark(where: float | str, text: str) -> Spec:
    line = {"type": "line", "x0": where, "x1": where, "y0": 0, "y1": 1, "yref": "paper", "line": {"color": theme.INK, "width": 2.5, "dash": "dot"}}
    note = {"x": where, "y": 1, "yref": "paper", "yanchor": "bottom", "text": f"◆ <b>{text}</b>", "showarrow": False, "font": {"size": 13}}
    return {"shapes": [line], "annotations": [note], "legend": {"orientation": "h", "x": 0, "y": 1.1, "yanchor": "bottom", "traceorder": "normal"}}
