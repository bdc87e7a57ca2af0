"""Erasing a person, for who answers for data protection: what goes, what stays, the number typed again, what was done."""

from typing import Any, Final

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from appli.access.people import may, named
from appli.client import ApiClient
from appli.errors import ApiDown, ApiError, NotAllowed, OutOfDate, TooMany, UnknownClient
from appli.panels import parts
from appli.texts import Texts
from appli.views import Json

REFUSALS: Final[dict[type[ApiError], str]] = {
    OutOfDate: "held",
    NotAllowed: "forbidden",
    UnknownClient: "unknown",
    TooMany: "many",
    ApiDown: "down",
}
"""What each refusal says: that nothing was erased. After any other failure nobody knows."""
LISTS: Final = {"gone": ("file", "said"), "stays": ("log", "proof", "reads", "outside")}


def layout() -> html.Div:
    """The place of the form, which is drawn for who may erase and for nobody else."""
    return html.Div(id="erasure")


def register(app: Dash, api: ApiClient) -> None:
    """Draw the form of each client; erase, and leave nothing of them on the screen."""

    @app.callback(
        Output("erasure", "children"), Input("officer", "data"), Input("lang", "value"), Input("view", "data"), prevent_initial_call=True
    )
    def offer(subject: Json | None, lang: str, view: str) -> Any:
        return form(subject["client"], Texts(lang)) if subject and view != "client" and "rights" in may() else []

    @app.callback(
        Output({"type": "erase-said", "client": ALL}, "children"),
        Output("screen", "data", allow_duplicate=True),
        Output("notes", "data", allow_duplicate=True),
        Output("status", "data", allow_duplicate=True),
        Output("trouble", "data", allow_duplicate=True),
        Input({"type": "erase-now", "client": ALL}, "n_clicks"),
        State({"type": "erase-number", "client": ALL}, "value"),
        State("subject", "data"),
        State("who", "value"),
        State("lang", "value"),
        prevent_initial_call=True,
    )
    def erase(clicks: list[int | None], typed: list[str | None], subject: Json | None, who: str, lang: str) -> Any:
        if not any(clicks) or subject is None:
            return [no_update] * len(clicks), *[no_update] * 4
        said, *screen = erased(subject["client"], typed[0], who, api, Texts(lang))
        return [said], *screen


def form(client: str, texts: Texts) -> html.Section:
    """What goes and what stays, side by side, the number to type, and the one button."""
    lists = html.Div([_list(name, texts) for name in LISTS], className="erase-lists")
    number = dmc.TextInput(
        id={"type": "erase-number", "client": client},
        label=texts("erase.confirm"),
        description=texts("erase.confirm.help", client=client),
        className="erase-number",
        size="md",
        inputProps={"autoComplete": "off", "inputMode": "numeric", "maxLength": 24},
    )
    said = html.Div(id={"type": "erase-said", "client": client}, className="trouble", role="alert")
    button = html.Button(texts("erase.button"), id={"type": "erase-now", "client": client}, type="button", className="primary danger")
    head = [parts.heading(texts("erase.title", client=client)), html.P(texts("erase.how"), className="soft")]
    return parts.card(*head, lists, number, said, button, class_name="form erase")


def _list(name: str, texts: Texts) -> html.Div:
    items = html.Ul([html.Li(texts(f"erase.{name}.{item}")) for item in LISTS[name]], className="points")
    return html.Div([parts.heading(texts(f"erase.{name}"), 3), items])


def erased(client: str, typed: str | None, who: str, api: ApiClient, texts: Texts) -> tuple[Any, ...]:
    """What the form says; then screen, notes, status and trouble once the person is erased, ``no_update`` as long as they are not."""
    if "".join((typed or "").split()) != client:
        return html.P(texts("erase.mismatch")), *[no_update] * 4
    try:
        certificate = api.erase(client, who)
    except ApiError as error:
        return html.P(texts(f"erase.{REFUSALS.get(type(error), 'unsure')}")), *[no_update] * 4
    status = {"kind": "erased", "client": client}
    return [], None, None, status, status | {"certificate": certificate}


def done(client: str, certificate: Json, texts: Texts) -> list[Component]:
    """What stands in the place of the file: that it is done, when, by whom, and what is left to do."""
    who = texts("erase.done.by", moment=texts.moment(certificate["at"]), advisor=named(certificate["by"]), n=certificate["erasure"])
    left = html.Ul([html.Li(texts.say(text)) for text in certificate["left_to_do"]], className="points")
    said = [
        html.H1(texts("erase.done", client=client)),
        html.P(texts("erase.done.closed")),
        html.P(who),
        html.P(texts("erase.done.entries", n=texts.number(len(certificate["entries"])))),
        parts.heading(texts("erase.done.left")),
        left,
    ]
    return [html.Div(said, className="card problem-card")]
