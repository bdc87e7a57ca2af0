"""What people are called where a client reads it: full names, beside the short ones of sign-in and of the log of decisions."""

from sqlite3 import Connection
from typing import Final

from appli.access.database import Database
from appli.access.errors import AccessError

LONGEST: Final = 80


class Directory:
    """Safe to share between threads and workers: everything is in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __call__(self, name: str) -> str:
        """The full name of who signs in as ``name``; ``name`` itself as long as nobody said it. Raises AccessError."""
        with self._database.reading() as connection:
            row = connection.execute("select full_name from people where name = ?", (name,)).fetchone()
        return str(row["full_name"]) if row else name

    def call(self, name: str, full_name: str) -> None:
        """Keep a full name in the place of the former one. Raises as :func:`fit`."""
        with self._database.writing() as connection:
            keep(connection, name, fit(full_name))


def keep(connection: Connection, name: str, full_name: str) -> None:
    """The same, in a transaction that is open."""
    connection.execute("insert or replace into people (name, full_name) values (?, ?)", (name, full_name))


def fit(full_name: str) -> str:
    """A full name as it is kept. Raises AccessError on one that no letter could bear."""
    said = " ".join(full_name.split())
    if not (said.isprintable() and 2 <= len(said) <= LONGEST):
        raise AccessError(f"A full name is 2 to {LONGEST} characters that can be printed.")
    return said
