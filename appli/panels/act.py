"""The advisor's decision: granting and refusing take the same steps in every zone, agreeing as much as deviating."""

from typing import Any, Final

from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from appli import pace
from appli.access.people import named
from appli.client import ApiClient
from appli.errors import ApiDown, ApiError, NoScore, NotAllowed, NotYours, OutOfDate, Refused, TooMany
from appli.panels import choice, parts
from appli.panels.timeline import letter_button
from appli.search import pick
from appli.served import filled
from appli.texts import Texts
from appli.views import Json

FAILURES: Final[dict[type[ApiError], str]] = {
    OutOfDate: "act.conflict",
    NotAllowed: "act.forbidden",
    NotYours: "act.forbidden",
    NoScore: "act.no_score",
    Refused: "act.refused",
    ApiDown: "act.down",
    TooMany: "act.many",
}
"""What each failure says. Without an answer nobody knows whether the decision is recorded: sent again as it is, it is recorded once."""
LONGEST: Final = 86_400.0
"""Seconds on screen that the API still believes."""


def layout() -> html.Section:
    """The form, which stays from one client to the next and is emptied each time."""
    button = html.Button(id="act-save", type="button", className="primary")
    fields = html.Div([choice.layout("act"), html.Div(id="act-trouble", role="alert"), button], id="act-form")
    head = [html.H2(id="act-title", className="heading-2"), html.P(id="act-free", className="soft")]
    return html.Section([*head, fields, html.Div(id="act-done", role="status")], id="act", className="card act")


def register(app: Dash, api: ApiClient) -> None:
    """The form's words, its emptying, and what happens when it is sent."""
    choice.register(app, api, "act")
    _register_emptying(app)
    app.clientside_callback(
        ClientsideFunction("form", "decide"),
        Output("act-draft", "data"),
        Input("act-save", "n_clicks"),
        State("act-outcome", "value"),
        State("act-reason", "value"),
        State("screen", "data"),
        State("trouble", "data"),
        State("who", "value"),
        State("seen", "data"),
        prevent_initial_call=True,
    )
    _register_words(app)

    @app.callback(
        Output("act-trouble", "children", allow_duplicate=True),
        Output("recorded", "data"),
        Output("pace", "data"),
        Input("act-draft", "data"),
        State("lang", "value"),
        State("pace", "data"),
        prevent_initial_call=True,
    )
    def save(draft: Json | None, lang: str, runs: dict[str, int] | None) -> Any:
        return saved(draft, runs or {}, api, Texts(lang)) if draft else [no_update] * 3


def _register_emptying(app: Dash) -> None:
    """In the browser: nothing that is chosen quickly on a new file may be lost to a slow answer."""
    app.clientside_callback(
        ClientsideFunction("form", "empty"),
        Output("act-outcome", "value"),
        Output("act-text", "value"),
        Output("act-trouble", "children"),
        Output("filed", "data"),
        Output("seen", "data"),
        Input("screen", "data"),
        State("act-outcome", "value"),
        State("act-text", "value"),
        State("filed", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("form", "accept"),
        Output("filed", "data", allow_duplicate=True),
        Output("act-outcome", "value", allow_duplicate=True),
        Output("act-text", "value", allow_duplicate=True),
        Input("recorded", "data"),
        State("screen", "data"),
        State("trouble", "data"),
        prevent_initial_call=True,
    )


def _register_words(app: Dash) -> None:
    @filled(app, [Output("act-title", "children"), Output("act-free", "children"), Output("act-save", "children")], Input("lang", "value"))
    def word(lang: str) -> Any:
        texts = Texts(lang)
        return texts("act.title"), texts("decision.free"), texts("act.save")

    @app.callback(
        Output("act-done", "children"),
        Output("act-form", "hidden"),
        Output("pace-notice", "children"),
        Input("filed", "data"),
        Input("lang", "value"),
        Input("view", "data"),
        State("pace", "data"),
        State("who", "value"),
    )
    def confirm(filed: Json | None, lang: str, view: str, runs: dict[str, int] | None, who: str) -> Any:
        texts = Texts(lang)
        if view == "client":
            return [], filed is not None, []
        return confirmation(filed, texts) if filed else [], filed is not None, notice((runs or {}).get(who, 0), texts)


def saved(draft: Json, runs: dict[str, int], api: ApiClient, texts: Texts) -> tuple[Any, Any, Any]:
    """What the form says, the decision recorded (or ``no_update``), and the runs of quick agreements by advisor."""
    lacking = choice.missing(draft["outcome"], draft["code"], draft["text"])
    if lacking:
        return [html.P(texts(key)) for key in lacking], no_update, no_update
    reason = {"code": draft["code"], "text": choice.legible(draft["text"])}
    body = {name: draft[name] for name in ("client", "outcome", "shown")} | {"reason": reason}
    if draft["seconds"] is not None:
        body["seconds_on_screen"] = min(max(draft["seconds"], 0.0), LONGEST)
    try:
        filed = api.decide(body | {"client": int(draft["client"])}, draft["advisor"], draft["visit"])
    except ApiError as error:
        return failure(error, draft["client"], texts), no_update, no_update
    run = pace.next_run(runs.get(draft["advisor"], 0), filed["follows"], draft["seconds"])
    return [], filed | {"visit": draft["visit"]}, runs | {draft["advisor"]: run}


def failure(error: ApiError, client: str, texts: Texts) -> list[Component]:
    """Why nothing was recorded for this client, who may not be the one on screen any more, and the way out."""
    why = texts(FAILURES.get(type(error), "act.error"))
    said: list[Component] = [html.P(texts("act.about", client=client, why=why))]
    if isinstance(error, OutOfDate):
        said.append(pick(client, texts("act.reload"), "primary"))
    return said


def confirmation(filed: Json, texts: Texts) -> html.Div:
    """What was recorded, in whose name, and what can follow."""
    follows = {True: "act.done.follows", False: "act.done.deviates", None: "act.done.alone"}[filed["follows"]]
    follows = follows if filed["shown"] else "act.done.no_score"
    reason = filed["reason"]
    said = [
        html.P(texts("act.done", n=filed["decision"], outcome=texts.say(filed["outcome_label"])), className="done-title"),
        html.P(texts("act.done.by", moment=texts.moment(filed["at"]), advisor=named(filed["advisor"]))),
        html.P(texts("act.done.reason", label=texts.say(reason["label"]), text=reason["text"])),
        html.P(texts(follows), className="soft"),
    ]
    return html.Div([*said, parts.actions(*_next_steps(filed, texts))], className=f"done done-{filed['outcome']}")


def _next_steps(filed: Json, texts: Texts) -> list[Component]:
    again = pick(str(filed["id_client"]), texts("act.again"), "secondary")
    return [letter_button(filed["decision"], None, "done", texts), again]


def notice(run: int, texts: Texts) -> list[Component]:
    """What a supervisor must hear of, once a run of quick agreements is too long."""
    return [html.P(texts("pace.notice", n=texts.number(run), seconds=texts.number(pace.QUICK)))] if pace.is_noticed(run) else []
