"""Suivi: what waits for a supervisor, and the way to each file that somebody must look at again."""

from typing import Any

from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from appli.access.people import may, named
from appli.client import ApiClient
from appli.errors import ApiError, NotAllowed
from appli.light import light
from appli.panels import parts
from appli.search import pick
from appli.texts import Texts
from appli.views import Json


def register(app: Dash, api: ApiClient) -> None:
    """Ask for both lists each time the page is opened."""

    @app.callback(
        Output("waiting", "children"),
        Input("place", "data"),
        Input("lang", "value"),
        State("who", "value"),
        prevent_initial_call=True,
    )
    def show(place: str | None, lang: str, who: str) -> Any:
        if place != "waiting":
            return []  # other clients' numbers and words stay on no other page
        return light(draw(who, api, Texts(lang))) if "review" in may() else no_update


def draw(who: str, api: ApiClient, texts: Texts) -> list[Component]:
    """The whole page, or the sentence that says why it cannot be read."""
    title = html.H1(texts("waiting.title"))
    try:
        reviews, notices = api.reviews(who), api.notices(who)
    except ApiError as error:
        return [title, html.P(texts("waiting.forbidden" if isinstance(error, NotAllowed) else "waiting.lost"), className="note")]
    return [title, parts.card(*_reviews(reviews, texts)), parts.card(*_notices(notices, texts))]


def _reviews(reviews: list[Json], texts: Texts) -> list[Component]:
    head = parts.heading(texts("waiting.reviews"))
    if not reviews:
        return [head, html.P(texts("waiting.none"), className="soft")]
    lines = html.Ol([_review(review, texts) for review in reviews], className="waiting-list")
    return [head, html.P(texts("waiting.how"), className="soft"), lines]


def _review(review: Json, texts: Texts) -> html.Li:
    due = texts("time.late" if review["late"] else "time.due", day=texts.day(review["due_at"]))
    words = texts.say(review["notice"]) if review.get("erased") else texts("time.words", words=review["words"])
    who = texts("time.recorded", moment=texts.moment(review["at"]), advisor=named(review["recorded_by"]))
    late = "waiting-late" if review["late"] else ""
    wait = [] if review.get("erased") else [html.P(due, className=late)]  # nobody can answer any more
    said = [html.Blockquote(words), *wait, html.P(who, className="soft"), _way(review, texts)]
    return html.Li([html.H3(_title(review, texts), className="heading-3"), *said])


def _title(review: Json, texts: Texts) -> str:
    client, number = review.get("id_client"), review["decision"]
    return texts("waiting.file", client=client, n=number) if client else texts("time.decision", n=number)


def _way(review: Json, texts: Texts) -> Component:
    """The button that opens the file where the review is answered; once erased, there is no file to open."""
    client = review.get("id_client")
    if not client:
        return html.P(texts("waiting.erased"), className="soft")
    said = {"data-tab": "droits", "aria-label": texts("waiting.open.long", client=client)}
    return pick(client, texts("waiting.open"), "secondary", **said)


def _notices(notices: Json, texts: Texts) -> list[Component]:
    """Runs of quick agreements, then how often each advisor deviates from the tool."""
    limits = notices["thresholds"]
    how = texts("waiting.notices.how", n=limits["in_a_row"], seconds=texts.number(limits["quick_seconds"]))
    said = [parts.heading(texts("waiting.notices")), html.P(how, className="soft")]
    runs = [html.Li([html.P(texts.say(run["text"])), html.P(_between(run, texts), className="soft")]) for run in notices["data"]]
    said.append(html.Ol(runs, className="waiting-list") if runs else html.P(texts("waiting.notices.none")))
    head = [texts(f"waiting.{name}") for name in ("advisor", "decisions", "overridden")]
    rows = [[named(row["advisor"]), texts.number(row["decisions"]), _share(row, texts)] for row in notices["overall"]]
    return [*said, parts.data_table(texts, head, rows, texts("waiting.overrides", n=limits["days"]))] if rows else said


def _between(run: Json, texts: Texts) -> str:
    return texts("waiting.between", first=texts.moment(run["from"]), last=texts.moment(run["to"]))


def _share(row: Json, texts: Texts) -> str:
    return texts("missing") if row["rate"] is None else texts.percent(round(100 * row["rate"]))
