"""Where the counts are kept: one row a day and a set of cells, to which workers add in turn, and what was last concluded from them."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, Text, event, inspect, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateTable

from scoring.errors import NotReady
from scoring.store.schema import connect, sqlite_file
from scoring.watch.bins import Bins, Counts

FILE: Final = "watch.sqlite"
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


@dataclass(frozen=True, slots=True)
class Seen:
    """What was counted in some cells over some days; ``people`` (size,)."""

    bins: Bins
    people: Counts
    days: int

    @property
    def total(self) -> int:
        """How many people."""
        return int(self.bins.of_zones(self.people).sum())


class Book:
    """The three tables, on SQLite or PostgreSQL. Safe with threads and processes. Every failure of the database is NotReady."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        self._made = False
        self._known: set[str] = set()

    def add(self, bins: Bins, by_day: Mapping[date, Counts]) -> None:
        """Add what was counted, all of it or nothing. Raises NotReady."""
        with self._writing() as connection:
            self._insert(connection, CELLS, key=bins.key, told=bins.text())
            for day, counts in sorted(by_day.items()):
                self._insert(connection, COUNTS, day=day.isoformat(), key=bins.key, people=json.dumps([0] * bins.size))
                row = (COUNTS.c.day == day.isoformat()) & (COUNTS.c.key == bins.key)
                before = connection.execute(select(COUNTS.c.people).where(row).with_for_update()).scalar_one()
                total = np.array(json.loads(before), dtype=np.int64) + counts
                connection.execute(update(COUNTS).where(row).values(people=json.dumps(total.tolist(), separators=(",", ":"))))

    def window(self, first: date, last: date) -> list[Seen]:
        """What was counted from one day to another, both included: by set of cells, the one of most people first. Raises NotReady."""
        days = COUNTS.c.day.between(first.isoformat(), last.isoformat())
        with self._reading() as connection:
            rows = connection.execute(select(COUNTS.c.key, COUNTS.c.people).where(days)).all()
            told = {row.key: row.told for row in connection.execute(select(CELLS))}
        kept: dict[str, list[Counts]] = {}
        for key, people in rows:
            kept.setdefault(key, []).append(np.array(json.loads(people), dtype=np.int64))
        found = [Seen(Bins.read(told[key]), np.sum(counts, axis=0), len(counts)) for key, counts in kept.items()]
        return sorted(found, key=lambda seen: -seen.total)

    def conclude(self, kind: str, figures: Mapping[str, Any]) -> None:
        """Keep what was concluded last. Raises NotReady."""
        values = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "figures": json.dumps(figures)}
        with self._writing() as connection:
            added = _INSERT[self._engine.dialect.name](VERDICTS)
            connection.execute(added.on_conflict_do_update(index_elements=["kind"], set_=values), {"kind": kind, **values})

    def conclusions(self) -> dict[str, tuple[datetime, dict[str, Any]]]:
        """What was concluded last, by kind, and when; nothing before the first. Raises NotReady."""
        with self._reading() as connection:
            return {row.kind: (datetime.fromisoformat(row.at), json.loads(row.figures)) for row in connection.execute(select(VERDICTS))}

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._engine.dispose()

    def _insert(self, connection: Connection, table: Table, **values: str) -> None:
        connection.execute(_INSERT[self._engine.dialect.name](table).on_conflict_do_nothing(), values)

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
        if file is not None and not file.is_file():  # connecting would create it
            raise NotReady(f"The service has counted nobody yet: there is no {file}.")
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
