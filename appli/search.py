"""The search for a client: field, the one call that fetches a screen, and what to say when it fails."""

import logging
import secrets
from collections.abc import Sequence
from typing import Any, Final

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from appli.access.people import may
from appli.client import ApiClient
from appli.errors import ApiDown, ApiError, BadNumber, NoScore, NotAllowed, NotYours, TooMany, UnknownClient
from appli.format import LANGUAGES
from appli.light import written
from appli.links import Links
from appli.panels import erasure, no_score
from appli.served import filled
from appli.texts import Texts
from appli.views import Json, paper_of, screen_of

log = logging.getLogger(__name__)
FIRST: Final = ("client-bar", "panel-decision")
WRITTEN: Final = (*FIRST, "panel-pourquoi", "panel-comparer", "panel-pair", "panel-dossier")
"""What shows a client and calls nobody back: sent as HTML, which ``assets/file.js`` puts in place, those of ``FIRST`` before the others,
before Dash hears of the file, and takes away when another is asked for."""
EMPTIED: Final = ("announce", "panel-simuler", "panel-simulation", "panel-droits")
"""The other parts that show a client: Dash empties them when another is asked for."""
WITH_RETRY = ("down", "error", "many")
KINDS: Final[dict[type[ApiError], str]] = {
    UnknownClient: "unknown",
    BadNumber: "bad",
    ApiDown: "down",
    NotAllowed: "forbidden",
    NotYours: "not_yours",
    TooMany: "many",
}
"""What each failure is called; any other is an error."""


def layout() -> html.Div:
    """The field, its button and the place of the suggestions (``assets/suggest.js``)."""
    field = dmc.TextInput(
        id="search",
        className="search-field",
        size="lg",
        debounce=True,  # Dash hears of it when one leaves the field: a key waits for nothing, and whoever asks reads the field itself
        inputProps={"autoFocus": True, "autoComplete": "off", "inputMode": "numeric", "maxLength": 24, "spellCheck": False},
        **{"aria-controls": "suggestions"},
    )
    suggestions = html.Div(id="suggestions", className="suggestions")
    found = html.P(id="suggested", className="visually-hidden", role="status")
    button = html.Button(id="go", type="button", className="primary")
    row = html.Div([html.Div([field, suggestions], className="search-box"), button], className="search-row")
    return html.Div([row, found], className="search", id="search-area", role="search")


def register(app: Dash, api: ApiClient) -> None:
    """The callbacks of the search."""
    _register_ask(app)

    @filled(app, [Output("problem", "children")], Input("trouble", "data"), Input("lang", "value"))
    def explain(trouble: Json | None, lang: str) -> Any:
        return [problem(trouble, Texts(lang)) if trouble else []]

    @app.callback(
        Output("chosen", "data"),
        Output("status", "data", allow_duplicate=True),
        Output("reference", "data", allow_duplicate=True),
        Input("pulse", "n_intervals"),
        State("status", "data"),
        State("reference", "data"),
        prevent_initial_call=True,
    )
    def listen(beats: int, status: Json, reference: str | None) -> Any:
        return recovered(beats, status, reference, api)


def _register_ask(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("page", "ask"),
        Output("query", "data"),
        Output("status", "data", allow_duplicate=True),
        Output("trouble", "data", allow_duplicate=True),
        Output("search", "value"),
        parts(EMPTIED),
        Input("go", "n_clicks"),
        Input("chosen", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("page", "follow"),
        Output("page", "className"),
        Output("place", "data"),
        Input("status", "data"),
    )
    app.clientside_callback(
        ClientsideFunction("page", "wait"), Output("pulse", "disabled"), Input("status", "data"), Input("reference", "data")
    )


def parts(names: Sequence[str]) -> list[Output]:
    """These parts of the page, which several callbacks fill."""
    return [Output(name, content(name), allow_duplicate=True) for name in names]


def content(name: str) -> str:
    """The property that holds what a part of the page shows."""
    return "data-html" if name in WRITTEN else "children"


def pick(client: str, words: str, class_name: str, **said: str) -> html.Button:
    """A button that opens a client's file (``assets/page.js`` listens); ``data-tab`` among ``said``: on which tab."""
    return html.Button(words, className=class_name, type="button", **{"data-client": client}, **said)


def followed(query: Json, reference: str | None, api: ApiClient, links: Links, who: str = "") -> tuple[Any, ...]:
    """As :func:`fetched`, for a ``client`` or for the ``link`` of one; the status then holds the link that the address shows."""
    client = query["client"] or links.client(query["link"])
    if client is None:
        return _failed("expired", "")
    *screen, status, trouble, version = fetched(client, reference, api, who) if "score" in may() else found(client, api, who)
    shown = status["kind"] in ("ok", "no_score", "rights")
    return *screen, status | {"link": links.to(client)} if shown else status, trouble, version


def fetched(client: str, reference: str | None, api: ApiClient, who: str = "") -> tuple[Any, ...]:
    """Screen, notes, status, trouble and, if it is a new one, model version after asking for one client: exactly one call to the API."""
    try:
        screen, notes = screen_of(api.screen(client, who), secrets.token_hex(8))
    except NoScore as why:
        return _without_score(client, str(why), api, who)
    except (ApiError, KeyError, TypeError, ValueError) as error:
        return _failed(_kind(error), client)
    version = screen["model_version"]
    return screen, notes, {"kind": "ok", "client": client}, no_update, no_update if version == reference else version


def found(client: str, api: ApiClient, who: str = "") -> tuple[Any, ...]:
    """As :func:`fetched`, for who may read a client's rights and history but no score: the client exists, and nothing more."""
    try:
        api.file(client, who)
    except ApiError as error:
        return _failed(_kind(error), client)
    return no_update, no_update, {"kind": "rights", "client": client, "visit": secrets.token_hex(8)}, no_update, no_update


def _kind(error: Exception) -> str:
    """What to call a failure on screen; one that should not be is logged."""
    if type(error) not in KINDS:
        log.error("Unreadable screen: %s", type(error).__name__)
    return KINDS.get(type(error), "error") if isinstance(error, ApiError) else "error"


def _without_score(client: str, why: str, api: ApiClient, who: str) -> tuple[Any, ...]:
    """The file alone, when the API can read it and says that it has no score."""
    try:
        paper = paper_of(api.file(client, who), api.model()["families"], why)
    except (ApiError, KeyError, TypeError) as error:
        log.error("Unreadable file: %s", type(error).__name__)
        return _failed("error", client)
    status = {"kind": "no_score", "client": client}
    return None, None, status, status | {"paper": paper, "visit": secrets.token_hex(8)}, no_update


def _failed(kind: str, client: str) -> tuple[Any, ...]:
    status = {"kind": kind, "client": client}
    return None, None, status, status, no_update


def recovered(beats: int, status: Json, reference: str | None, api: ApiClient) -> tuple[Any, ...]:
    """While the API is down, or was when the page was served: once it is back, say which model answers, and ask again for the
    client that was waited for, or come home."""
    down = status["kind"] == "down"
    try:
        if not (down or reference is None) or not api.ready():
            return no_update, no_update, no_update
        version = api.model()["model_version"]
    except (ApiError, KeyError):
        return no_update, no_update, no_update
    if down and status["client"]:
        return {"client": status["client"], "at": f"pulse-{beats}", "again": True}, no_update, version
    return no_update, {"kind": "home", "client": None} if down else no_update, version


def lost() -> str:
    """What is said when the dashboard itself does not answer, in each language, with and without a client to ask for again: templates
    in the page as it was served (``assets/file.js``)."""
    whom = {"": "", "client-": "%client%"}
    return "".join(
        f'<template id="lost-{name}{lang}">{written(problem({"kind": "down", "client": client}, Texts(lang)))}</template>'
        for lang in LANGUAGES
        for name, client in whom.items()
    )


def problem(trouble: Json, texts: Texts) -> list[Component]:
    """What went wrong, what to do, and a button when trying again can help."""
    kind, client = trouble["kind"], trouble["client"]
    if kind == "no_score":
        return no_score.draw(client, trouble["paper"], texts)
    if kind == "erased":
        return erasure.done(client, trouble["certificate"], texts)
    said = [html.H1(texts(f"problem.{kind}", client=client or "")), html.P(texts(f"problem.{kind}.help"))]
    if kind in WITH_RETRY:
        again = html.A(texts("retry"), href="", className="primary")  # nobody was asked for: the page itself is loaded again
        said.append(pick(client, texts("retry"), "primary") if client else again)
    return [html.Div(said, className="card problem-card")]
