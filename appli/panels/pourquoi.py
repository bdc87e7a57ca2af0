"""Pourquoi: how the score was reached, subject by subject, beside what usually weighs."""

from typing import Any, Final

from dash import Dash, html

from appli.client import ApiClient
from appli.errors import ApiError
from appli.figures.beeswarm import beeswarm
from appli.figures.importance import importance
from appli.figures.waterfall import band_points, waterfall
from appli.panels import parts
from appli.panels.subjects import subjects
from appli.texts import Texts
from appli.views import Json, Screen, average_score

HALF: Final = 50


def layout() -> html.Div:
    """The empty panel."""
    return html.Div(id="panel-pourquoi", className="panel-body")


def register(app: Dash, api: ApiClient) -> None:
    """Nothing: the panel is drawn with the file."""


def draw(screen: Screen, api: ApiClient, texts: Texts) -> html.Div:
    """The panel for one client; a reference chart that the API cannot give is replaced by a sentence."""
    version = screen["model_version"]
    try:
        model, usual, swarm = api.model(version), api.importance(version), api.beeswarm(version)
    except ApiError:
        return parts.ready(screen["client"], parts.card(_waterfall(screen, texts)), html.P(texts("reference.lost"), className="note"))
    return parts.ready(
        screen["client"],
        html.P(texts.say(model["points_note"]), className="note"),
        html.Div([parts.card(_waterfall(screen, texts)), parts.card(_importance(screen, usual, texts))], className="two"),
        subjects(screen, usual, texts),
        parts.card(_beeswarm(screen, swarm, texts)),
    )


def _waterfall(screen: Screen, texts: Texts) -> html.Figure:
    steps = [(texts.say(family["label"]), family["points"]) for family in screen["families"]]
    base, total = texts("why.base", score=average_score(screen)), texts("why.total", score=screen["displayed"]["score"])
    ends = (base, screen["base_points"]), (total, screen["total_points"])
    band = (*band_points(screen["bounds"], screen["points_per_unit"]), texts("why.band"))
    label, points = steps[0]
    figure = waterfall(ends[0], steps, ends[1], band, texts("why.axis"), texts.lang)
    title = texts("why.waterfall.for" if points >= 0 else "why.waterfall.against", label=label, points=texts.points(points))
    rows = [(name, texts.points(value)) for name, value in (ends[0], *steps, ends[1])]
    raised = sum(points for _, points in steps if points > 0)
    lowered = sum(points for _, points in steps if points < 0)
    takeaway = texts("why.waterfall.takeaway", raised=texts.points(raised), lowered=texts.points(lowered))
    data = parts.data_table(texts, [texts("table.subject"), texts("table.points")], rows, title)
    return parts.chart(texts, figure, "waterfall", title, takeaway, data)


def _importance(screen: Screen, usual: Json, texts: Texts) -> html.Figure:
    sizes = {family["family"]: family["points"] for family in usual["families"]}
    rows = [(texts.say(family["label"]), family["points"], sizes.get(family["family"], 0.0)) for family in screen["families"]]
    label, points, size = max(rows, key=lambda row: abs(row[1]) - row[2])
    more = abs(points) - size >= 1
    title = texts("why.usual.more", label=label) if more else texts("why.usual.same")
    takeaway = texts("why.usual.takeaway", label=label, points=texts.points(points), usual=texts.number(size))
    data = [(name, texts.points(value), texts("points.about", n=texts.number(normal))) for name, value, normal in rows]
    head = [texts("table.subject"), texts("table.points"), texts("table.usual")]
    figure = importance(rows, (texts("why.this"), texts("why.usually")), texts("why.axis"), texts.lang)
    key = parts.key(("usual", texts("why.usually")), ("for", texts("why.for")), ("against", texts("why.against")))
    return parts.chart(texts, figure, "importance", title, takeaway, parts.data_table(texts, head, data, title), key=key)


def _beeswarm(screen: Screen, swarm: Json, texts: Texts) -> html.Figure:
    mine = {feature["name"]: feature for feature in screen["features"]}
    lines = swarm["features"]
    words = {"client": texts("compare.this"), "axis": texts("why.axis")}
    client = [mine[line["feature"]]["points"] if line["feature"] in mine else None for line in lines]
    figure = beeswarm([(texts.say(line["label"]), line["points"]) for line in lines], client, words, texts.lang)
    first = lines[0]
    share = _share_below(first["points"], client[0] or 0.0)
    rare = share < HALF
    title = texts(
        "why.swarm.less" if rare else "why.swarm.more",
        label=texts.say(first["label"]),
        share=texts.percent(100 - share if rare else share),
    )
    shown = [mine[line["feature"]] for line in lines if line["feature"] in mine]
    rows = [(texts.say(feature["label"]), texts.say(feature["text"]), texts.points(feature["points"])) for feature in shown]
    head = [texts("table.data"), texts("table.value"), texts("table.points")]
    key = parts.key(("ramp", texts("why.swarm.ramp")), ("missing", texts("why.swarm.missing")), ("client", texts("compare.this")))
    return parts.chart(texts, figure, "beeswarm", title, texts("why.swarm.takeaway"), parts.data_table(texts, head, rows, title), key=key)


def _share_below(points: list[list[Any]], mine: float) -> float:
    """Share (out of 100) of the reference files that this feature favoured less than the client's."""
    return 100 * sum(point[0] < mine for point in points) / len(points) if points else 0.0
