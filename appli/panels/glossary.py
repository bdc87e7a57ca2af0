"""Glossary: every variable that the model reads, by subject: what it is, in what unit, from where, why it may matter."""

from typing import Any

from dash import Dash, Input, Output, html
from dash.development.base_component import Component

from appli.client import ApiClient
from appli.errors import ApiError
from appli.light import light
from appli.panels import parts
from appli.texts import Texts
from appli.views import Json


def register(app: Dash, api: ApiClient) -> None:
    """Draw the page from the kept reference answer each time it is opened."""

    @app.callback(
        Output("glossary", "children"),
        Input("place", "data"),
        Input("lang", "value"),
        Input("reference", "data"),
        prevent_initial_call=True,
    )
    def show(place: str | None, lang: str, version: str | None) -> Any:
        return light(page(version, api, Texts(lang))) if place == "glossary" else []


def page(version: str | None, api: ApiClient, texts: Texts) -> list[Component]:
    """The whole page."""
    head = html.H1(texts("glossary.title"))
    try:
        return [head, html.P(texts("glossary.how"), className="note"), draw(api.importance(version), texts)]
    except ApiError:
        return [head, html.P(texts("reference.lost"), className="note")]


def draw(importance: Json, texts: Texts) -> html.Section:
    """One fold a subject, the one that usually weighs most first, and open."""
    folds = [_subject(family, importance["data"], texts, opened=rank == 0) for rank, family in enumerate(importance["families"])]
    return parts.card(*folds, class_name="file")


def _subject(family: Json, items: list[Json], texts: Texts, opened: bool) -> html.Details:
    label = texts.say(family["label"])
    members = [item for item in items if item["family"] == family["family"]]
    rows = [
        (
            texts.say(item["label"]),
            texts.say(item["meaning"]),
            unit(item, texts),
            texts("points.about", n=texts.number(item["points"], 1)),
        )
        for item in members
    ]
    head = [texts(f"table.{column}") for column in ("data", "meaning", "unit", "usual")]
    count = texts("file.family.one" if len(members) == 1 else "file.family.many", n=texts.number(len(members)))
    summary = html.Summary([html.Span(label, className="subject-label"), html.Span(count, className="soft")])
    told = [html.P(sentence, className="right") for sentence in origin(family["family"], texts)]
    return html.Details([summary, *told, parts.table(head, rows, label, "table-glossary")], className="subject", open=opened)


def origin(family: str, texts: Texts) -> tuple[str, str]:
    """Where the data of a subject come from, and why they may matter."""
    return texts(f"glossary.{family}.source"), texts(f"glossary.{family}.why")


def meaning(item: Json, texts: Texts) -> str:
    """What a variable is and its unit, in a sentence or two."""
    return texts("glossary.meaning", meaning=texts.say(item["meaning"]), unit=unit(item, texts))


def unit(item: Json, texts: Texts) -> str:
    """A variable's unit in words; what is neither counted nor measured is said so."""
    return texts(f"unit.{item['unit']}") or texts(f"glossary.unit.{item['unit']}")
