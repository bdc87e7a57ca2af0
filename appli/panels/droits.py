"""Droits et historique: what was decided, by whom and why; the client's own words; everything that is held about them."""

from typing import Any, Final

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from appli.access.people import may
from appli.client import ApiClient
from appli.errors import ApiError
from appli.light import light
from appli.panels import erasure, history_chart, parts, review
from appli.panels.act import FAILURES
from appli.panels.timeline import timeline
from appli.served import filled
from appli.texts import Texts
from appli.views import Json

SECTIONS: Final = ("export", "erase", "human")


def layout() -> html.Div:
    """The time line, filled when the panel is opened, the two forms of a review, the rights, and the form that erases."""
    history = html.Div(id="panel-droits", className="panel-body")
    rights = html.Div([_right(name) for name in SECTIONS], className="three")
    return html.Div([history, *review.layout(), rights, erasure.layout(), dcc.Download(id="export-file")])


def _right(name: str) -> html.Section:
    words = [html.H2(id=f"rights-{name}", className="heading-2"), html.P(id=f"rights-{name}-text", className="right")]
    return parts.card(*words, *(_export_buttons() if name == "export" else []))


def _export_buttons() -> list[Component]:
    buttons = [html.Button(id=f"export-{form}", type="button", className="secondary") for form in ("read", "save")]
    ask = html.P(id="rights-export-ask", className="right")
    return [parts.actions(*buttons), ask, html.Div(id="export-said", className="trouble", role="alert")]


def register(app: Dash, api: ApiClient) -> None:
    """Ask for the history when the panel is opened, and again after each entry; draw it; export."""
    review.register(app, api)
    erasure.register(app, api)
    _register_subject(app)
    _register_history(app, api)
    _register_export(app, api)

    @filled(
        app,
        [Output(f"rights-{name}{end}", "children") for end in ("", "-text") for name in SECTIONS]
        + [Output(f"export-{form}", "children") for form in ("read", "save")]
        + [Output("rights-export-ask", "children")],
        Input("lang", "value"),
        Input("view", "data"),
    )
    def tell(lang: str, view: str) -> Any:
        texts = Texts(lang, view == "client")
        words = [texts(f"rights.{name}") for name in SECTIONS] + [told(name, texts) for name in SECTIONS]
        return [*words, *(texts(f"rights.export.{form}") for form in ("read", "save", "ask"))]


def told(name: str, texts: Texts) -> str:
    """What a right is; who erases is not sent to somebody else for it, unless the client reads."""
    officer = name == "erase" and "rights" in may() and not texts.you
    return texts("rights.erase.officer" if officer else f"rights.{name}.text")


def _register_subject(app: Dash) -> None:
    """Whose rights these are: the client on screen, or the one of whom nothing else may be shown."""
    app.clientside_callback(
        ClientsideFunction("page", "subject"),
        Output("subject", "data"),
        Output("officer", "data"),
        Input("screen", "data"),
        Input("status", "data"),
        State("subject", "data"),
    )


def _register_history(app: Dash, api: ApiClient) -> None:
    app.clientside_callback(
        ClientsideFunction("page", "look"),
        Output("look", "data"),
        Input("tabs", "value"),
        Input("subject", "data"),
        Input("filed", "data"),
        Input("reviewed", "data"),
        State("history", "data"),
        State("look", "data"),
        prevent_initial_call=True,
    )

    @app.callback(Output("history", "data"), Input("look", "data"), State("who", "value"), prevent_initial_call=True)
    def look(asked: Json | None, who: str) -> Any:
        return history(asked["client"], who, api) if asked else None

    @app.callback(
        Output("panel-droits", "children"),
        Input("history", "data"),
        Input("lang", "value"),
        Input("view", "data"),
        prevent_initial_call=True,
    )
    def show(known: Json | None, lang: str, view: str) -> Any:
        return light(draw(known, Texts(lang), view == "client")) if known else []


def _register_export(app: Dash, api: ApiClient) -> None:
    @app.callback(
        Output("export-file", "data"),
        Output("paper-page", "data", allow_duplicate=True),
        Output("export-said", "children"),
        Input("export-save", "n_clicks"),
        Input("export-read", "n_clicks"),
        State("subject", "data"),
        State("who", "value"),
        State("lang", "value"),
        prevent_initial_call=True,
    )
    def export(save_clicks: int | None, read_clicks: int | None, subject: Json | None, who: str, lang: str) -> Any:
        if subject is None or not (save_clicks or read_clicks):
            return no_update, no_update, no_update
        return exported(ctx.triggered_id == "export-save", subject["client"], who, api, Texts(lang))


def exported(as_json: bool, client: str, who: str, api: ApiClient, texts: Texts) -> tuple[Any, Any, Any]:
    """A file to keep, or a page to read, or the sentence that says why there is none."""
    try:
        if as_json:
            return dcc.send_string(parts.readable_json(api.export(client, who)), texts("rights.export.name")), no_update, []
        return no_update, {"title": texts("rights.export.page"), "html": api.export_page(client, who, texts.lang)}, []
    except ApiError as error:
        return no_update, no_update, html.P(texts(failed(error)))


def failed(error: ApiError) -> str:
    """The key of the sentence for a history that cannot be read."""
    return "rights.forbidden" if FAILURES.get(type(error)) == "act.forbidden" else "rights.lost"


def history(client: str, who: str, api: ApiClient) -> Json:
    """A client's decisions as the browser keeps them, or the key of the sentence that says why they cannot be read."""
    try:
        return {"client": client, "items": api.decisions(client, who)}
    except ApiError as error:
        return {"client": client, "items": [], "trouble": failed(error)}


def draw(known: Json, texts: Texts, client_view: bool) -> html.Section:
    """The time line, newest first; in the client's view said to the client, without the advisors' own notes."""
    texts = Texts(texts.lang, client_view)
    head = parts.heading(texts("rights.title"))
    if "trouble" in known:
        return parts.card(head, html.P(texts(known["trouble"]), className="soft"))
    if not known["items"]:
        return parts.card(head, html.P(texts("rights.none"), className="soft"))
    return parts.card(head, timeline(known["items"], texts), history_chart.chart(known["items"], texts))
