"""Finds any edit of the log: the first entry that is not what was signed, a hole, a tail cut off."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, select, true

from api.decisions.entries import GENESIS, Envelope, hash_of
from api.decisions.heads import Head, Heads
from api.decisions.ledger import Ledger, fetched
from api.decisions.schema import LOG
from api.decisions.signing import Signer
from scoring.errors import NotReady
from scoring.store.erased import ERASED

_AT_ONCE: Final = 500
_TEXTS: Final = ("envelope", "hash", "signature")
_SEARCHED: Final = ("seq", "at", "kind", "person", "token", "prev")


@dataclass(frozen=True, slots=True)
class Report:
    """What was found.

    Attributes
    ----------
    entries : how many the log holds.
    first_bad : number of the first entry that is wrong or missing; ``None`` when all are as they were signed.
    problem : what is wrong with it, in one sentence; ``None`` likewise.
    head : number of the entry that the signed head names, when it could be read.
    """

    entries: int
    first_bad: int | None
    problem: str | None
    head: int | None

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong."""
        return self.problem is None


class Keys:
    """Which entries are sealed, and which of them the log itself says can be read no more."""

    def __init__(self) -> None:
        self._sealed: set[int] = set()
        self._ended: set[int] = set()

    def note(self, entry: Envelope) -> None:
        """One entry: an erasure names each that it ends, a purge their spans."""
        if entry.key is not None:
            self._sealed.add(entry.seq)
        if entry.kind == ERASED:
            self._ended.update(entry.facts["entries"])
        if entry.kind == "purge":
            for first, last in entry.facts["entries"]:
                self._ended.update(range(first, last + 1))

    def lost(self, readable: set[int]) -> int | None:
        """The first entry that nobody ended and nobody can read."""
        return min(self._sealed - self._ended - readable, default=None)


def verify(ledger: Ledger, heads: Heads | None = None) -> Report:
    """Check every entry against its hash, its signature and the one before, the end against the signed head, and that no key is
    gone but those that an erasure or a purge says. ``heads``: a copy kept elsewhere, in place of the one beside the log.

    Takes no lock: an entry added meanwhile is checked too or not at all. Raises NotReady when a database does not answer.
    """
    try:
        head, problem = (heads or ledger.heads).read(), None
    except NotReady as error:
        head, problem = None, str(error)
    count, before, head_hash = 0, GENESIS, GENESIS
    keys, readable = Keys(), ledger.vault.readable()
    for row in _rows(ledger):
        count += 1
        wrong = _wrong(row, count, before, ledger.signer)
        if wrong:
            return Report(count, count, f"Entry {count} {wrong}.", head.seq if head else None)
        keys.note(Envelope(**json.loads(row.envelope)))
        before = row.hash
        if head and head.seq == count:
            head_hash = row.hash
    lost = keys.lost(readable | ledger.vault.readable())
    if lost and problem is None:
        sentence = f"Entry {lost} is sealed and its key is gone, though no erasure and no purge says so."
        return Report(count, lost, sentence, head.seq if head else None)
    return _against_head(head, count, head_hash, problem)


def _against_head(head: Head | None, count: int, head_hash: str, problem: str | None) -> Report:
    """A head behind the end is only late; one ahead of it has seen what is gone."""
    if head is None:
        return Report(count, None, problem or "The signed head is gone: nothing tells whether the end of the log was cut off.", None)
    if head.seq > count:
        sentence = f"The log ends at entry {count}, but the signed head has seen entry {head.seq}: the end was cut off."
        return Report(count, count + 1, sentence, head.seq)
    if head_hash != head.hash:
        return Report(count, head.seq, f"Entry {head.seq} is not the one that the signed head names.", head.seq)
    return Report(count, None, None, head.seq)


def _rows(ledger: Ledger) -> Iterator[Any]:
    """Every row in order, some hundreds at a time: no transaction stays open."""
    last: int | None = None
    while True:
        with ledger.log.reading() as connection:
            rows = _following(connection, last)
        if not rows:
            return
        yield from rows
        last = rows[-1].seq


def _following(connection: Connection, last: int | None) -> Sequence[Row[Any]]:
    """Some hundreds of rows; of one that cannot be read, its number alone."""
    after = LOG.c.seq > last if last is not None else true()
    rows = fetched(connection, select(LOG).where(after).order_by(LOG.c.seq).limit(_AT_ONCE))
    if rows is not None:
        return rows
    numbers = connection.execute(select(LOG.c.seq).where(after).order_by(LOG.c.seq).limit(_AT_ONCE)).all()
    return [(fetched(connection, select(LOG).where(LOG.c.seq == number.seq)) or [number])[0] for number in numbers]


def _wrong(row: Any, expected: int, before: str, signer: Signer) -> str | None:
    """What is wrong with a row, as the end of a sentence."""
    if row.seq != expected:
        return f"is missing: entry {row.seq} stands in its place"
    if not (all(isinstance(getattr(row, name, None), str) for name in _TEXTS) and isinstance(row.sealed, bytes | None)):
        return "was edited: a column holds what cannot be written in it"
    if hash_of(row.envelope) != row.hash:
        return "was edited: its content does not have its hash"
    if not signer.signed(row.seq, row.hash, row.signature):
        return "was rewritten: its signature is not ours"
    try:
        envelope = Envelope(**json.loads(row.envelope))
    except (ValueError, TypeError):
        return "is not readable"
    if any(getattr(row, name) != getattr(envelope, name) for name in _SEARCHED):
        return "was edited: a column differs from what was signed"
    if envelope.prev != before:
        return "does not follow the entry before it"
    digest = hashlib.sha256(row.sealed).hexdigest() if row.sealed is not None else None
    return None if digest == envelope.sealed else "was edited: its sealed content is another"
