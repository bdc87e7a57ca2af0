"""Modèle: what the tool is, how good it is on people it never saw, and what it may not read. No client on this page."""

from typing import Any, Final

from dash import Dash, Input, Output, html

from appli.client import ApiClient
from appli.errors import ApiError
from appli.figures.calibration import calibration
from appli.light import light
from appli.panels import dossier, parts
from appli.panels.model_report import costs, fairness
from appli.panels.monitoring import drift
from appli.texts import Texts
from appli.views import Json

MODELS: Final = ("final", "scorecard", "baseline")
MEASURES: Final = {"roc_auc": 3, "brier": 4, "cost_per_client": 3}
"""Measure: decimals shown."""


def register(app: Dash, api: ApiClient) -> None:
    """Draw the page from the kept reference answer each time it is opened."""

    @app.callback(
        Output("model", "children"), Input("place", "data"), Input("lang", "value"), Input("reference", "data"), prevent_initial_call=True
    )
    def show(place: str | None, lang: str, version: str | None) -> Any:
        return light(page(version, api, Texts(lang))) if place == "model" else []


def page(version: str | None, api: ApiClient, texts: Texts) -> list[Any]:
    """The whole page, or the sentence that says why it cannot be read."""
    try:
        return draw(api.model(version), version, api, texts)
    except ApiError:
        return [html.H1(texts("model.title")), html.P(texts("reference.lost"), className="note")]


def draw(model: Json, version: str | None, api: ApiClient, texts: Texts) -> list[Any]:
    """The whole page."""
    return [
        html.H1(texts("model.title")),
        parts.card(*_card(model, texts)),
        *[
            parts.card(part)
            for part in (
                costs(model, texts),
                _calibration(model, texts),
                _measures(model, texts),
                fairness(model, texts),
                drift(model, texts),
            )
            if part
        ],
        dossier.policy(version, api, texts),
    ]


def _card(model: Json, texts: Texts) -> list[Any]:
    low, high = (round(100 * bound) for bound in model["bounds"])
    said = [
        texts("model.rule", low=low, high=high, cost=texts.number(model["cost_ratio"])),
        texts("model.built", day=texts.day(model["trained_at"]), features=texts.number(model["features"])),
        texts.say(model["points_note"]),
        texts("model.limits"),
    ]
    shares = model.get("metrics", {}).get("final", {}).get("zones", {})
    names = {zone: texts.say(entry["label"]) for zone, entry in model["zones"].items()}
    zones = [html.Li([names[zone], html.Strong(texts.percent(100 * share))]) for zone, share in shares.items()]
    head = [parts.heading(texts("model.card"))] + [html.P(sentence, className="right") for sentence in said]
    return [*head, parts.heading(texts("model.zones"), 3), html.Ul(zones, className="change-list")] if zones else head


def _calibration(model: Json, texts: Texts) -> html.Figure | None:
    """Announced and observed frequencies; nothing when the API has no measure of them."""
    tenths = model.get("metrics", {}).get("final", {}).get("reliability", [])
    if not tenths:
        return None
    gap = 100 * max(abs(tenth["mean_pd"] - tenth["observed"]) for tenth in tenths)
    title = texts("model.calibration", gap=texts.number(gap, 1))
    rows = [[texts.number(tenth["people"]), *(texts.number(100 * tenth[key], 1) for key in ("mean_pd", "observed"))] for tenth in tenths]
    head = [texts("model.people"), texts("model.announced"), texts("model.observed")]
    figure = calibration(tenths, (head[1], head[2]), (texts("model.perfect"), texts("model.tenth")), texts.lang)
    return parts.chart(texts, figure, "calibration", title, texts("model.calibration.how"), parts.data_table(texts, head, rows, title))


def _measures(model: Json, texts: Texts) -> html.Div | None:
    """The measures of the model in service beside simpler ones, each with its interval and what it says."""
    known = [name for name in MODELS if name in model.get("metrics", {})]
    lines = [html.Tr([html.Th(texts("model.measure"), scope="col"), *[html.Th(texts(f"model.{name}"), scope="col") for name in known]])]
    for measure, decimals in MEASURES.items():
        cells = [html.Td(_interval(model["metrics"][name].get(measure), decimals, texts)) for name in known]
        said = [html.Strong(texts(f"measure.{measure}")), html.Div(texts(f"measure.{measure}.how"), className="soft")]
        lines.append(html.Tr([html.Th(said, scope="row"), *cells]))
    if not known:
        return None
    table = html.Table([html.Thead(lines[0]), html.Tbody(lines[1:])])
    return html.Div([parts.heading(texts("model.measures")), html.P(texts("model.measures.how"), className="soft"), _scroll(table, texts)])


def _scroll(table: html.Table, texts: Texts) -> html.Div:
    return html.Div(table, className="table scroll whole", tabIndex="0", role="group", **{"aria-label": texts("model.measures")})


def _interval(measure: Json | None, decimals: int, texts: Texts) -> str:
    if measure is None:
        return texts("missing")
    value, low, high = (texts.number(measure[key], decimals) for key in ("value", "low", "high"))
    return texts("model.interval", value=value, low=low, high=high)
