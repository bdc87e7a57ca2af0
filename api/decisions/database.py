"""One SQL database, reached two ways: reading in autocommit, writing in a transaction that waits its turn."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import Connection, Engine, event, inspect, select, table, text
from sqlalchemy.exc import SQLAlchemyError

from api.decisions.files import locked
from api.decisions.schema import REVISIONS
from scoring.errors import NotReady
from scoring.store.schema import connect, folded, sqlite_file

Part = Literal["log", "keys", "access"]
PARTS: Final[tuple[Part, ...]] = ("log", "keys", "access")
TURN: Final = 7_233_001
"""The number of PostgreSQL's advisory lock: one writer of the log at a time, over every process and host."""
_POSTGRESQL: Final[dict[str, Any]] = {
    "pool_pre_ping": True,  # the server may have been restarted since
    "connect_args": {"connect_timeout": 5, "options": "-c lock_timeout=10s -c synchronous_commit=on"},
}
_MIGRATING: Final = threading.Lock()
_CHANGING: Final = text("select has_table_privilege(current_user, 'audit_log', 'UPDATE, DELETE, TRUNCATE')")


class Database:
    """The log's database, the keys' or that of tokens and reads.

    Every failure of the database becomes NotReady: nothing was done, and later it may be. Only where the connection was lost,
    perhaps during the commit, nobody knows, and the sentence says so.
    """

    def __init__(self, url: str, part: Part) -> None:
        self._part = part
        try:
            self._reader = connect(url, "query_only=ON", isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True, **_options(url))
            self.writer = _writer(url)
        except (SQLAlchemyError, ImportError) as error:
            raise NotReady(f"The address of the decisions' {part} cannot be used ({type(error).__name__}); see docs/api.md.") from None
        self.file = sqlite_file(self.writer)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for single statements. Raises NotReady."""
        with self._said(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction, committed at the end and durable then; for the log, no other writer has one meanwhile. Raises NotReady."""
        with self._said(), self.writer.begin() as connection:
            if self._part == "log" and self.file is None:
                connection.execute(text("select pg_advisory_xact_lock(:turn)"), {"turn": TURN})
            yield connection

    def prepare(self) -> None:
        """See that the tables are this version's or a later one's: SQLite's file is brought up to date, PostgreSQL's by its owner.

        Migrations add, or drop what only makes things quicker, so that a release that is put back still works on what a later one
        left (docs/exploitation.md).

        Raises NotReady, also when the role could change the log: the right to add and to read is all that the API may have.
        """
        if self.file is not None:
            self._bring_up(self.file)
        with self.reading() as connection:
            if not self._is_recent(connection):
                raise NotReady(f"The decisions' {self._part} is of another version; its owner runs `python -m api migrate`.")
            if self.file is None and self._part == "log" and connection.execute(_CHANGING).scalar():
                raise NotReady("The API's role could change the decisions: connect as one that `python -m api migrate --role NAME` made.")

    def _bring_up(self, file: Path) -> None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            # Alembic's context is global: one migration at a time over the threads too, whichever the database.
            with _MIGRATING, locked(file.with_suffix(".lock")), self.writing() as connection:
                if not self._is_recent(connection):
                    from api.decisions import migrate  # brings Alembic in, which serving does not need

                    migrate.upgrade(connection, self._part)
        except OSError as error:
            raise NotReady(f"The decisions' {self._part} cannot be written at {file} ({error.strerror}); mend the folder.") from None

    def _is_recent(self, connection: Connection) -> bool:
        versions = f"{self._part}_version"
        if not inspect(connection).has_table(versions):
            return False
        found = str(connection.execute(select(text("version_num")).select_from(table(versions))).scalar())
        return re.fullmatch(rf"{self._part}_\d{{4}}", found, re.ASCII) is not None and found >= REVISIONS[self._part]

    def forget(self) -> None:
        """Fold SQLite's log into its file, so that what was deleted is nowhere; its pages were overwritten (``secure_delete``).

        Raises NotReady while somebody still reads what was deleted.
        """
        if self.file is not None:
            with self.reading() as connection:
                if not folded(connection):
                    raise NotReady(f"What was deleted from the decisions' {self._part} is still being read; ask again in a moment.")

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._reader.dispose()
        self.writer.dispose()

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            cause = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
            raise NotReady(f"The decisions' {self._part} cannot be used now ({cause}); {_outcome(error)}") from None


def _outcome(error: SQLAlchemyError) -> str:
    """What may be said of what was to be recorded: a connection that breaks during the commit does not tell whether it was done."""
    if getattr(error, "connection_invalidated", False):
        return "the connection was lost, and whether anything was recorded is not known: try again with the same Idempotency-Key."
    return "nothing was recorded, try again."


def _options(url: str) -> dict[str, Any]:
    return {} if url.startswith("sqlite") else _POSTGRESQL


def _writer(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return connect(url, **_POSTGRESQL)
    # FULL: a commit is on the disk when it returns. The driver's own transactions begin too late to read and then write.
    engine = connect(url, "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", connect_args={"isolation_level": None})

    @event.listens_for(engine, "begin")
    def _immediately(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
