"""The outcome of a simulation: the score before and after, what it means, and what moved."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from appli.figures.before_after import before_after
from appli.panels import parts
from appli.texts import Texts
from appli.views import Json


def outcome(answer: Json, texts: Texts) -> list[Component]:
    """Everything that one answer of the API says."""
    return [
        _chart(answer, texts),
        html.Ul([html.Li(texts.say(change["text"])) for change in answer["changes"]], className="way-changes"),
        *_moved(answer["families"], texts),
        html.P(texts.say(answer["notice"]), className="note"),
    ]


def _chart(answer: Json, texts: Texts) -> html.Figure:
    first, second = (answer[side]["displayed"] for side in ("before", "after"))
    scores = first["score"], second["score"]
    names = texts("simulate.before"), texts("simulate.after")
    finding = "simulate.finding" if scores[0] != scores[1] else "simulate.finding.same"
    title = texts(finding, before=scores[0], after=scores[1], zone=texts.say(second["zone"]))
    rows = [
        [name, texts.number(shown["score"]), texts.say(shown["zone"]), texts.say(shown["frequency"])]
        for name, shown in zip(names, (first, second), strict=True)
    ]
    head = [texts("table.what"), texts("decision.score"), texts("table.zone"), texts("simulate.frequency")]
    data = parts.data_table(texts, head, rows, title)
    ends = texts("simulate.end", name=names[0], score=scores[0]), texts("simulate.end", name=names[1], score=scores[1])
    figure = before_after(scores, first["bounds"], ends, texts("simulate.axis"), texts.lang)
    return parts.chart(texts, figure, "simulation", title, texts.say(second["frequency"]), data)


def _moved(families: list[Json], texts: Texts) -> list[Any]:
    """The subjects whose weight changed by a point at least, largest first."""
    moved = [family for family in families if round(family["change"])]
    if not moved:
        return [html.P(texts("simulate.still"), className="soft")]
    largest = max(abs(family["change"]) for family in moved)
    return [
        parts.heading(texts("simulate.moved"), 3),
        html.Ol([_line(family, largest, texts) for family in moved], className="reason-list"),
    ]


def _line(family: Json, largest: float, texts: Texts) -> html.Li:
    label = html.Span(texts.say(family["label"]), className="reason-family")
    points = html.Span(texts.points(family["change"]), className="reason-points")
    return html.Li([html.Div([label, points], className="reason-head"), parts.bar(family["change"], largest)], className="reason")
