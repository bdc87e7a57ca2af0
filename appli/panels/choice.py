"""The fields of a choice between granting and refusing: the same for a decision and for a review, and nothing is preselected."""

import unicodedata
from typing import Any, Final

import dash_mantine_components as dmc
from dash import Dash, Input, Output, ctx, html, no_update

from appli.client import ApiClient
from appli.errors import ApiError
from appli.served import filled
from appli.texts import Texts

OUTCOMES: Final = ("accord", "refus")
SHORTEST: Final = 10
"""Characters that an explanation takes, as the API asks."""
LETTERS: Final = 5
"""And letters among them."""
LONGEST: Final = 4000


def layout(name: str) -> html.Div:
    """Outcome, reason and explanation; ``name`` begins their ids."""
    outcome = dmc.RadioGroup(html.Div(), id=f"{name}-outcome", className="outcomes", size="md")
    reason = dmc.RadioGroup(html.Div(), id=f"{name}-reason", className="choices", size="md")
    return html.Div([outcome, reason, words(f"{name}-text")], className="choice")


def words(name: str) -> dmc.Textarea:
    """A field for free words."""
    return dmc.Textarea(id=name, className="words", autosize=True, minRows=3, maxRows=12, size="md", inputProps={"maxLength": LONGEST})


def register(app: Dash, api: ApiClient, name: str) -> None:
    """Words of the fields; the reasons of the outcome that is chosen."""

    @filled(
        app,
        [
            Output(f"{name}-outcome", "label"),
            Output(f"{name}-outcome", "children"),
            Output(f"{name}-text", "label"),
            Output(f"{name}-text", "description"),
        ],
        Input("lang", "value"),
    )
    def word(lang: str) -> Any:
        texts = Texts(lang)
        tiles = [dmc.Radio(texts(f"act.{outcome}"), value=outcome, className=f"tile tile-{outcome}") for outcome in OUTCOMES]
        return texts("act.outcome"), html.Div(tiles, className="tiles"), texts("act.text"), texts("act.text.help", n=SHORTEST)

    @filled(
        app,
        [Output(f"{name}-reason", "label"), Output(f"{name}-reason", "children"), Output(f"{name}-reason", "value")],
        Input(f"{name}-outcome", "value"),
        Input("lang", "value"),
        Input("reference", "data"),
    )
    def reasons(outcome: str | None, lang: str, version: str | None) -> Any:
        kept = no_update if outcome and ctx.triggered_id == "lang" else None
        return Texts(lang)("act.reason"), _reasons(outcome, api, version, Texts(lang)), kept


def _reasons(outcome: str | None, api: ApiClient, version: str | None, texts: Texts) -> html.Div | html.P:
    if not outcome:
        return html.P(texts("act.reason.first"), className="soft")
    try:
        listed = next(side["reasons"] for side in api.reasons(version)["data"] if side["outcome"] == outcome)
    except (ApiError, StopIteration):
        return html.P(texts("act.reason.lost"), className="soft")
    return html.Div([dmc.Radio(texts.say(reason["label"]), value=reason["code"], className="choice-line") for reason in listed])


def missing(outcome: str | None, code: str | None, text: str | None) -> list[str]:
    """Keys of the sentences that say what is not filled in yet, in the order of the fields."""
    wanted = {"act.missing.outcome": outcome, "act.missing.reason": code, "act.missing.text": says_something(text)}
    return [key for key, given in wanted.items() if not given]


def says_something(text: str | None) -> bool:
    """Whether an explanation is long enough, and more than dots."""
    said = legible(text)
    return len(said) >= SHORTEST and sum(letter.isalpha() for letter in said) >= LETTERS


def legible(text: str | None) -> str:
    """What was typed without what nobody sees, which comes along when one copies from another page and which the API refuses."""
    return "".join(letter for letter in text or "" if letter in "\n\r\t" or unicodedata.category(letter)[0] != "C").strip()
