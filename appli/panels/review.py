"""A client contests a decision in their own words; another advisor looks again and decides."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from appli.client import ApiClient
from appli.errors import ApiError
from appli.panels import choice
from appli.panels.act import FAILURES
from appli.served import filled
from appli.texts import Texts
from appli.views import Json


def layout() -> list[html.Section]:
    """The client's form and the reviewer's; each is there only when it can be used."""
    return [_form("contest", choice.words("contest-text")), _form("answer", choice.layout("answer"))]


def _form(name: str, fields: Component) -> html.Section:
    head = [html.H2(id=f"{name}-title", className="heading-2"), html.P(id=f"{name}-how", className="soft")]
    trouble = html.Div(id=f"{name}-trouble", className="trouble", role="alert")
    button = html.Button(id=f"{name}-save", type="button", className="primary")
    return html.Section([*head, fields, trouble, button], id=name, className="card form", hidden=True)


def register(app: Dash, api: ApiClient) -> None:
    """Show the form that can be used; send it."""
    choice.register(app, api, "answer")
    _register_forms(app)
    _register_drafts(app)

    @app.callback(
        Output("contest-trouble", "children"),
        Output("reviewed", "data"),
        Input("contest-draft", "data"),
        State("history", "data"),
        State("subject", "data"),
        State("who", "value"),
        State("lang", "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def contest(draft: Json | None, history: Json | None, subject: Json | None, who: str, lang: str, view: str) -> Any:
        if not draft or not history or not subject or history["client"] != subject["client"]:
            return no_update, no_update
        return contested(history["items"], draft["text"], subject["visit"], who, api, Texts(lang, view == "client"))

    @app.callback(
        Output("answer-trouble", "children"),
        Output("reviewed", "data", allow_duplicate=True),
        Input("answer-draft", "data"),
        State("history", "data"),
        State("subject", "data"),
        State("who", "value"),
        State("lang", "value"),
        prevent_initial_call=True,
    )
    def answer(draft: Json | None, history: Json | None, subject: Json | None, who: str, lang: str) -> Any:
        if not draft or not history or not subject or history["client"] != subject["client"]:
            return no_update, no_update
        said = draft["outcome"], draft["code"], draft["text"]
        return answered(history["items"], said, subject["visit"], who, api, Texts(lang))


def _register_drafts(app: Dash) -> None:
    """In the browser: what is sent is what is in the field."""
    app.clientside_callback(
        ClientsideFunction("form", "contest"),
        Output("contest-draft", "data"),
        Input("contest-save", "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("form", "answer"),
        Output("answer-draft", "data"),
        Input("answer-save", "n_clicks"),
        State("answer-outcome", "value"),
        State("answer-reason", "value"),
        prevent_initial_call=True,
    )


def _register_forms(app: Dash) -> None:
    names = ("title", "how", "save")

    @filled(
        app,
        [
            *[Output(f"{form}-{name}", "children") for form in ("contest", "answer") for name in names],
            Output("contest-text", "label"),
            Output("contest-text", "description"),
        ],
        Input("lang", "value"),
        Input("view", "data"),
    )
    def word(lang: str, view: str) -> Any:
        texts = Texts(lang, view == "client")
        said = [texts(f"{form}.{name}") for form in ("contest", "answer") for name in names]
        return *said, texts("contest.words"), texts("contest.words.help", n=choice.SHORTEST)

    @filled(
        app,
        [
            Output("contest", "hidden"),
            Output("answer", "hidden"),
            Output("contest-text", "value"),
            Output("answer-outcome", "value"),
            Output("answer-text", "value"),
        ],
        Input("history", "data"),
        Input("view", "data"),
    )
    def offer(history: Json | None, view: str) -> Any:
        items = history["items"] if history else []
        waiting = open_review(items) is not None
        contestable = latest(items) is not None and not waiting
        return not contestable, not waiting or view == "client", "", None, ""


def latest(decisions: list[Json]) -> Json | None:
    """The last decision that can still be read."""
    return next((decision for decision in reversed(decisions) if not decision.get("erased")), None)


def open_review(decisions: list[Json]) -> Json | None:
    """The review that waits for an outcome."""
    waiting = [review for decision in decisions for review in decision["reviews"] if not review["outcome"]]
    return waiting[-1] if waiting else None


def contested(decisions: list[Json], words: str | None, visit: str, who: str, api: ApiClient, texts: Texts) -> tuple[Any, Any]:
    """Record that the client contests the last decision; what to say when it cannot be."""
    decision, words = latest(decisions), choice.legible(words)
    if decision is None or not choice.says_something(words):
        return html.P(texts("contest.missing")), no_update
    try:
        return [], api.ask_review(decision["decision"], words, who, visit)
    except ApiError as error:
        return failure(error, texts), no_update


def answered(decisions: list[Json], said: tuple[Any, Any, Any], visit: str, who: str, api: ApiClient, texts: Texts) -> tuple[Any, Any]:
    """Record what another advisor decided; what to say when it cannot be."""
    review, (outcome, code, text) = open_review(decisions), said
    lacking = choice.missing(outcome, code, text)
    if review is None or lacking:
        return [html.P(texts(key)) for key in lacking], no_update
    try:
        told = {"outcome": outcome, "reason": {"code": code, "text": choice.legible(text)}}
        return [], api.conclude_review(review["review"], told, who, visit)
    except ApiError as error:
        return failure(error, texts), no_update


def failure(error: ApiError, texts: Texts) -> html.P:
    """Why nothing was recorded."""
    key = FAILURES.get(type(error), "act.error")
    return html.P(texts({"act.conflict": "answer.conflict", "act.forbidden": "answer.forbidden"}.get(key, key)))
