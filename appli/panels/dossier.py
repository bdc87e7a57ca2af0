"""Dossier: every piece of data used, in words, and what was not used and why."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, html
from dash.development.base_component import Component

from appli.client import ApiClient
from appli.errors import ApiError
from appli.light import light
from appli.panels import parts
from appli.panels.glossary import origin
from appli.served import filled
from appli.texts import Texts
from appli.views import Json, Say, Screen

Notes = dict[str, Say]
Named = Mapping[str, Any]


def layout() -> html.Div:
    """The search field, which stays and works in the browser alone, and the empty panel."""
    field = dmc.TextInput(id="dossier-search", className="dossier-search", size="md")
    return html.Div([field, html.Div(id="panel-dossier", className="panel-body"), html.Div(id="policy")])


def register(app: Dash, api: ApiClient) -> None:
    """What was not used is drawn with the page, the client's data with the file."""

    @filled(app, [Output("policy", "children")], Input("reference", "data"), Input("lang", "value"))
    def tell(reference: str | None, lang: str) -> Any:
        return [light(policy(reference, api, Texts(lang)))]


def draw(screen: Screen, notes: Notes, texts: Texts) -> html.Div:
    """The panel for one client."""
    missing = sum(feature["value"] is None for feature in screen["features"])
    known = len(screen["features"]) - missing
    return parts.ready(
        screen["client"],
        html.P(texts("file.count", known=texts.number(known), missing=texts.number(missing)), className="soft"),
        subjects(screen["families"], screen["features"], notes, texts),
    )


def subjects(families: Sequence[Named], features: Sequence[Named], notes: Notes, texts: Texts) -> html.Section:
    """The data by subject, in words, the first subject unfolded. Families have ``family`` and ``label``; features ``family``,
    ``name``, ``label`` and ``text``."""
    lines = [_family(family, features, notes, texts, opened=rank == 0) for rank, family in enumerate(families)]
    return parts.card(*lines, class_name="file")


def _family(family: Named, features: Sequence[Named], notes: Notes, texts: Texts, opened: bool) -> html.Details:
    label = texts.say(family["label"])
    members = [feature for feature in features if feature["family"] == family["family"]]
    rows = [(texts.say(f["label"]), texts.say(f["text"]), texts.say(notes[f["name"]])) for f in members]
    head = [texts("table.data"), texts("table.value"), texts("table.meaning")]
    count = texts("file.family.one" if len(members) == 1 else "file.family.many", n=texts.number(len(members)))
    summary = html.Summary([html.Span(label, className="subject-label"), html.Span(count, className="soft")])
    hint = " ".join(origin(family["family"], texts))
    return html.Details([summary, parts.table(head, rows, label, "table-file", hint)], className="subject", open=opened)


def policy(version: str | None, api: ApiClient, texts: Texts) -> Component:
    """What was not used and why, what is watched: the same for every client."""
    try:
        model = api.model(version)
    except ApiError:
        return html.P(texts("reference.lost"), className="note")
    lists = [("file.not_used", model["not_used"]), ("file.watched", model["watched"])]
    return html.Div([_policy(key, items, texts) for key, items in lists], className="two start")


def _policy(key: str, items: list[Json], texts: Texts) -> html.Section:
    entries = [html.Div([html.Dt(texts.say(item["label"])), html.Dd(texts.say(item["reason"]))]) for item in items]
    return parts.card(parts.heading(texts(key)), html.P(texts(f"{key}.how"), className="soft"), html.Dl(entries, className="policy"))
