"""A page to read and print: shown in a frame over the screen, printed alone."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, ctx, html, no_update

from appli.client import ApiClient
from appli.served import filled
from appli.texts import Texts
from appli.views import Json

SANDBOX = "allow-same-origin allow-modals"
"""The page runs no script; its parent may ask it to print."""


def layout() -> dmc.Modal:
    """The sheet, closed."""
    frame = html.Iframe(id="paper-frame", className="paper-frame", sandbox=SANDBOX)
    button = html.Button(id="paper-print", type="button", className="primary", **{"data-print": "paper-frame"})
    return dmc.Modal([button, frame], id="paper", size="900px", opened=False, padding="lg", className="paper")


def register(app: Dash, _: ApiClient) -> None:
    """Open the sheet whenever there is a page to show."""

    @filled(
        app,
        [
            Output("paper", "opened"),
            Output("paper", "title"),
            Output("paper-frame", "srcDoc"),
            Output("paper-frame", "title"),
            Output("paper", "closeButtonProps"),
            Output("paper-print", "children"),
        ],
        Input("paper-page", "data"),
        Input("lang", "value"),
    )
    def show(page: Json | None, lang: str) -> Any:
        texts = Texts(lang)
        words = {"aria-label": texts("paper.close")}, texts("paper.print")
        if page is None or ctx.triggered_id == "lang":
            return no_update, no_update, no_update, no_update, *words
        return True, page["title"], page["html"], page["title"], *words
