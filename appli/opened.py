"""A client's file on the page: asked of the API once, and every panel drawn in the same answer."""

from collections.abc import Sequence
from typing import Any, Final, TypedDict

from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update
from flask import Flask, Response, request
from plotly.io.json import to_json_plotly

from appli.access.origin import refused
from appli.client import ApiClient
from appli.light import light, written
from appli.links import Links
from appli.panels import comparer, decision, dossier, pourquoi, simuler
from appli.search import content, followed, parts
from appli.texts import Texts
from appli.views import Json, Say, Screen

PATH: Final = "/file"
PARTS: Final = ("client-bar", "announce", "panel-decision", "panel-pourquoi", "panel-simuler", "panel-simulation", "panel-dossier")
"""What is drawn anew when the language changes; the charts that compare follow their pickers, which then change too."""
COMPARED: Final = ("panel-comparer", "panel-pair")
FILLED: Final = (*PARTS, *COMPARED, "panel-droits", "problem")
DATA: Final = ("screen", "notes", "status", "trouble", "reference")


class Asked(TypedDict):
    """What the browser says when it asks for a file: whose, and how its page stands."""

    about: Json
    reference: str | None
    who: str
    lang: str
    turn: int
    pickers: list[str | None]


def install(server: Flask, api: ApiClient) -> None:
    """Add the route from which ``assets/file.js`` has a file: posted, so that no address and no log of addresses holds whose."""
    links = Links()

    @server.post(PATH)
    def file() -> Response:
        asked = _read(request.get_json(silent=True))
        if asked is None:
            return refused(400, "This is not a question about a client's file.")
        answer = {name: value for name, value in filed(asked, api, links).items() if value is not no_update}
        return Response(to_json_plotly(answer), mimetype="application/json", headers={"Cache-Control": "no-store"})


def _read(body: Any) -> Asked | None:
    """What was asked, or ``None`` when it is no such question."""
    try:
        one, x, y = body["pickers"]
        return Asked(
            about={name: _text(body["about"].get(name)) for name in ("client", "link")},
            reference=_text(body["reference"]),
            who=_text(body["who"]) or "",
            lang=_text(body["lang"]) or "",
            turn=int(body["turn"] or 0),
            pickers=[_text(one), _text(x), _text(y)],
        )
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
        return None


def _text(value: Any) -> str | None:
    if not isinstance(value, str | None):
        raise TypeError(f"{type(value).__name__} is no text")
    return value


def filed(asked: Asked, api: ApiClient, links: Links) -> Json:
    """What each part of the page becomes, by its name and property, once one file was asked for."""
    screen, notes, status, *rest = followed(asked["about"], asked["reference"], api, links, asked["who"])
    texts, shown = Texts(asked["lang"]), screen if status["kind"] == "ok" else None
    named = status["client"] if status["kind"] == "rights" else None
    compared = [written(part) for part in comparer.draw(shown, asked["pickers"], api, texts)] if shown else ["", ""]
    data = {f"{name}.data": value for name, value in zip(DATA, (screen, notes, status, *rest), strict=True)}
    panels = dict(zip(PARTS, drawn(shown, notes, named, asked["turn"], api, texts), strict=True))
    panels |= dict(zip((*COMPARED, "panel-droits"), (*compared, []), strict=True))
    return data | {"dossier-search.value": ""} | {f"{name}.{content(name)}": part for name, part in panels.items()}


def register(app: Dash, api: ApiClient) -> None:
    """Draw a client's file when the browser has it; draw it again in another language."""
    app.clientside_callback(
        ClientsideFunction("file", "fetch"),
        [Output(name, "data") for name in DATA] + [Output("dossier-search", "value"), *parts(FILLED)],
        Input("query", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("page", "retell"),
        Output("told", "data"),
        Input("lang", "value"),
        Input("screen", "data"),
        State("told", "data"),
        prevent_initial_call=True,
    )
    _register_translation(app, api)
    app.clientside_callback(
        ClientsideFunction("page", "clear"), parts((*PARTS, *COMPARED)), Input("screen", "data"), prevent_initial_call=True
    )


def _register_translation(app: Dash, api: ApiClient) -> None:
    @app.callback(
        [Output("dossier-search", "value", allow_duplicate=True), *parts(PARTS)],
        Input("told", "data"),
        State("screen", "data"),
        State("notes", "data"),
        State("subject", "data"),
        State("simulate-reset", "n_clicks"),
        prevent_initial_call=True,
    )
    def translate(lang: str | None, screen: Screen | None, notes: dict[str, Say], subject: Json | None, turn: int) -> Any:
        if lang is None:  # another file was opened: an answer still on its way is for the former one
            return [no_update] * (1 + len(PARTS))
        return "", *drawn(screen, notes, subject["client"] if subject else None, turn, api, Texts(lang))


def drawn(screen: Screen | None, notes: dict[str, Say], named: str | None, turn: int, api: ApiClient, texts: Texts) -> Sequence[Any]:
    """Every one of ``PARTS``: of the client on screen, or of the one of whom only the rights may be shown (``named``), or nothing."""
    if screen is None:
        title = texts("client.title", client=named) if named else ""
        return [written(html.H1(title)) if named else "", title, "", "", [], [], ""]
    bar, said = decision.client_bar(screen, texts)
    return [
        written(bar),
        said,
        written(decision.draw(screen, texts)),
        written(pourquoi.draw(screen, api, texts)),
        light(simuler.draw(screen, turn, texts)),
        light(simuler.start(texts)),
        written(dossier.draw(screen, notes, texts)),
    ]
