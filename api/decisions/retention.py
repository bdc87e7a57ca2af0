"""How long things are kept (``retention.toml``), and the purge that ends what is over, with its certificate."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from api.decisions import holds
from api.decisions.entries import Entry, moment
from api.decisions.ledger import Ledger, Turn
from api.decisions.schema import LOG
from scoring.features.record import Text

FILE: Final = Path(__file__).with_name("retention.toml")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table; ``check`` when a lawyer must confirm the duration."""

    what: str
    days: int
    by: str
    check: bool
    why: Text

    def as_dict(self) -> dict[str, Any]:
        """The row in JSON."""
        return {"what": self.what, "days": self.days, "by": self.by, "to_be_confirmed": self.check, "why": self.why.as_dict()}


@dataclass(frozen=True, slots=True)
class Table:
    """The whole table, and how long a review may take."""

    rules: tuple[Rule, ...]
    review_days: int


@dataclass(frozen=True, slots=True)
class Purge:
    """What a purge ends: entries by kind, those kept by a hold, and the certificate's number (``None`` for a rehearsal)."""

    ended: tuple[int, ...]
    by_kind: dict[str, int]
    held: int
    certificate: int | None


@cache
def table() -> Table:
    """The table as it stands in the file."""
    document = tomllib.loads(FILE.read_text("utf-8"))
    rules = (Rule(**{**row, "why": Text(**row["why"])}) for row in document["keep"])
    return Table(tuple(rules), int(document["deadlines"]["review_days"]))


def days_of(what: str) -> int:
    """How long one thing is kept."""
    return next(rule.days for rule in table().rules if rule.what == what)


def purge(ledger: Ledger, actor: str, rehearsal: bool) -> Purge:
    """Destroy the keys of the entries whose time is over; a rehearsal only counts them.

    The certificate is an entry of the log: how many of each kind, and their numbers. Nothing to end, no entry. It is committed
    before the deed, so that nothing is ever destroyed without one; whatever interrupts the deed, another purge ends it.
    A clock that is ahead would end what is not over: whoever asks has seen that it says the right day (``python -m api purge --on``).
    What a clock that once was ahead has stamped later than now is not over, that is all. Raises NotReady.
    """
    with ledger.turn() as turn:
        over, kept = _over(turn, ledger.vault.readable())
        ended = tuple(entry.envelope.seq for entry in over)
        by_kind = dict(Counter[str](entry.envelope.kind for entry in over))
        if rehearsal or not ended:
            return Purge(ended, by_kind, kept, None)
        certificate = turn.add("purge", actor, facts={"ended": by_kind, "entries": _spans(ended), "held": kept})
    with ledger.turn() as turn:  # a hold that came in between keeps what it holds
        people = holds.held(turn)
        ledger.vault.destroy_entries([entry.envelope.seq for entry in over if entry.envelope.person not in people])
    return Purge(ended, by_kind, kept, certificate.envelope.seq)


def _spans(numbers: Sequence[int]) -> list[list[int]]:
    """Ascending numbers as spans, first and last: ``[1, 2, 3, 7]`` is ``[[1, 3], [7, 7]]``."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return spans


def _over(turn: Turn, readable: set[int]) -> tuple[list[Entry], int]:
    """The readable entries whose time is over, and how many more a hold keeps."""
    days = {rule.what: rule.days for rule in table().rules if rule.by == "purge"}
    about, last_said = _said(turn)

    def _ends(entry: Entry) -> datetime:
        said = last_said.get(about.get(entry.envelope.seq, entry.envelope.seq), entry.envelope.at)
        return max(moment(entry.envelope.at), moment(said)) + timedelta(days=days[entry.envelope.kind])

    over = [entry for entry in turn.find(LOG.c.kind.in_(days)) if entry.envelope.seq in readable and turn.now >= _ends(entry)]
    people = holds.held(turn)
    free = [entry for entry in over if entry.envelope.person not in people]
    return free, len(over) - len(free)


def _said(turn: Turn) -> tuple[dict[int, int], dict[int, str]]:
    """What each entry is about (a decision, for its reviews and their outcomes; a hold, for its release), and the date of the
    last thing said about that."""
    about: dict[int, int] = {}
    last_said: dict[int, str] = {}
    standing: dict[str | None, int] = {}
    for entry in turn.find(LOG.c.kind.in_(("review", "review_outcome", "hold", "release"))):
        envelope = entry.envelope
        if envelope.kind == "hold":
            standing[envelope.person] = envelope.seq
        subject = envelope.facts.get("decision") or standing.get(envelope.person, envelope.seq)
        about[envelope.seq], last_said[subject] = subject, envelope.at
    return about, last_said
