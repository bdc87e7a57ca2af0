"""Simuler: what can be moved in a file, and what the score would then be. Levers, ranges and effects come from the API; nothing is kept."""

from typing import Any, Final

import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, html, no_update

from appli.client import ApiClient
from appli.errors import ApiError, Refused
from appli.format import SEPARATORS
from appli.light import light
from appli.panels import parts
from appli.panels.simulation import outcome
from appli.served import filled
from appli.texts import Texts
from appli.views import Json, Screen

PAUSE: Final = 500
"""Milliseconds without a key before the API is asked."""
NUMBER: Final = "#"
"""Stands for a number in the words around it."""


def layout() -> html.Div:
    """The levers, the button that puts them back, and the place of the outcome."""
    head = [html.H2(id="simulate-title", className="heading-2"), html.P(id="simulate-how", className="soft")]
    reset = html.Button(id="simulate-reset", type="button", className="secondary", n_clicks=0)
    levers = parts.card(*head, html.Div(id="panel-simuler", className="panel-body"), reset)
    result = html.Div(id="panel-simulation", role="status")
    return html.Div([levers, parts.card(result)], className="two start simulator")


def register(app: Dash, api: ApiClient) -> None:
    """Draw the levers of each client, and ask the API for what they would change."""
    _register_levers(app)
    _register_outcome(app, api)


def _register_levers(app: Dash) -> None:
    """Their words; back where the file has them, at the press of a button."""

    @filled(
        app,
        [Output("simulate-title", "children"), Output("simulate-how", "children"), Output("simulate-reset", "children")],
        Input("lang", "value"),
    )
    def word(lang: str) -> Any:
        texts = Texts(lang)
        return texts("simulate.title"), texts("simulate.how"), texts("simulate.reset")

    app.clientside_callback(
        ClientsideFunction("page", "reset"),
        Output("turn", "data"),
        Input("simulate-reset", "n_clicks"),
        Input("screen", "data"),
        State("turn", "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output("panel-simuler", "children"),
        Input("turn", "data"),
        State("screen", "data"),
        State("lang", "value"),
        prevent_initial_call=True,
    )
    def put_back(turn: int | None, screen: Screen | None, lang: str) -> Any:
        if turn is None or screen is None:  # another file was opened: an answer still on its way is for the former one
            return no_update
        return light(draw(screen, turn, Texts(lang)))


def _register_outcome(app: Dash, api: ApiClient) -> None:
    app.clientside_callback(
        ClientsideFunction("page", "wish"),
        Output("wish", "data"),
        Input({"type": "lever", "lever": ALL, "turn": ALL}, "value"),
        State({"type": "lever", "lever": ALL, "turn": ALL}, "id"),
        State("screen", "data"),
        State("wish", "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output("panel-simulation", "children"),
        Input("wish", "data"),
        State("screen", "data"),
        State("lang", "value"),
        State("who", "value"),
        prevent_initial_call=True,
    )
    def simulate(wish: Json | None, screen: Screen | None, lang: str, who: str) -> Any:
        return light(simulated(screen, wish or {}, who, api, Texts(lang))) if screen else []


def draw(screen: Screen, turn: int, texts: Texts) -> html.Div:
    """One field a lever, each with its range; ``turn`` counts the times that the levers were put back."""
    levers = screen["levers"]
    if levers is None:
        return html.Div(html.P(texts("simulate.none")))
    fields = [_field(lever, turn, texts) for lever in levers["levers"]]
    absent = [html.Li([texts.say(lever["label"]), html.Span(texts.say(lever["reason"]))]) for lever in levers["absent"]]
    rest = [parts.heading(texts("simulate.absent"), 3), html.Ul(absent, className="change-list")] if absent else []
    return html.Div([html.Div(fields, className="levers"), *rest])


def _field(lever: Json, turn: int, texts: Texts) -> dmc.NumberInput:
    decimal, thousands = SEPARATORS[texts.lang]
    before, _, after = _measured(NUMBER, lever["unit"], texts).partition(NUMBER)
    return dmc.NumberInput(
        id={"type": "lever", "lever": lever["lever"], "turn": turn},
        label=texts.say(lever["label"]),
        description=_range(lever, texts),
        value=lever["current"],
        min=lever["min"],
        max=lever["max"],
        step=lever["step"],
        clampBehavior="none",
        debounce=PAUSE,
        decimalScale=2,
        fixedDecimalScale=lever["unit"] == "amount" and lever["current"] % 1 != 0,  # euros with cents have two figures of them
        decimalSeparator=decimal,
        thousandSeparator=thousands,
        prefix=before,
        suffix=after,
        size="md",
        className="lever",
    )


def _range(lever: Json, texts: Texts) -> str:
    """What may be asked for; that the effect may go either way, where the API says so."""
    said = texts("simulate.range", low=amount(lever["min"], lever["unit"], texts), high=amount(lever["max"], lever["unit"], texts))
    return said if lever["one_way"] else f"{said} {texts('simulate.either')}"


def amount(value: float, unit: str, texts: Texts) -> str:
    """A lever's value with its unit."""
    return _measured(texts.number(value), unit, texts)


def _measured(number: str, unit: str, texts: Texts) -> str:
    return texts("money", n=number) if unit == "amount" else texts("measure", n=number, unit=texts(f"unit.{unit}"))


def simulated(screen: Screen, asked: dict[str, Any], who: str, api: ApiClient, texts: Texts) -> Any:
    """Before and after; or the sentence that says what to do first, or why there is no answer."""
    levers = {lever["lever"]: lever for lever in (screen["levers"] or {"levers": []})["levers"]}
    numbers = {code: value for code, value in asked.items() if code in levers and isinstance(value, int | float)}
    changes = {code: value for code, value in numbers.items() if value != levers[code]["current"]}
    if not changes:
        return start(texts)
    try:
        return outcome(api.simulate(screen["client"], changes, who), texts)
    except Refused:
        return html.Div(refusal(changes, levers, texts), className="trouble")
    except (ApiError, KeyError):
        return html.Div(html.P(texts("simulate.lost")), className="trouble")


def start(texts: Texts) -> html.P:
    """What to do first."""
    return html.P(texts("simulate.start"), className="soft")


def refusal(changes: dict[str, float], levers: dict[str, Json], texts: Texts) -> list[html.P]:
    """What the API did not accept: each lever beyond its range, else that they contradict each other."""
    beyond = [lever for code, lever in levers.items() if code in changes and not lever["min"] <= changes[code] <= lever["max"]]
    said = [texts("simulate.beyond", label=texts.say(lever["label"]), range=_range(lever, texts)) for lever in beyond]
    return [html.P(sentence) for sentence in said or [texts("simulate.refused")]]
