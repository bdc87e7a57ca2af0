"""What surrounds the panels: header, welcome, footer; redrawn when the language changes."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, html
from dash.development.base_component import Component

from appli.access.people import may
from appli.client import ApiClient
from appli.errors import ApiError
from appli.search import pick
from appli.served import filled
from appli.texts import Texts
from appli.views import Json

EXAMPLES = ("193423", "111767")
WORDS = {
    ("skip", "children"): "skip",
    ("brand-line", "children"): "brand.line",
    ("lang", "aria-label"): "lang.label",
    ("theme", "aria-label"): "theme.label",
    ("tab-list", "aria-label"): "tabs.label",
    ("search", "aria-label"): "search.label",
    ("search", "placeholder"): "search.placeholder",
    ("go", "children"): "search.button",
    ("loading", "children"): "loading",
    ("dossier-search", "label"): "file.search",
    ("dossier-search", "placeholder"): "file.search.example",
    ("who", "label"): "who.label",
}
"""What is written into the page's fixed parts: (id, property): text."""
PLACES = {"glossary": "/glossaire", "card": "/modele", "waiting": "/suivi"}
RIGHTS = {"waiting": "review"}
"""What the person must be able to do for a place to be named in the footer."""
TABS = ("decision", "pourquoi", "comparer", "simuler", "dossier", "droits")


def register(app: Dash, api: ApiClient) -> None:
    """The callbacks of the shell."""

    @filled(app, [Output(*place) for place in WORDS] + [Output(f"tab-{name}", "children") for name in TABS], Input("lang", "value"))
    def word(lang: str) -> Any:
        texts = Texts(lang)
        return [texts(key) for key in WORDS.values()] + [texts(f"tab.{name}") for name in TABS]

    @filled(
        app,
        [Output("home", "children"), Output("examples", "children"), Output("footer", "children"), Output("demo", "children")],
        Input("reference", "data"),
        Input("lang", "value"),
    )
    def welcome(reference: str | None, lang: str) -> Any:
        texts, model = Texts(lang), _model(api, reference)
        return home(texts), examples(model, texts), footer(model, texts), demo_badge(model, texts)

    app.clientside_callback(
        ClientsideFunction("page", "see"), Output("view", "data"), Input("view-switch", "n_clicks"), prevent_initial_call=True
    )

    @filled(app, [Output("view-switch", "children")], Input("view", "data"), Input("lang", "value"))
    def name_switch(view: str, lang: str) -> Any:
        return [Texts(lang)("view.advisor" if view == "client" else "view.client")]

    app.clientside_callback(ClientsideFunction("page", "turn"), Output("turned", "data"), Input("tabs", "value"))
    app.clientside_callback(ClientsideFunction("page", "speak"), Output("spoken", "data"), Input("lang", "value"))


def _model(api: ApiClient, version: str | None) -> Json | None:
    try:
        return api.model(version)
    except ApiError:
        return None


def home(texts: Texts) -> list[Component]:
    """The welcome: what this is, in two sentences."""
    return [html.H1(texts("home.title")), html.P(texts("home.text"), className="lead")]


def examples(model: Json | None, texts: Texts) -> list[Component]:
    """Numbers to try, as long as the clients are invented."""
    if not _is_demo(model):
        return []
    chips = [pick(client, texts("home.example", client=client), "chip") for client in EXAMPLES]
    return [html.P(texts("home.examples")), html.Div(chips, className="chips")]


def footer(model: Json | None, texts: Texts) -> list[Component]:
    """Which model speaks, about whom, and that this decides nothing."""
    if model is None:
        return [html.P(texts("footer.lost"))]
    said = [texts("footer.model", version=model["model_version"]), texts.say(model["population"]["notice"])]
    said += [texts("footer.simulation")] if _is_demo(model) else []
    shown = [name for name in PLACES if RIGHTS.get(name, "") in {"", *may()}]
    ways = [html.A(texts(f"footer.{name}"), href=PLACES[name], className="way", **{"data-go": "true"}) for name in shown]
    return [*ways, *[html.P(sentence) for sentence in said]]


def demo_badge(model: Json | None, texts: Texts) -> list[Component]:
    """A visible mark as long as the clients are invented."""
    return [html.Span(texts("demo.badge"), className="badge")] if _is_demo(model) else []


def _is_demo(model: Json | None) -> bool:
    return model is not None and model["population"]["kind"] == "demo"
