"""A client's file on the page: asked of the API once, and every panel drawn in the same answer."""

from typing import Any, Final

from dash import ClientsideFunction, Dash, Input, Output, State, html

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
        + [Output("dossier-search", "value"), *parts((*PARTS, *COMPARED))],
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
        panels = drawn(screen, notes, status, turn, api, texts)
        compared = [light(part) for part in comparer.draw(screen, chosen, api, texts)] if status["kind"] == "ok" else [[], []]
        return screen, notes, status, *rest, "", *panels, *compared

    @app.callback(
        parts(PARTS),
        Input("lang", "value"),
        State("screen", "data"),
        State("notes", "data"),
        State("status", "data"),
        State("simulate-reset", "n_clicks"),
        prevent_initial_call=True,
    )
    def translate(lang: str, screen: Screen | None, notes: dict[str, Say], status: Json, turn: int) -> Any:
        return drawn(screen, notes, status, turn, api, Texts(lang))

    app.clientside_callback(
        ClientsideFunction("page", "clear"), parts((*PARTS, *COMPARED)), Input("screen", "data"), prevent_initial_call=True
    )


def drawn(screen: Screen | None, notes: dict[str, Say], status: Json, turn: int, api: ApiClient, texts: Texts) -> list[Any]:
    """Every one of ``PARTS``: of the client on screen, or of the one of whom only the rights may be shown, or nothing."""
    if status["kind"] == "rights":
        title = texts("client.title", client=status["client"])
        return [html.H1(title), title, *[[]] * (len(PARTS) - 2)]
    if status["kind"] != "ok" or screen is None:
        return [[], "", *[[]] * (len(PARTS) - 2)]
    panels = [
        decision.draw(screen, texts),
        pourquoi.draw(screen, api, texts),
        simuler.draw(screen, turn, texts),
        simuler.start(texts),
        dossier.draw(screen, notes, texts),
    ]
    return [*decision.client_bar(screen, texts), *[light(panel) for panel in panels]]
