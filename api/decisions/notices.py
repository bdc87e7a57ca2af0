"""Whether advisors really decide: who agrees with the tool within seconds many times in a row, and how often each overrides it.

Read off the envelopes of decisions only: nobody's content is opened, and no client is told of.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any, Final

from api.decisions.entries import Entry, stamp
from api.decisions.ledger import Ledger
from api.decisions.schema import LOG
from scoring.features.record import Text

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a notice takes: the one place for these numbers.

    Attributes
    ----------
    quick_seconds : agreeing in less than that is quick.
    in_a_row : quick agreements, one after the other, that raise a notice.
    least : decisions under which no rate is told.
    days : how far back decisions are looked at.
    """

    quick_seconds: float = 5.0
    in_a_row: int = 100
    least: int = 30
    days: int = 30


THRESHOLDS: Final = Thresholds()


def notices(ledger: Ledger) -> Json:
    """The notices of the last days, and each advisor's rate of overrides by day and over all of them. Raises NotReady."""
    since = stamp(ledger.clock() - timedelta(days=THRESHOLDS.days))
    by_advisor: dict[str, list[Entry]] = defaultdict(list)
    for entry in ledger.find(LOG.c.kind == "decision", LOG.c.at >= since):
        by_advisor[entry.envelope.actor].append(entry)
    people = sorted(by_advisor.items())
    return {
        "data": [notice for advisor, entries in people for notice in _quick(advisor, entries)],
        "by_day": [rate for advisor, entries in people for _, day in groupby(entries, _day) for rate in _rate(advisor, list(day))],
        "overall": [rate for advisor, entries in people for rate in _rate(advisor, entries)],
        "thresholds": asdict(THRESHOLDS),
    }


def _quick(advisor: str, entries: Sequence[Entry]) -> Iterable[Json]:
    """The runs of quick agreements that are long enough."""
    for quick, found in groupby(entries, _is_quick):
        run = list(found)
        if quick and len(run) >= THRESHOLDS.in_a_row:
            yield {
                "advisor": advisor,
                "times": len(run),
                "from": run[0].envelope.at,
                "to": run[-1].envelope.at,
                "goes_on": run[-1] is entries[-1],
                "text": _said(advisor, len(run)).as_dict(),
            }


def _is_quick(entry: Entry) -> bool:
    facts = entry.envelope.facts
    return facts.get("follows") is True and facts.get("seconds", THRESHOLDS.quick_seconds) < THRESHOLDS.quick_seconds


def _day(entry: Entry) -> str:
    return entry.envelope.at[:10]


def _rate(advisor: str, entries: Sequence[Entry]) -> Iterable[Json]:
    """Nothing unless enough decisions had a recommendation to follow or not."""
    follows = [entry.envelope.facts["follows"] for entry in entries if entry.envelope.facts.get("follows") is not None]
    if len(follows) >= THRESHOLDS.least:
        overridden = follows.count(False)
        days = {"from": _day(entries[0]), "to": _day(entries[-1])}
        yield {"advisor": advisor, **days, "decisions": len(follows), "overridden": overridden, "rate": overridden / len(follows)}


def _said(advisor: str, times: int) -> Text:
    seconds = THRESHOLDS.quick_seconds
    return Text(
        f"{advisor} a suivi l’outil {times} fois de suite en moins de {seconds:.0f} secondes\u202f: à examiner avec cette personne.",
        f"{advisor} followed the tool {times} times in a row in less than {seconds:.0f} seconds: to be looked at with this person.",
    )
