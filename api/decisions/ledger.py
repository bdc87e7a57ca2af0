"""Adds to the log and reads it: one entry at a time over every process, durable before it is acknowledged."""

import base64
import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, Self

from sqlalchemy import ColumnElement, Connection, Row, Select, insert, select
from sqlalchemy.exc import SQLAlchemyError

from api.decisions.database import Database
from api.decisions.entries import GENESIS, Entry, Envelope, Kind, hash_of, stamp
from api.decisions.heads import Head, Heads
from api.decisions.schema import LOG
from api.decisions.secrets import FORMER, SIGNING_KEY, Secrets
from api.decisions.settings import Settings
from api.decisions.signing import KIND, Signer
from api.decisions.vault import Vault
from api.traffic import line
from scoring.errors import NotReady
from scoring.store import secret

Clock = Callable[[], datetime]
LOGGER: Final = logging.getLogger("api")
UNREADABLE: Final = (ValueError, TypeError, AttributeError, OverflowError, MemoryError, RecursionError)
"""What comes of a row that was not written here: another type in a column, another text in an envelope."""


class Turn:
    """The log while nobody else writes it: what is read here still holds when the entry is added."""

    def __init__(self, connection: Connection, vault: Vault, signer: Signer, now: datetime) -> None:
        self._connection = connection
        self._vault = vault
        self.signer = signer
        self.now = now
        self.last = self.find(LOG.c.seq > 0, newest_first=True, most=1)
        self.added: list[Entry] = []

    def find(self, *conditions: ColumnElement[bool], newest_first: bool = False, most: int | None = None) -> list[Entry]:
        """Entries in order."""
        return _find(self._connection, conditions, newest_first, most)

    def add(
        self,
        kind: Kind,
        actor: str,
        person: str | None = None,
        content: Any = None,
        facts: dict[str, Any] | None = None,
        idempotency: tuple[str, str] | None = None,
    ) -> Entry:
        """Add an entry; ``content`` is sealed by a key of ``person``'s. Raises NotReady; nothing is then added."""
        before = self.last[-1] if self.last else None
        seq, prev = (before.envelope.seq + 1, before.hash) if before else (1, GENESIS)
        key, sealed = self._vault.seal(person, seq, content) if person and content is not None else (None, None)
        digest = hashlib.sha256(sealed).hexdigest() if sealed else None
        token, request = idempotency or (None, None)
        envelope = Envelope(seq, stamp(self.now), kind, person, actor, facts or {}, token, request, key, digest, prev)
        entry = Entry.written(envelope, sealed, self.signer, content)
        self._connection.execute(insert(LOG), entry.row())
        self.last = [entry]
        self.added.append(entry)
        return entry


class Ledger:
    """The log of decisions. Safe with threads and processes."""

    def __init__(self, log: Database, vault: Vault, heads: Heads, signer: Signer, secrets: Secrets, clock: Clock) -> None:
        self.log = log
        self.vault = vault
        self.heads = heads
        self.signer = signer
        self.keyed_hash = secrets.keyed_hash
        self.person = secrets.person
        """A client's pseudonym in the log."""
        self.clock = clock

    @classmethod
    def open(cls, settings: Settings, draw_secrets: bool, clock: Clock | None = None) -> Self:
        """Open the log, its keys and its secrets. Raises NotReady, saying what is missing.

        A damaged head does not keep the log from being read: verification names it, and nothing is added before it is mended.
        """
        secrets = Secrets.load(settings.environment, settings.secrets, draw_secrets)
        log, keys = Database(settings.url, "log"), Database(settings.keys_url, "keys")
        for database in (log, keys):
            database.prepare()
        signer = signer_of(secrets, log)
        heads = Heads(settings.heads, signer)
        ledger = cls(log, Vault(keys, secrets.key_encryption), heads, signer, secrets, clock or (lambda: datetime.now(UTC)))
        with ledger.log.writing() as connection:
            if heads.absent() and connection.execute(select(LOG.c.seq).limit(1)).first() is None:
                heads.advance(heads.of_nothing())
        return ledger

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """The log to oneself; what was added is on the disk when this ends. Raises NotReady, and then nothing was added."""
        with self.log.writing() as connection:
            turn = Turn(connection, self.vault, self.signer, self.clock())
            self._agree(turn)
            yield turn
        if turn.added:
            self._witness(turn.added[-1])

    def find(self, *conditions: ColumnElement[bool], newest_first: bool = False, most: int | None = None) -> list[Entry]:
        """Entries in order. Raises NotReady."""
        with self.log.reading() as connection:
            return _find(connection, conditions, newest_first, most)

    def entry(self, seq: int) -> Entry | None:
        """One entry by its number."""
        return next(iter(self.find(LOG.c.seq == seq)), None)

    def of_person(self, person: str, *kinds: Kind) -> list[Entry]:
        """A person's entries, of some kinds or of all."""
        return self.find(LOG.c.person == person, *([LOG.c.kind.in_(kinds)] if kinds else []))

    def content(self, entry: Entry) -> Any | None:
        """What an entry seals; ``None`` when its key was destroyed or it seals nothing. Raises NotReady."""
        envelope = entry.envelope
        if envelope.key is None or envelope.person is None or entry.sealed is None:
            return None
        return self.vault.open(envelope.key, envelope.person, envelope.seq, entry.sealed)

    def recorded(self, entry: Entry) -> Any | None:
        """What an entry seals, for the answer to whoever asked for it.

        What was just added is not read back: that could fail, and pass for a failure to record.
        Raises NotReady when an earlier request added it and it cannot be read now.
        """
        if entry.content is not None:
            return entry.content
        try:
            return self.content(entry)
        except NotReady:
            said = f"Entry {entry.envelope.seq}, which this request made before, cannot be read now: it is recorded, try again."
            raise NotReady(said) from None

    def renew_head(self) -> dict[str, Any] | None:
        """Sign the end of the log as it is, for a person who knows why the head is lost; the number and hash of the one that goes.

        Raises NotReady.
        """
        last, former = self.find(newest_first=True, most=1), self.heads.found()
        self.heads.renew(head_of(last[0]) if last else self.heads.of_nothing())
        return {"seq": former.seq, "hash": former.hash} if former else None

    def close(self) -> None:
        """Close the connections that are not in use."""
        self.log.close()
        self.vault.database.close()

    def _agree(self, turn: Turn) -> None:
        """Add nothing to a log that the head contradicts: it would hide what happened. Raises NotReady."""
        head, last = self.heads.read(), turn.last[-1] if turn.last else None
        if head is None:
            raise NotReady("The signed head is gone; run `python -m api verify`, then `python -m api sign-head --reason WHY`.")
        known = GENESIS if head.seq == 0 else next((entry.hash for entry in turn.find(LOG.c.seq == head.seq)), None)
        if known != head.hash:
            raise NotReady(f"The log does not hold what the signed head says of entry {head.seq}; run `python -m api verify`.")
        if last is not None and not self.signer.signed(last.envelope.seq, last.hash, last.signature):
            raise NotReady(
                "The log's last entry is not signed by SIGNING_KEY: start again with the key in use, or run `python -m api verify`."
            )
        if last is not None and head.seq < last.envelope.seq:  # a crash came between an entry and its head
            self.heads.advance(head_of(last))

    def _witness(self, last: Entry) -> None:
        """The entry is durable: a head that cannot follow is told in the log, and nothing more is added until it can."""
        try:
            self.heads.advance(head_of(last))
        except NotReady as problem:
            LOGGER.error(line("head_not_written", entry=last.envelope.seq, reason=str(problem)))


def signer_of(secrets: Secrets, log: Database) -> Signer:
    """Who signs the log, and whoever signed it before. Raises NotReady."""
    signer = Signer(secrets.signing)
    signer.learn(_changes_of_key(log))
    return signer


def change_key(settings: Settings, actor: str, reason: str) -> Entry:
    """Have ``SIGNING_KEY`` sign from now on, in the place of ``SIGNING_KEY_FORMER``, with which it is opened for the last time.

    Whoever still signs with the former one adds nothing more. Raises NotReady.
    """
    seed, former = (secret.load(name, settings.environment, settings.secrets) for name in (SIGNING_KEY, FORMER))
    environment = {**settings.environment, SIGNING_KEY: base64.b64encode(former).decode()}
    ledger, successor = Ledger.open(replace(settings, environment=environment), draw_secrets=False), Signer(seed)
    with ledger.turn() as turn:
        turn.signer = successor
        entry = turn.add(KIND, actor, facts=ledger.signer.change(successor, reason))
    ledger.close()
    return entry


def head_of(entry: Entry) -> Head:
    """The head that an entry gives."""
    return Head(entry.envelope.seq, entry.hash, entry.signature)


def _changes_of_key(log: Database) -> Iterator[tuple[int, str, str, dict[str, Any]]]:
    """The entries that changed the key, the newest first; one that was edited changes nothing."""
    with log.reading() as connection:
        numbers = connection.execute(select(LOG.c.seq).where(LOG.c.kind == KIND).order_by(LOG.c.seq.desc())).scalars().all()
        found = [fetched(connection, select(LOG).where(LOG.c.seq == number)) for number in numbers]
    for row in (rows[0] for rows in found if rows):
        try:
            entry = Entry.read(row)
            unchanged = hash_of(row.envelope) == entry.hash
            change = entry.envelope.seq, entry.hash, str(entry.signature), dict(entry.envelope.facts)
        except UNREADABLE:
            continue
        if unchanged:
            yield change


def fetched(connection: Connection, query: Select[Any]) -> Sequence[Row[Any]] | None:
    """Rows of the log; ``None`` when one of them holds what was never written in it: SQLite lets a column hold any type."""
    try:
        return connection.execute(query).all()
    except UNREADABLE:
        return None
    except SQLAlchemyError as error:
        if "decode" not in str(getattr(error, "orig", "")):
            raise  # the database does not answer: that is no edit
        return None


def _find(connection: Connection, conditions: Sequence[ColumnElement[bool]], newest_first: bool, most: int | None) -> list[Entry]:
    order = LOG.c.seq.desc() if newest_first else LOG.c.seq
    rows = connection.execute(select(LOG).where(*conditions).order_by(order).limit(most))
    try:
        return [Entry.read(row) for row in rows]
    except UNREADABLE:
        raise NotReady("An entry of the log is not readable: it was changed; run `python -m api verify`.") from None
