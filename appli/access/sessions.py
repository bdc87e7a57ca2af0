"""Sessions: kept on the server, known by the hash of a random number that only one browser holds."""

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from appli.access.database import Database
from appli.access.people import Person
from appli.access.settings import Access

GRACE: Final = 60.0
"""Seconds that the server leaves the browser to lock its screen by itself: signs of life come every thirty."""
_FIND: Final = """
select sessions.*, accounts.roles as current, accounts.name is not null and accounts.disabled_at is null as open
from sessions left join accounts on accounts.name = sessions.name and sessions.provider = 0 where id = ?
"""


@dataclass(frozen=True, slots=True)
class Session:
    """Who signed in, and whether their screen is locked."""

    person: Person
    locked: bool
    provider: bool


class Sessions:
    """Safe to share between threads and workers: everything is in the database, and asked of it each time."""

    def __init__(self, database: Database, access: Access, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._access = access
        self._clock = clock

    def start(self, person: Person, provider: bool = False) -> str:
        """A new session; returns the number for the browser. ``provider``: an OIDC provider vouches for the person."""
        number, now = secrets.token_urlsafe(32), self._clock()
        row = (_kept(number), person.name, " ".join(person.roles), int(provider), now, now)
        with self._database.writing() as connection:
            ended = (now - self._access.longest_seconds, now - self._access.idle_seconds)
            connection.execute("delete from sessions where started_at < ? or seen_at < ?", ended)
            connection.execute("insert into sessions (id, name, roles, provider, started_at, seen_at) values (?, ?, ?, ?, ?, ?)", row)
        return number

    def find(self, number: str) -> Session | None:
        """The session of a browser; ``None`` once it is over, or its account disabled."""
        now = self._clock()
        with self._database.reading() as connection:
            row = connection.execute(_FIND, (_kept(number),)).fetchone()
        if row is None or not (row["provider"] or row["open"]):
            return None
        silence = now - row["seen_at"]
        if now - row["started_at"] > self._access.longest_seconds or silence > self._access.idle_seconds:
            return None
        roles = row["roles"] if row["provider"] else row["current"]
        locked = bool(row["locked"]) or silence > self._access.lock_seconds + GRACE
        return Session(Person(row["name"], tuple(roles.split())), locked, bool(row["provider"]))

    def touch(self, number: str) -> None:
        """Note a sign of life: somebody moves in front of an unlocked screen."""
        self._set(number, "update sessions set seen_at = ? where id = ? and locked = 0", self._clock())

    def lock(self, number: str) -> None:
        """Lock the screen: nothing is answered until :meth:`unlock`."""
        self._set(number, "update sessions set locked = ? where id = ?", 1)

    def unlock(self, number: str) -> None:
        """Open the screen again, for who has just proven who they are."""
        with self._database.writing() as connection:
            connection.execute("update sessions set locked = 0, seen_at = ? where id = ?", (self._clock(), _kept(number)))

    def end(self, number: str) -> None:
        """End a session: its number opens nothing any more, in any worker."""
        with self._database.writing() as connection:
            connection.execute("delete from sessions where id = ?", (_kept(number),))

    def _set(self, number: str, statement: str, value: float) -> None:
        with self._database.writing() as connection:
            connection.execute(statement, (value, _kept(number)))


def _kept(number: str) -> str:
    """What the database holds: a stolen copy of it opens no session. The number is random, so that a plain hash is enough."""
    return hashlib.sha256(number.encode()).hexdigest()
