"""Réexamens: what waits for a supervisor. Names no client: the log knows them by pseudonyms, the decision's number is in the file."""

from typing import Any

from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from appli.access.people import may
from appli.client import ApiClient
from appli.errors import ApiError, NotAllowed
from appli.panels import parts
from appli.texts import Texts
from appli.views import Json


def register(app: Dash, api: ApiClient) -> None:
    """Ask for the list each time the page is opened."""

    @app.callback(
        Output("waiting", "children"),
        Input("status", "data"),
        Input("lang", "value"),
        State("who", "value"),
        prevent_initial_call=True,
    )
    def show(status: Json, lang: str, who: str) -> Any:
        return draw(who, api, Texts(lang)) if status["kind"] == "waiting" and "review" in may() else no_update


def draw(who: str, api: ApiClient, texts: Texts) -> list[Component]:
    """The whole page, or the sentence that says why there is no list."""
    title = html.H1(texts("waiting.title"))
    try:
        reviews = api.reviews(who)
    except ApiError as error:
        return [title, html.P(texts("waiting.forbidden" if isinstance(error, NotAllowed) else "waiting.lost"), className="note")]
    if not reviews:
        return [title, html.P(texts("waiting.none"), className="note")]
    lines = html.Ol([_review(review, texts) for review in reviews], className="waiting-list")
    return [title, html.P(texts("waiting.how"), className="note"), parts.card(lines)]


def _review(review: Json, texts: Texts) -> html.Li:
    due = texts("time.late" if review["late"] else "time.due", day=texts.day(review["due_at"]))
    words = texts.say(review["notice"]) if review.get("erased") else texts("time.words", words=review["words"])
    who = texts("time.recorded", moment=texts.moment(review["at"]), advisor=review["recorded_by"])
    said = [html.H2(texts("time.decision", n=review["decision"]), className="heading-3"), html.Blockquote(words)]
    late = "waiting-late" if review["late"] else ""
    return html.Li([*said, html.P(due, className=late), html.P(who, className="soft")])
