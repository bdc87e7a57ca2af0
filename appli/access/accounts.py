"""Local accounts: a name, a hash, roles; and how long a name waits after failures."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from appli.access import passwords
from appli.access.database import Database
from appli.access.directory import Directory, fit, keep
from appli.access.errors import AccessError, NotProven, Waiting
from appli.access.people import ROLES, Person

NAME: Final = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}", re.ASCII)
FREE: Final = 4
"""Failures in a row that cost no waiting."""
FIRST_WAIT: Final = 30.0
"""Seconds that a name waits after one failure more; each one that follows doubles them."""
LONGEST_WAIT: Final = 3_600.0
FORGOTTEN: Final = 86_400.0
"""Seconds after which failures no longer count."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as the operator sees it; ``waiting`` is how many seconds its name still waits."""

    name: str
    roles: tuple[str, ...]
    created_at: float
    disabled_at: float | None
    waiting: float


class Accounts:
    """Safe to share between threads and workers: everything is in the database."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self.directory = Directory(database)
        self._database = database
        self._clock = clock

    def add(self, name: str, roles: Sequence[str], password: str, full_name: str | None = None) -> None:
        """Open an account. Raises AccessError on a bad name, role, password or full name, or when the name is taken."""
        if not NAME.fullmatch(name):
            raise AccessError("A name is 2 to 64 small letters, digits, '.', '_', '@' or '-', and begins with a letter or a digit.")
        if not roles or [role for role in roles if role not in ROLES]:
            raise AccessError(f"A role is one of {', '.join(ROLES)}.")
        passwords.require_good(password, name)
        called = fit(full_name) if full_name is not None else None
        row = (name, passwords.hashed(password), " ".join(dict.fromkeys(roles)), self._clock())
        with self._database.writing() as connection:
            if connection.execute("select 1 from accounts where name = ?", (name,)).fetchone():
                raise AccessError(f"{name} has an account already: `accounts password` changes its password.")
            connection.execute("insert into accounts (name, hash, roles, created_at) values (?, ?, ?, ?)", row)
            if called is not None:
                keep(connection, name, called)

    def call(self, name: str, full_name: str) -> None:
        """Give the full name of an account that is open. Raises AccessError."""
        if name not in [account.name for account in self.listed()]:
            raise AccessError(f"No account has the name {name}.")
        self.directory.call(name, full_name)

    def set_password(self, name: str, password: str) -> None:
        """Change a password, which ends the account's sessions and opens it again if it was disabled. Raises AccessError."""
        passwords.require_good(password, name)
        self._change(name, "update accounts set hash = ?, disabled_at = null where name = ?", passwords.hashed(password))
        self.unlock(name)

    def disable(self, name: str) -> None:
        """Close an account: its sessions end at once. Raises AccessError."""
        self._change(name, "update accounts set disabled_at = ? where name = ?", self._clock())

    def unlock(self, name: str) -> None:
        """Forget a name's failures."""
        with self._database.writing() as connection:
            connection.execute("delete from attempts where name = ?", (name,))

    def listed(self) -> list[Account]:
        """Every account, by name."""
        query = "select accounts.*, coalesce(wait_until, 0) as wait_until from accounts left join attempts using (name) order by name"
        with self._database.reading() as connection:
            rows = connection.execute(query).fetchall()
        now = self._clock()
        return [
            Account(row["name"], tuple(row["roles"].split()), row["created_at"], row["disabled_at"], max(0.0, row["wait_until"] - now))
            for row in rows
        ]

    def proven(self, name: str, password: str) -> Person:
        """The person whose name and password these are.

        Raises NotProven, and Waiting after too many failures: the same for a name that nobody has, after the same work, so that
        neither the answer nor its delay tells which names exist.
        """
        name = name.strip().lower()[:64]
        self._claim(name)
        with self._database.reading() as connection:
            row = connection.execute("select hash, roles from accounts where name = ? and disabled_at is null", (name,)).fetchone()
        if not passwords.matches(row["hash"] if row else passwords.NOBODY, password) or row is None:
            raise NotProven(f"No open account has this name and this password: {name!r}.")
        self.unlock(name)
        return Person(name, tuple(row["roles"].split()))

    def _claim(self, name: str) -> None:
        """Count a failure before it happens, so that no number of tries at the same time escapes the count. Raises Waiting."""
        now = self._clock()
        with self._database.writing() as connection:
            connection.execute("delete from attempts where wait_until < ?", (now - FORGOTTEN,))
            row = connection.execute("select failures, wait_until from attempts where name = ?", (name,)).fetchone()
            if row and row["wait_until"] > now:
                raise Waiting(row["wait_until"] - now)
            failures = 1 + (row["failures"] if row else 0)
            connection.execute("insert or replace into attempts values (?, ?, ?)", (name, failures, now + delay(failures)))

    def _change(self, name: str, statement: str, value: object) -> None:
        with self._database.writing() as connection:
            if not connection.execute(statement, (value, name)).rowcount:
                raise AccessError(f"No account has the name {name}.")
            connection.execute("delete from sessions where name = ? and provider = 0", (name,))


def delay(failures: int) -> float:
    """Seconds that a name waits after this many failures in a row."""
    beyond = failures - FREE
    return min(FIRST_WAIT * 2.0 ** min(beyond - 1, 20), LONGEST_WAIT) if beyond > 0 else 0.0
