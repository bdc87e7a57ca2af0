"""The file of accounts and sessions: SQLite, of its own, without anything about any client."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from appli.access.errors import AccessError

VERSION: Final = 1
PATIENCE: Final = 5.0
"""Seconds that one writer waits for another."""
_TABLES: Final = """
create table accounts (
    name text primary key, hash text not null, roles text not null, created_at real not null, disabled_at real
) strict;
create table attempts (
    name text primary key, failures integer not null, wait_until real not null
) strict;
create table sessions (
    id text primary key, name text not null, roles text not null, provider integer not null,
    started_at real not null, seen_at real not null, locked integer not null default 0
) strict;
create table flows (
    state text primary key, nonce text not null, verifier text not null, next text not null, ends_at real not null,
    proven_after real not null
) strict;
"""
_PEOPLE: Final = "create table if not exists people (name text primary key, full_name text not null) strict"
"""Came later, and is in no earlier table's way: the version stays, so that earlier code still reads the file after a rollback."""


class Database:
    """Opens the file for each piece of work: nothing is shared between threads, workers or forks."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def prepare(self) -> None:
        """Make the file, readable by its owner alone, with its tables. Raises AccessError."""
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise AccessError(f"The file of accounts {self._file} cannot be written ({type(error).__name__}); mend its rights.") from None
        with self.writing() as connection:
            version = connection.execute("pragma user_version").fetchone()[0]
            if version == 0:
                for statement in _TABLES.split(";"):
                    connection.execute(statement)
                connection.execute(f"pragma user_version = {VERSION}")
            elif version != VERSION:
                raise AccessError(f"The file of accounts {self._file} is of version {version}, not {VERSION}.")
            connection.execute(_PEOPLE)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection, rows by name. Raises AccessError."""
        try:
            with closing(sqlite3.connect(self._file, timeout=PATIENCE, isolation_level=None)) as connection:
                connection.row_factory = sqlite3.Row
                yield connection
        except sqlite3.Error as error:
            raise AccessError(f"The file of accounts {self._file} does not answer ({error}).") from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The same, inside one transaction that begins by waiting for its turn. Raises AccessError."""
        with self.reading() as connection:
            connection.execute("begin immediate")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()
