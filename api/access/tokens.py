"""Service tokens: drawn here, shown once, kept as a hash.

A token is 256 random bits, so SHA-256 of it is enough: nobody tries 2**256 values, whereas a password, which people
choose, needs a slow hash (argon2) and would cost milliseconds on every request.
"""

import hashlib
import hmac
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, insert, select, text, update

from api.access.caller import SCOPES, SERVICE, Caller, Limits, Scope
from api.access.schema import TOKENS
from api.access.store import AccessStore
from api.decisions.entries import moment, stamp
from api.errors import Conflict, NotIdentified, OutOfDomain, UnknownEntry

PREFIX: Final = "pad_"
"""How every token begins, so that programs which look for leaked secrets can find one."""
RECHECK_SECONDS: Final = 0.5
"""For how long a worker may not have heard of a revocation."""
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,47}", re.ASCII)
_TOKEN: Final = re.compile(PREFIX + r"([0-9a-f]{12})_[A-Za-z0-9_-]{43}", re.ASCII)
LONGEST_DAYS: Final = 366
LARGEST_LIMIT: Final = 2**63 - 1
"""What a column of the callers' database can hold."""
AT_ONCE: Final = 2
"""How many of a name's tokens may be valid at the same time: the old one and the new one, while they are exchanged."""
TURN: Final = 7_233_002
"""The number of PostgreSQL's advisory lock for whoever draws tokens; the log's writers have the one before."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token opens, and for whom."""

    name: str
    scopes: tuple[Scope, ...]
    limits: Limits
    days: int

    def check(self) -> None:
        """Raise OutOfDomain on a name, a scope, a duration or a limit that cannot be."""
        if not _NAME.fullmatch(self.name):
            raise OutOfDomain("A service's name is 2 to 48 small letters, digits, '.', '_' or '-'.")
        unknown = [scope for scope in self.scopes if scope not in SCOPES]
        if unknown or not self.scopes:
            raise OutOfDomain(f"A scope is one of {', '.join(SCOPES)}.")
        if not 0 < self.days <= LONGEST_DAYS:
            raise OutOfDomain(f"A token lasts from 1 to {LONGEST_DAYS} days: rotate it before it ends.")
        if max(self.limits.per_minute, self.limits.clients_per_hour) > LARGEST_LIMIT:
            raise OutOfDomain(f"A limit is at most {LARGEST_LIMIT:,}; 0 is no limit.")


def create(store: AccessStore, grant: Grant, actor: str, now: datetime) -> str:
    """Draw a token and keep its hash. Returns it: it can never be shown again. Raises OutOfDomain, Conflict, NotReady."""
    grant.check()
    with _alone(store) as connection:
        if _live(connection, grant.name, now):
            raise Conflict(f"{grant.name} has a token already: `tokens rotate` gives it another, `tokens revoke` ends it.")
        return _draw(connection, grant, actor, now)


def rotate(store: AccessStore, name: str, days: int, overlap_days: int, actor: str, now: datetime) -> str:
    """Draw a second token like the first, which ends after the overlap. Raises OutOfDomain, UnknownEntry, Conflict, NotReady."""
    if not 0 <= overlap_days <= LONGEST_DAYS:
        raise OutOfDomain(f"Two tokens are both valid for at most {LONGEST_DAYS} days.")
    with _alone(store) as connection:
        live = _live(connection, name, now)
        if not live:
            raise UnknownEntry(f"{name} has no valid token: create one.")
        if len(live) >= AT_ONCE:
            raise Conflict(f"{name} has {AT_ONCE} valid tokens already: revoke the older one, {live[0].id}, first.")
        old = live[0]
        grant = Grant(name, tuple(old.scopes.split()), Limits(old.per_minute, old.clients_per_hour), days)
        grant.check()
        end = min(stamp(now + timedelta(days=overlap_days)), old.expires_at)
        connection.execute(update(TOKENS).where(TOKENS.c.id == old.id).values(expires_at=end))
        return _draw(connection, grant, actor, now)


def revoke(store: AccessStore, which: str, now: datetime) -> int:
    """End a token by its number, or all those of a name; returns how many. Raises UnknownEntry, NotReady."""
    ended = update(TOKENS).where((TOKENS.c.id == which) | (TOKENS.c.name == which), TOKENS.c.revoked_at.is_(None))
    with _alone(store) as connection:  # a token that is being drawn for the name is there, or will find none to rotate
        count = connection.execute(ended.values(revoked_at=stamp(now))).rowcount
    if not count:
        raise UnknownEntry(f"No token in use has the number or the name {which}.")
    return count


def listed(store: AccessStore) -> Sequence[Any]:
    """Every token that ever was, without its hash, the oldest first. Raises NotReady."""
    with store.database().reading() as connection:
        return _rows(connection)


def any_valid(store: AccessStore, now: datetime) -> bool:
    """Whether some service could call. Raises NotReady."""
    return any(row.revoked_at is None and row.expires_at > stamp(now) for row in listed(store))


@contextmanager
def _alone(store: AccessStore) -> Iterator[Connection]:
    """A transaction with the tokens to oneself: what is read in it still holds when it is committed. Raises NotReady."""
    database = store.database()
    with database.writing() as connection:
        if database.file is None:  # SQLite has one writer at a time already
            connection.execute(text("select pg_advisory_xact_lock(:turn)"), {"turn": TURN})
        yield connection


def _rows(connection: Connection) -> Sequence[Any]:
    shown = [column for column in TOKENS.c if column.name != "hash"]
    return connection.execute(select(*shown).order_by(TOKENS.c.created_at)).all()


def _live(connection: Connection, name: str, now: datetime) -> list[Any]:
    return [row for row in _rows(connection) if row.name == name and row.revoked_at is None and row.expires_at > stamp(now)]


def _draw(connection: Connection, grant: Grant, actor: str, now: datetime) -> str:
    number = secrets.token_hex(6)
    token = f"{PREFIX}{number}_{secrets.token_urlsafe(32)}"
    row = {
        "id": number,
        "name": grant.name,
        "hash": _hash(token),
        "scopes": " ".join(grant.scopes),
        "per_minute": grant.limits.per_minute,
        "clients_per_hour": grant.limits.clients_per_hour,
        "created_at": stamp(now),
        "created_by": actor[:64],
        "expires_at": stamp(now + timedelta(days=grant.days)),
    }
    connection.execute(insert(TOKENS), row)
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Known:
    hash: str
    ends: datetime
    caller: Caller


class Tokens:
    """The tokens in use, as a worker knows them: read again at most every half second. Safe with threads."""

    def __init__(self, store: AccessStore, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, _Known] = {}
        self._due = -float("inf")

    def caller(self, token: str) -> Caller:
        """Whose token this is. Raises NotIdentified; NotReady when nobody can tell."""
        written = _TOKEN.fullmatch(token)
        known = self._in_use().get(written[1]) if written else None
        # Compared whole and in constant time: how long a refusal takes says nothing of the hash.
        if known is None or not hmac.compare_digest(known.hash, _hash(token)) or self._clock() >= known.ends:
            raise NotIdentified("This service token is unknown, revoked or over: ask the operator for another.")
        return known.caller

    def _in_use(self) -> dict[str, _Known]:
        if time.monotonic() >= self._due:
            with self._lock:
                if time.monotonic() >= self._due:
                    with self._store.database().reading() as connection:
                        rows = connection.execute(select(TOKENS).where(TOKENS.c.revoked_at.is_(None))).all()
                    self._known = {row.id: _known(row) for row in rows}
                    self._due = time.monotonic() + RECHECK_SECONDS
        return self._known


def _known(row: Any) -> _Known:
    limits = Limits(row.per_minute, row.clients_per_hour)
    return _Known(row.hash, moment(row.expires_at), Caller(SERVICE + row.name, frozenset(row.scopes.split()), person=False, limits=limits))
