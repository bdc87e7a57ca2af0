"""A client's file on the page: asked of the API once, and every panel drawn in the same answer."""

from typing import Any, Final

from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update

from appli.client import ApiClient
from appli.light import light
from appli.links import Links
from appli.panels import comparer, decision, dossier, pourquoi, simuler
from appli.search import followed, parts
from appli.texts import Texts
from appli.views import Json, Say, Screen

PARTS: Final = ("client-bar", "announce", "panel-decision", "panel-pourquoi", "panel-simuler", "panel-simulation", "panel-dossier")
"""What is drawn anew when the language changes; the charts that compare follow their pickers, which then change too."""
COMPARED: Final = ("panel-comparer", "panel-pair")


def register(app: Dash, api: ApiClient) -> None:
    """Fetch and draw a client's file; draw it again in another language."""
    links = Links()

    @app.callback(
        [Output(name, "data") for name in ("screen", "notes", "status", "trouble", "reference")]
        + [Output("dossier-search", "value"), *parts((*PARTS, *COMPARED, "panel-droits"))],
        Input("query", "data"),
        State("reference", "data"),
        State("who", "value"),
        State("lang", "value"),
        State("simulate-reset", "n_clicks"),
        *[State(name, "value") for name in comparer.PICKERS],
        prevent_initial_call=True,
    )
    def fetch(query: Json, reference: str | None, who: str, lang: str, turn: int, *chosen: str | None) -> Any:
        screen, notes, status, *rest = followed(query, reference, api, links, who)
        texts = Texts(lang)
        shown = screen if status["kind"] == "ok" else None
        panels = drawn(shown, notes, status["client"] if status["kind"] == "rights" else None, turn, api, texts)
        compared = [light(part) for part in comparer.draw(shown, chosen, api, texts)] if shown else [[], []]
        return screen, notes, status, *rest, "", *panels, *compared, []

    app.clientside_callback(
        ClientsideFunction("page", "retell"),
        Output("told", "data"),
        Input("lang", "value"),
        Input("screen", "data"),
        State("told", "data"),
        prevent_initial_call=True,
    )

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

    app.clientside_callback(
        ClientsideFunction("page", "clear"), parts((*PARTS, *COMPARED)), Input("screen", "data"), prevent_initial_call=True
    )


def drawn(screen: Screen | None, notes: dict[str, Say], named: str | None, turn: int, api: ApiClient, texts: Texts) -> list[Any]:
    """Every one of ``PARTS``: of the client on screen, or of the one of whom only the rights may be shown (``named``), or nothing."""
    if screen is None:
        title = texts("client.title", client=named) if named else ""
        return [html.H1(title) if named else [], title, *[[]] * (len(PARTS) - 2)]
    panels = [
        decision.draw(screen, texts),
        pourquoi.draw(screen, api, texts),
        simuler.draw(screen, turn, texts),
        simuler.start(texts),
        dossier.draw(screen, notes, texts),
    ]
    return [*decision.client_bar(screen, texts), *[light(panel) for panel in panels]]
