"""The history of a file as a time line: each decision, each request for a review in the client's words, each outcome."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from appli.access.people import named
from appli.texts import Texts
from appli.views import Json


def timeline(decisions: list[Json], texts: Texts) -> html.Ol:
    """Everything that happened on a file, newest first; told to the client, without what advisors wrote for themselves."""
    events: list[tuple[str, Component]] = []
    for decision in decisions:
        events.append((decision["at"], _decision(decision, texts)))
        for review in decision["reviews"]:
            events.append((review["at"], _review(review, texts)))
            if review["outcome"]:
                events.append((review["outcome"]["at"], _outcome(review, texts)))
    return html.Ol([event for _, event in sorted(events, key=lambda event: event[0], reverse=True)], className="timeline")


def _decision(decision: Json, texts: Texts) -> html.Li:
    who = texts("act.done.by", moment=texts.moment(decision["at"]), advisor=named(decision["advisor"]))
    title = texts("time.decision", n=decision["decision"])
    if decision.get("erased"):
        return _event("erased", title, who, [html.P(texts.say(decision["notice"]))])
    score = _on_screen(decision["shown"], texts)
    said = [
        *_said(decision, texts),
        html.P(score, className="soft"),
        letter_button(decision["decision"], None, "history", texts),
    ]
    return _event(decision["outcome"], title, who, said)


def _on_screen(shown: Json | None, texts: Texts) -> str:
    if shown is None:
        return texts("time.no_score")
    return texts("time.shown", score=shown["displayed"]["score"], zone=texts.say(shown["displayed"]["zone"]))


def _review(review: Json, texts: Texts) -> html.Li:
    who = texts("time.recorded", moment=texts.moment(review["at"]), advisor=named(review["recorded_by"]))
    words = texts.say(review["notice"]) if review.get("erased") else texts("time.words", words=review["words"])
    due = texts("time.late" if review["late"] else "time.due", day=texts.day(review["due_at"]))
    wait = [] if review["outcome"] else [html.P(due, className="soft")]
    return _event("asked", texts("time.review", n=review["decision"]), who, [html.P(words), *wait])


def _outcome(review: Json, texts: Texts) -> html.Li:
    outcome = review["outcome"]
    who = texts("act.done.by", moment=texts.moment(outcome["at"]), advisor=named(outcome["advisor"]))
    title = texts("time.outcome", n=review["decision"])
    if outcome.get("erased"):
        return _event("erased", title, who, [html.P(texts.say(outcome["notice"]))])
    button = letter_button(review["decision"], outcome["entry"], "history", texts)
    return _event(outcome["outcome"], title, who, [*_said(outcome, texts), button])


def _said(entry: Json, texts: Texts) -> list[Component]:
    """The outcome and its reason; the advisor's explanation is for the advisors' screen and the client's export."""
    reason = entry["reason"]
    said: list[Component] = [html.P(texts.say(entry["outcome_label"]), className="event-outcome"), html.P(texts.say(reason["label"]))]
    return said if texts.you else [*said, html.Blockquote(reason["text"])]


def letter_button(decision: int, outcome: int | None, where: str, texts: Texts) -> html.Button:
    """Opens the letter of a decision, or of a review's outcome; ``where`` on the page tells two buttons of one letter apart."""
    place = {"type": "letter", "decision": decision, "outcome": outcome or 0, "where": where}
    return html.Button(texts("letter.open"), id=place, type="button", className="secondary")


def _event(kind: str, title: str, who: str, said: list[Any]) -> html.Li:
    return html.Li([html.H3(title, className="heading-3"), html.P(who, className="soft"), *said], className=f"event event-{kind}")
