"""The guided tour of a first visit: a few steps over the real screen, offered once, never imposed."""

import json
from typing import Any, Final

from dash import Dash, Input, Output, html

from appli.client import ApiClient
from appli.served import filled
from appli.texts import Texts

STEPS: Final = (
    ("zone", "decision", ".verdict"),
    ("reasons", "decision", ".reasons"),
    ("change", "decision", ".change"),
    ("act", "decision", "#act"),
    ("why", "pourquoi", "#tab-pourquoi"),
    ("simulate", "simuler", "#tab-simuler"),
    ("rights", "droits", "#tab-droits"),
    ("view", "decision", "#view-switch"),
)
"""Text, tab, and what is shown on it."""
BUTTONS: Final = ("back", "next", "close")
WAYS: Final = (("start", "primary", "start"), ("later", "secondary", "close"))
"""Button of the invitation, its look, and what it does."""
NAMES: Final = (*(name for name, *_ in WAYS), *BUTTONS)


def invitation() -> html.Div:
    """Offered above the first file, until it is taken or put off."""
    buttons = [html.Button(id=f"tour-{way}", type="button", className=look, **{"data-tour": to}) for way, look, to in WAYS]
    return html.Div([html.P(id="tour-first"), html.Div(buttons, className="actions")], id="tour-invitation", className="tour-invitation")


def layout() -> html.Div:
    """The card of the steps, hidden until the tour starts; the browser alone fills it."""
    words = [html.P(id="tour-count", className="soft"), html.H2(id="tour-title", className="heading-2"), html.P(id="tour-text")]
    looks = {"next": "primary"}
    buttons = [
        html.Button(id=f"tour-{name}", type="button", className=looks.get(name, "secondary"), **{"data-tour": name}) for name in BUTTONS
    ]
    said = html.Div(words, **{"aria-live": "polite"})
    return html.Div([said, html.Div(buttons, className="actions")], id="tour", className="tour", role="dialog", hidden=True)


def register(app: Dash, _: ApiClient) -> None:
    """The tour's words."""

    @filled(
        app,
        [
            Output("tour", "data-steps"),
            Output("tour", "aria-label"),
            Output("tour-first", "children"),
            *[Output(f"tour-{name}", "children") for name in NAMES],
        ],
        Input("lang", "value"),
    )
    def word(lang: str) -> Any:
        texts = Texts(lang)
        names = [texts(f"tour.{name}") for name in NAMES]
        return json.dumps(steps(texts), ensure_ascii=False), texts("tour.start"), texts("tour.first"), *names


def steps(texts: Texts) -> list[dict[str, str]]:
    """Each step: where it points, and what it says."""
    return [
        {
            "tab": tab,
            "target": target,
            "title": texts(f"tour.{name}.title"),
            "text": texts(f"tour.{name}.text"),
            "count": texts("tour.count", n=rank, all=len(STEPS)),
        }
        for rank, (name, tab, target) in enumerate(STEPS, 1)
    ]
