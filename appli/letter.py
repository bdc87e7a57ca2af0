"""The letter that a client leaves with: one sheet, in plain words, made of what was recorded and of nothing else."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from jinja2 import Environment, Template

from appli.access.people import named
from appli.client import ApiClient
from appli.errors import ApiError
from appli.panels.change import changes
from appli.texts import Texts
from appli.views import Json

MOST_REASONS: Final = 4
MOST_PATHS: Final = 2
"""The shortest: with a third one the longest letters no longer fit on their sheet."""
OWN_WORDS: Final = "other"
SIDES: Final = {"refus": "unfavourable", "accord": "favourable"}
ROLES: Final = {True: "letter.role.follows", False: "letter.role.deviates", None: "letter.role.alone"}


@dataclass(frozen=True)
class Section:
    """A title, then paragraphs, then points."""

    title: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


def register(app: Dash, api: ApiClient) -> None:
    """Open the letter of a decision, whether it has just been recorded or is read in the history."""

    @app.callback(
        Output("paper-page", "data"),
        Input({"type": "letter", "decision": ALL, "outcome": ALL, "where": ALL}, "n_clicks"),
        State("filed", "data"),
        State("history", "data"),
        State("lang", "value"),
        State("who", "value"),
        prevent_initial_call=True,
    )
    def open_letter(_clicks: list[int | None], filed: Json | None, history: Json | None, lang: str, who: str) -> Any:
        if not ctx.triggered or not ctx.triggered[0]["value"]:  # buttons that come and go are no click
            return no_update
        wanted = ctx.triggered_id
        found = wanted_of(wanted, filed, history["items"] if history else [])
        if found is None:
            return no_update
        decision, outcome = found
        texts = Texts(lang, you=True)
        return {"title": texts("letter.name"), "html": letter(decision, outcome, texts, paths_for(decision, who, api))}


def wanted_of(wanted: Json, filed: Json | None, history: list[Json]) -> tuple[Json, Json | None] | None:
    """The decision that a letter is about and, when it is about a review, its outcome; ``None`` for what the page does not hold.

    The history comes first: what was just recorded knows of no review.
    """
    decision = next((item for item in [*history, *([filed] if filed else [])] if item["decision"] == wanted["decision"]), None)
    if decision is None or not wanted["outcome"]:
        return (decision, None) if decision else None
    outcomes = [review["outcome"] for review in decision.get("reviews", []) if review["outcome"]]
    outcome = next((one for one in outcomes if one["entry"] == wanted["outcome"]), None)
    return (decision, outcome) if outcome else None


def paths_for(decision: Json, who: str, api: ApiClient) -> Json | None:
    """The paths to an approval, as long as the API still gives the score of that day; they are not recorded with the decision."""
    shown = decision["shown"]
    if shown is None or shown["zone"] == "accord":
        return None
    try:
        found = api.recourse(str(decision["id_client"]), who)
    except ApiError:
        return None
    return found if found["before"]["score"] == shown["score"] else None


def letter(decision: Json, review: Json | None, texts: Texts, paths: Json | None = None) -> str:
    """The page of the letter about a recorded ``decision``, or about the outcome of its ``review`` by another advisor.

    ``paths`` is the API's answer on what could change the score, when it is about that same score (see :func:`paths_for`).
    """
    said = review or decision
    outcome = said["outcome"]
    return _template().render(
        lang=texts.lang,
        brand=texts("brand"),
        title=texts(f"letter.title.{outcome}"),
        day=texts.day(said["at"]),
        reference=texts("letter.reference", client=decision["id_client"], n=decision["decision"]),
        opening=[texts("letter.hello"), *_opening(said, decision["shown"], review is not None, texts)],
        sections=[*_score(decision, review, outcome, texts), _change(outcome, paths, texts), *_rest(decision["decision"], texts)],
        signature=texts("letter.signature", advisor=named(said["advisor"])),
        footer=texts("letter.footer"),
    )


def _opening(said: Json, shown: Json | None, reviewed: bool, texts: Texts) -> list[str]:
    """Who decided and why, in that person's words; and that it is their own decision, when the tool recommended the opposite."""
    who = texts(f"letter.who.{said['outcome']}", day=texts.day(said["at"]), advisor=named(said["advisor"]))
    why = texts("letter.why", reason=_why(said["reason"], texts))
    own = [texts(f"letter.own.{said['outcome']}")] if _deviates(shown, said["outcome"]) else []
    return [*([texts("letter.reviewed")] if reviewed else []), who, why, *own]


def _deviates(shown: Json | None, outcome: str) -> bool:
    """Whether the tool had recommended the opposite: what weighed in its score is then no reason of the decision."""
    return shown is not None and shown["zone"] in SIDES and shown["zone"] != outcome


def _why(reason: Json, texts: Texts) -> str:
    """The reason in the list's words; a reason of no list is the advisor's own explanation."""
    return str(reason["text"] if reason["code"] == OWN_WORDS else texts.say(reason["label"]))


def _score(decision: Json, review: Json | None, outcome: str, texts: Texts) -> list[Section]:
    """The score's part and, unless the decision is the opposite of what it recommended, what weighed in it; or that there was none."""
    if decision["shown"] is None:
        return [Section(texts("letter.role"), (texts("letter.role.none"),))]
    role = _role(decision, review, texts)
    return [role] if _deviates(decision["shown"], outcome) else [role, _reasons(decision["shown"], outcome, texts)]


def _role(decision: Json, review: Json | None, texts: Texts) -> Section:
    """What the score said and what the advisor made of it."""
    shown = decision["shown"]
    low, high = shown["displayed"]["bounds"]
    score = texts("letter.score", score=shown["displayed"]["score"])
    advice = texts(f"letter.advice.{shown['zone']}", low=low, high=high)
    part = texts("letter.role.review" if review else ROLES[decision["follows"]])
    return Section(texts("letter.role"), (f"{score} {texts.say(shown['displayed']['frequency'])}", f"{advice} {part}"))


def _reasons(shown: Json, outcome: str, texts: Texts) -> Section:
    """What weighed most on the side of the outcome, as it was on screen that day."""
    kept = [reason for reason in shown["reasons"] if reason["direction"] == SIDES[outcome]][:MOST_REASONS]
    title = texts(f"letter.reasons.{outcome}")
    if not kept:
        return Section(title, (texts("letter.reasons.none"),))
    return Section(title, (), tuple(texts.say(reason["fact"]) for reason in kept))


def _change(outcome: str, paths: Json | None, texts: Texts) -> Section:
    """What could change the answer: the paths that were found, or that there is none; else whom to talk to."""
    first, general = (texts(f"letter.change.{outcome}.{point}") for point in (1, 2))
    title = texts(f"letter.change.{outcome}")
    if outcome == "accord" or paths is None or paths["status"] == "needless":
        return Section(title, (), (first, general))
    if not paths["paths"]:
        return Section(title, (), (first, texts("letter.change.none")))
    kept = paths["paths"][:MOST_PATHS]
    ways = [" ".join([texts("letter.change.path", n=rank), *changes(path, texts)]) for rank, path in enumerate(kept, 1)]
    return Section(title, (), (first, *ways, texts("letter.change.notice")))


def _rest(number: int, texts: Texts) -> list[Section]:
    """What is the same for everyone: the data, the rights, help with debt."""
    sources = tuple(texts(f"letter.source.{source}") for source in ("client", "lender", "agencies"))
    return [
        Section(texts("letter.data"), (), sources),
        Section(texts("letter.again"), (texts("letter.again.how", n=number), texts("letter.again.rights"))),
        Section(texts("letter.debt"), (texts("letter.debt.whom"),)),
    ]


@cache
def _template() -> Template:
    return Environment(autoescape=True).from_string((files("appli") / "letter.html").read_text("utf-8"))
