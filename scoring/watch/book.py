"""Where the counts are kept: one row a day and a counter, to which its workers add in turn, and what was last concluded from them.

A counter is an API's process with its workers: it knows whom it counted, another does not. Its key is that of its cells and of its
name together, so that several versions may write to one book; rows under the cells' own key are of a version that knew each day's
people only.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, Text, delete, event, inspect, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateTable

from scoring.errors import NotReady
from scoring.store.schema import connect, sqlite_file
from scoring.watch.bins import SMALLEST, ZONES, Bins, Counts
from scoring.watch.seen import Row, Seen, by_cells, seen

FILE: Final = "watch.sqlite"
KEPT: Final = timedelta(days=400)
"""How long a day's counts are kept: the same month of the year before can still be looked at."""
LEARNED: Final = "reference"
"""In place of a day: the row of the people that the model learned from."""
SCHEMA: Final = MetaData()
CELLS: Final = Table("watch_cells", SCHEMA, Column("key", String(16), primary_key=True), Column("told", Text, nullable=False))
COUNTS: Final = Table(
    "watch_counts",
    SCHEMA,
    Column("day", String(10), primary_key=True),
    Column("key", String(16), primary_key=True),
    Column("people", Text, nullable=False),
)
VERDICTS: Final = Table(
    "watch_verdicts",
    SCHEMA,
    Column("kind", String(16), primary_key=True),
    Column("at", String(32), nullable=False),
    Column("figures", Text, nullable=False),
)
_INSERT: Final[dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class NothingYet(NotReady):
    """No book was begun: too few people were seen since the service is there."""


class Book:
    """The three tables, on SQLite or PostgreSQL. Safe with threads and processes. Every failure of the database is NotReady."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        self._made = False
        self._known: set[str] = set()

    def add(self, bins: Bins, by_day: Mapping[date, Counts], counter: str = "") -> None:
        """Add what a counter counted, all of it or nothing. Raises NotReady."""
        key = _key(bins, counter)
        with self._writing() as connection:
            self._insert(connection, CELLS, key=key, told=bins.text())
            for day, counts in sorted(by_day.items()):
                self._insert(connection, COUNTS, day=day.isoformat(), key=key, people=json.dumps([0] * bins.size))
                row = (COUNTS.c.day == day.isoformat()) & (COUNTS.c.key == key)
                before = connection.execute(select(COUNTS.c.people).where(row).with_for_update()).scalar_one()
                total = np.array(json.loads(before), dtype=np.int64) + counts
                connection.execute(update(COUNTS).where(row).values(people=_text(total)))

    def window(self, first: date, last: date) -> list[Seen]:
        """What was counted from one day to another, both included: by set of cells, the one of most people first. Raises NotReady."""
        days = COUNTS.c.day.between(first.isoformat(), last.isoformat())
        with self._reading() as connection:
            rows = connection.execute(select(COUNTS).where(days)).all()
            used = CELLS.c.key.in_(select(COUNTS.c.key).where(days))
            told = {row.key: row.told for row in connection.execute(select(CELLS).where(used))}
        bins = {text: Bins.read(text) for text in set(told.values())}
        read = (Row(date.fromisoformat(row.day), row.key, _people(row.people), bins[told[row.key]].key == row.key) for row in rows)
        found = [seen(bins[text], of_cells, last) for text, of_cells in by_cells(read, told).items()]
        return sorted(found, key=lambda one: -one.total)

    def learn(self, bins: Bins, people: Counts) -> None:
        """Keep how many of those that the model learned from are in each cell: below thirty, none or thirty. Raises NotReady."""
        kept = _text(np.where(people < SMALLEST, SMALLEST * (2 * people >= SMALLEST), people))
        with self._writing() as connection:
            self._insert(connection, CELLS, key=bins.key, told=bins.text())
            self._put(connection, COUNTS, ("day", "key"), day=LEARNED, key=bins.key, people=kept)

    def learned(self, bins: Bins) -> Counts | None:
        """What :meth:`learn` kept for these cells. Raises NotReady."""
        with self._reading() as connection:
            row = (COUNTS.c.day == LEARNED) & (COUNTS.c.key == bins.key)
            found = connection.execute(select(COUNTS.c.people).where(row)).scalar()
        return None if found is None else _people(found)

    def forget(self, today: date) -> None:
        """Delete the days that are kept no longer, those of fewer than thirty people, and cells without counts. Raises NotReady.

        This version writes no day of fewer than thirty people; earlier ones did.
        """
        with self._writing() as connection:
            connection.execute(delete(COUNTS).where(COUNTS.c.day < (today - KEPT).isoformat()))
            for day, key, people in connection.execute(select(COUNTS).where(COUNTS.c.day < today.isoformat())).all():
                if _people(people)[-len(ZONES) :].sum() < SMALLEST:
                    connection.execute(delete(COUNTS).where((COUNTS.c.day == day) & (COUNTS.c.key == key)))
            connection.execute(delete(CELLS).where(CELLS.c.key.not_in(select(COUNTS.c.key))))

    def conclude(self, kind: str, figures: Mapping[str, Any]) -> None:
        """Keep what was concluded last. Raises NotReady."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        with self._writing() as connection:
            self._put(connection, VERDICTS, ("kind",), kind=kind, at=at, figures=json.dumps(figures))

    def conclusions(self) -> dict[str, tuple[datetime, dict[str, Any]]]:
        """What was concluded last, by kind, and when; nothing before the first. Raises NotReady."""
        with self._reading() as connection:
            return {row.kind: (datetime.fromisoformat(row.at), json.loads(row.figures)) for row in connection.execute(select(VERDICTS))}

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._engine.dispose()

    def _insert(self, connection: Connection, table: Table, **values: str) -> None:
        connection.execute(_INSERT[self._engine.dialect.name](table).on_conflict_do_nothing(), values)

    def _put(self, connection: Connection, table: Table, known_by: tuple[str, ...], **values: str) -> None:
        others = {name: value for name, value in values.items() if name not in known_by}
        added = _INSERT[self._engine.dialect.name](table)
        connection.execute(added.on_conflict_do_update(index_elements=list(known_by), set_=others), values)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with _said(), self._engine.begin() as connection:
            if not self._made:
                create(connection)
            yield connection
        self._made = True

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        file = sqlite_file(self._engine)
        if file is not None and not file.parent.is_dir():
            raise NotReady(f"There is no folder {file.parent}: give the service's data folder (DATA_DIR, --data), or WATCH_URL.")
        if file is not None and not file.is_file():  # connecting would create it
            raise NothingYet(
                f"The service has counted too few people yet: there is no {file} (it is made after the first {SMALLEST} people)."
            )
        with _said(), self._engine.connect() as connection:
            yield connection


def create(connection: Connection) -> None:
    """Make the tables that are not there; where all are, PostgreSQL's role needs no right to make one."""
    known = inspect(connection).get_table_names()
    for table in SCHEMA.sorted_tables:
        if table.name not in known:
            connection.execute(CreateTable(table, if_not_exists=True))


def url_of(data_dir: Path, environment: Mapping[str, str]) -> str:
    """``WATCH_URL``, else ``DATABASE_URL`` unless it is SQLite's, else a file of the data folder."""
    shared = environment.get("DATABASE_URL") or "sqlite"
    return environment.get("WATCH_URL") or (f"sqlite:///{data_dir / FILE}" if shared.startswith("sqlite") else shared)


def _key(bins: Bins, counter: str) -> str:
    return hashlib.sha256(f"{bins.key} {counter}".encode()).hexdigest()[:16] if counter else bins.key


def _text(people: Counts) -> str:
    return json.dumps(people.tolist(), separators=(",", ":"))


def _people(text: str) -> Counts:
    return np.array(json.loads(text), dtype=np.int64)


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return connect(url, pool_pre_ping=True, connect_args={"connect_timeout": 5})
    engine = connect(url, "journal_mode=WAL", "synchronous=NORMAL", connect_args={"isolation_level": None})

    @event.listens_for(engine, "begin")
    def _immediately(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # the driver's own begins too late to read and then write

    return engine


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
        raise NotReady(f"The service's counts cannot be used now ({cause}); try again in a moment.") from None
