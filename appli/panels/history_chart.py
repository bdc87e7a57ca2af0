"""The history of a file as a chart, with its finding and its table; the time line above tells each event whole."""

from dataclasses import dataclass

from dash import html

from appli.access.people import named
from appli.figures.history import history
from appli.panels import parts
from appli.texts import Texts
from appli.views import Json


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: when, of what kind, what it is called, who did it or wrote it down."""

    at: str
    kind: str
    label: str
    who: str


def chart(decisions: list[Json], texts: Texts) -> html.Figure:
    """Every event, newest first."""
    found = events(decisions, texts)
    newest, oldest = found[0], found[-1]
    title = texts("history.one" if len(found) == 1 else "history.many", n=texts.number(len(found)), last=newest.label)
    one_day = texts.day(newest.at) == texts.day(oldest.at)
    takeaway = texts("history.day" if one_day else "history.days", first=texts.day(oldest.at), last=texts.day(newest.at))
    head = [texts("history.when"), texts("history.what"), texts("history.who")]
    rows = [(texts.moment(event.at), event.label, named(event.who)) for event in found]
    figure = history([(event.at, event.kind, event.label) for event in found], texts.lang)
    return parts.chart(texts, figure, "history", title, takeaway, parts.data_table(texts, head, rows, title))


def events(decisions: list[Json], texts: Texts) -> list[Event]:
    """Decisions, requests for a review and their answers, newest first."""
    found = []
    for decision in decisions:
        found.append(_entry(decision, decision["advisor"], texts("time.decision", n=decision["decision"]), texts))
        for review in decision["reviews"]:
            found.append(Event(review["at"], "asked", texts("time.review", n=review["decision"]), review["recorded_by"]))
            if answer := review["outcome"]:
                found.append(_entry(answer, answer["advisor"], texts("time.outcome", n=review["decision"]), texts))
    return sorted(found, key=lambda event: event.at, reverse=True)


def _entry(entry: Json, who: str, title: str, texts: Texts) -> Event:
    """A decision or an answer; of one that was erased, nothing but that it was there."""
    if entry.get("erased"):
        return Event(entry["at"], "erased", title, who)
    return Event(entry["at"], entry["outcome"], texts("history.entry", title=title, outcome=texts.say(entry["outcome_label"])), who)
