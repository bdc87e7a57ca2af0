"""Who read which client's data, when and by which route: kept in a table to which one only adds.

A read is noted in memory and written within half a second with those that came meanwhile: a worker that is killed loses
what it had not written yet, less than a second of reads. While the database does not take them they wait; when too many wait,
nothing more is read: no answer goes out that could not be accounted for.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain
from typing import Any, Final, NamedTuple

from sqlalchemy import delete, func, insert, select

from api.access.schema import KEPT_DAYS, READS
from api.access.store import AccessStore
from api.decisions.entries import stamp
from api.traffic import line
from scoring.errors import NotReady

LOG: Final = logging.getLogger("api")
WRITTEN_WITHIN: Final = 0.5
MOST_WAITING: Final = 20_000
"""By worker. At the pace of a busy service, some ten seconds without a database."""
_COLUMNS: Final = ("at", "caller", "person", "route", "request")
_ADD: Final = f"insert into {READS.name} ({', '.join(_COLUMNS)}) values "  # noqa: S608
_TOGETHER: Final = 100
"""Rows in one statement: SQLite's driver gives every other thread a turn at each statement."""
Pseudonyms = Callable[[], Callable[[int], str]]


class Read(NamedTuple):
    """One read: ``at`` in seconds since 1970; ``client`` is a number, or already the client's pseudonym."""

    at: float
    caller: str
    client: int | str
    route: str
    request: str


class Reads:
    """The reads of a worker, on their way to the table. Safe with threads."""

    def __init__(self, store: AccessStore, pseudonyms: Pseudonyms) -> None:
        self._store = store
        self._pseudonyms = pseudonyms
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._waiting: list[Read] = []
        self._timer: threading.Timer | None = None
        self._closed = False

    def require_room(self) -> None:
        """Raise NotReady when reads cannot be kept any more."""
        if len(self._waiting) >= MOST_WAITING:
            self._soon()
            raise NotReady("Reads of clients' data cannot be recorded now, so none is answered; try again in a moment.")

    def add(self, read: Read) -> None:
        """Note a read, to be written soon."""
        self._waiting.append(read)
        if self._timer is None:
            self._soon()

    def flush(self) -> None:
        """Write what waits. Never raises: what cannot be written goes on waiting, and the log says so."""
        with self._writing:
            waiting = self._waiting[:]
            try:
                if waiting:
                    self._write(waiting)
                    del self._waiting[: len(waiting)]
            except Exception as problem:  # on a timer's thread nobody else would hear of it
                LOG.error(line("reads_not_written", waiting=len(waiting), reason=f"{type(problem).__name__}: {problem}"))
                if not self._closed and threading.main_thread().is_alive():  # a worker that ends must not try for ever
                    self._soon()

    def close(self) -> None:
        """Write what waits, once."""
        self._closed = True
        self.flush()

    def _soon(self) -> None:
        """A timer, not a thread that waits for ever: a worker that ends writes first, since Python waits for the timer."""
        with self._lock:
            if self._timer is None:
                self._timer = threading.Timer(WRITTEN_WITHIN, self._on_time)
                self._timer.start()

    def _on_time(self) -> None:
        with self._lock:
            self._timer = None
        self.flush()

    def _write(self, reads: Sequence[Read]) -> None:
        database, person = self._store.database(), self._pseudonyms()
        rows = [
            (_stamp(read.at), read.caller, person(read.client) if isinstance(read.client, int) else read.client, read.route, read.request)
            for read in reads
        ]
        with database.writing() as connection:
            if database.file is not None:
                for some in (rows[start : start + _TOGETHER] for start in range(0, len(rows), _TOGETHER)):
                    connection.exec_driver_sql(_ADD + ", ".join(["(?, ?, ?, ?, ?)"] * len(some)), tuple(chain.from_iterable(some)))
            else:
                connection.execute(insert(READS), [dict(zip(_COLUMNS, row, strict=True)) for row in rows])


def _stamp(at: float) -> str:
    """As :func:`api.decisions.entries.stamp`, for many reads of the same second."""
    return f"{_second(int(at))}.{int(at % 1 * 1_000_000):06d}Z"


@lru_cache(maxsize=4)
def _second(since: int) -> str:
    return stamp(datetime.fromtimestamp(since, UTC))[:19]


def of_person(store: AccessStore, person: str) -> list[dict[str, Any]]:
    """Who read a person's data: by caller and route, how often, first and last. Raises NotReady."""
    by = (READS.c.caller, READS.c.route)
    query = (
        select(*by, func.count(), func.min(READS.c.at), func.max(READS.c.at)).where(READS.c.person == person).group_by(*by).order_by(*by)
    )
    with store.database().reading() as connection:
        rows = connection.execute(query).all()
    return [{"by": row[0], "route": row[1], "times": row[2], "first_at": row[3], "last_at": row[4]} for row in rows]


def purge(store: AccessStore, before: datetime, rehearsal: bool) -> int:
    """Delete the reads older than a moment, which lies ``KEPT_DAYS`` back at least; how many they are. Raises NotReady."""
    if (datetime.now(UTC) - before).days < KEPT_DAYS:
        raise NotReady(f"Reads are kept for {KEPT_DAYS} days at least: retention.toml asks for less, or the clock is wrong.")
    old = READS.c.at < stamp(before)
    with store.database().writing() as connection:
        count = connection.execute(select(func.count()).select_from(READS).where(old)).scalar_one()
        if not rehearsal:
            connection.execute(delete(READS).where(old))
    return int(count)
