"""Décision: what the tool recommends for this file, and why, in ten seconds."""

from typing import Any

from dash import Dash, Input, Output, html
from dash.development.base_component import Component

from appli.client import ApiClient
from appli.figures.gauge import gauge
from appli.panels import parts
from appli.texts import Texts
from appli.views import Reason, Screen

SIGNS = {"refus": "✕", "conseiller": "?", "accord": "✓"}


def layout() -> html.Div:
    """The empty panel."""
    return html.Div(id="panel-decision", className="panel-body")


def register(app: Dash, api: ApiClient) -> None:
    """Draw the panel from the browser's store."""

    @app.callback(Output("panel-decision", "children"), Input("screen", "data"), Input("lang", "value"), prevent_initial_call=True)
    def show(screen: Screen | None, lang: str) -> Any:
        return draw(screen, Texts(lang)) if screen else []


def draw(screen: Screen, texts: Texts) -> html.Div:
    """The panel for one client."""
    return parts.ready(
        screen["client"],
        html.Div([_verdict(screen, texts), _reasons(screen, texts)], className="decision-grid"),
        html.P(texts("decision.free"), className="note"),
    )


def zone_badge(screen: Screen, texts: Texts) -> Component:
    """The zone as a sign and words, on its colour."""
    zone = screen["zone"]
    sign = html.Span(SIGNS[zone], className="zone-sign", **{"aria-hidden": "true"})
    return html.Span([sign, texts.say(screen["displayed"]["zone"])], className=f"zone zone-{zone}")


def _verdict(screen: Screen, texts: Texts) -> html.Section:
    displayed = screen["displayed"]
    return parts.card(
        html.H2(zone_badge(screen, texts), className="verdict-zone"),
        html.P(texts.say(displayed["summary"]), className="verdict-summary"),
        _gauge_chart(screen, texts),
        html.P(texts.say(displayed["frequency"]), className="frequency"),
        class_name=f"verdict verdict-{screen['zone']}",
    )


def _gauge_chart(screen: Screen, texts: Texts) -> html.Figure:
    displayed = screen["displayed"]
    score, (low, high) = displayed["score"], displayed["bounds"]
    number = html.Div([html.Strong(str(score)), html.Span(" / 100")], className="gauge-number")
    rows = [
        (texts("decision.score"), f"{score} / 100"),
        (texts("decision.low"), f"{low} / 100"),
        (texts("decision.high"), f"{high} / 100"),
    ]
    title = texts(f"decision.gauge.{screen['zone']}", score=score)
    return parts.chart(
        texts,
        gauge(score, displayed["bounds"], texts.lang),
        name="gauge",
        title=title,
        takeaway=texts("decision.takeaway", low=low, high=high),
        data=parts.data_table(texts, [texts("table.what"), texts("table.value")], rows, title),
        extra=number,
    )


def _reasons(screen: Screen, texts: Texts) -> html.Section:
    largest = max((abs(reason["points"]) for reason in screen["reasons"]), default=0.0)
    sides = [("unfavourable", "decision.against"), ("favourable", "decision.for")]
    columns = [_side(screen, direction, key, largest, texts) for direction, key in sides]
    return parts.card(
        parts.heading(texts("decision.reasons")), html.P(texts("decision.reasons.how"), className="soft"), html.Div(columns, className="reasons"), class_name="why"
    )


def _side(screen: Screen, direction: str, key: str, largest: float, texts: Texts) -> html.Div:
    reasons = [reason for reason in screen["reasons"] if reason["direction"] == direction]
    content: Component = html.Ol([_reason(reason, largest, texts) for reason in reasons], className="reason-list")
    if not reasons:
        content = html.P(texts(f"{key}.none"), className="soft")
    return html.Div([parts.heading(texts(key), 3), content], className=f"reason-side {direction}")


def _reason(reason: Reason, largest: float, texts: Texts) -> html.Li:
    head = html.Div(
        [html.Span(texts.say(reason["family_label"]), className="reason-family"), html.Span(texts.points(reason["points"]), className="reason-points")],
        className="reason-head",
    )
    return html.Li([head, parts.bar(reason["points"], largest), html.P(texts.say(reason["text"]), className="reason-text")], className="reason")
