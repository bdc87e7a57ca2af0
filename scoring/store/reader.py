"""Reads the store: one client by number, numbers by prefix, the reference population."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Self

import numpy as np
from sqlalchemy import Connection, Engine, bindparam, func, select
from sqlalchemy.exc import SQLAlchemyError

from scoring.errors import NotReady, UnknownClient
from scoring.store.records import FLOAT, LARGEST_ID, REMEDY, Population, Reference, StoredClient, damaged, to_vector, unsealed
from scoring.store.rows import PARTS, Rows, path_of
from scoring.store.schema import CLIENTS, META, REFERENCE, connect, sqlite_file

FileIdentity = tuple[int, int] | None
_CLIENT: Final = select(*(CLIENTS.c[part] for part in PARTS), CLIENTS.c.model_version, CLIENTS.c.load).where(
    CLIENTS.c.id == bindparam("id")
)
_IN_RANGE: Final = CLIENTS.c.id.between(bindparam("low"), bindparam("high"))
_IDS: Final = select(CLIENTS.c.id).where(_IN_RANGE).order_by(CLIENTS.c.id).limit(bindparam("limit"))
_COUNT: Final = select(func.count(CLIENTS.c.id)).where(_IN_RANGE)
_ANY_LOAD: Final = select(CLIENTS.c.load).limit(1)
_LOAD: Final = select(META.c.value).where(META.c.key == "load")


class Store:
    """One loaded population. It answers for the load that it was opened on; :meth:`is_current` says when to open another."""

    def __init__(self, engine: Engine, file: FileIdentity, population: Population, reference: Reference, rows: Rows | None = None) -> None:
        self.engine = engine
        self.rows = rows
        self._looked: tuple[int, ...] | None = None
        self.file = file
        self.population = population
        self.reference = reference
        self._specimen = population.specimen.encode()
        self._width = reference.features.shape[1] * FLOAT.itemsize
        # Looked up by the driver itself: what SQLAlchemy adds to a statement costs ten times what SQLite takes to find a row.
        compiled = _CLIENT.compile(dialect=engine.dialect)
        self._lookup, self._positional = str(compiled), compiled.positional
        self._own = threading.local()

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the database of an address. Raises NotReady when it is absent, unreadable, empty or being loaded."""
        engine = _engine(url)
        try:
            file = _identity(engine)
            with engine.connect() as connection:
                population = _population(connection)
                connection.execute(_CLIENT, {"id": 0})  # a store of an older version lacks a column: better known now
                return cls(engine, file, population, _reference(connection, population), _rows(connection, population))
        except SQLAlchemyError as error:
            engine.dispose()
            raise NotReady(f"The client store {engine.url} cannot be read ({_cause(error)}); {REMEDY}") from None
        except NotReady:
            engine.dispose()
            raise

    def is_current(self) -> bool:
        """Whether the database is the same and holds the load that this store was opened on. Two short statements.

        The rows beside it are looked at again when either file has changed: a version that knows of no rows may have erased somebody.
        """
        try:
            if _identity(self.engine) != self.file:
                return False
            with self.engine.connect() as connection:
                found = connection.execute(_LOAD).scalar(), connection.execute(_ANY_LOAD).scalar()
                if found != (str(self.population.load), self.population.load):
                    return False
                self._look_at_rows(connection)
            return True
        except (SQLAlchemyError, OSError, NotReady):
            return False

    def client(self, client_id: int) -> StoredClient:
        """One client. Raises UnknownClient, or NotReady when the database does not answer or holds another load."""
        rows = self.rows  # another thread may look at them again
        parts = rows.row(client_id) if rows else None
        if parts is None:
            return self.of_table(client_id)
        features, record, reasons, answer, contributions = parts
        load, version = self.population.load, self.population.model_version
        return StoredClient(client_id, features, record, reasons, version, load, answer, contributions, self._specimen, whole=True)

    def inputs(self, client_id: int, kept: bytes) -> bytes:
        """The model's inputs as float32, little-endian, of what the table's row keeps. Raises NotReady when it is damaged."""
        found = unsealed(kept, self._width)
        if found is None:
            raise damaged(client_id)
        return found

    def of_table(self, client_id: int) -> StoredClient:
        """The same from the database alone."""
        row = self._row(client_id)
        if row is None:
            raise UnknownClient(client_id)
        features, record, reasons, answer, contributions, version, load = row
        if load != self.population.load:
            raise NotReady("The clients have just been loaded anew; try again in a moment.")
        inputs = self.inputs(client_id, features)
        return StoredClient(client_id, inputs, record, reasons, version, load, answer, contributions, self._specimen)

    def _row(self, client_id: int) -> Sequence[Any] | None:
        told: Sequence[Any] | Mapping[str, Any] = (client_id,) if self._positional else {"id": client_id}
        try:
            cursor = self._cursor()
            cursor.execute(self._lookup, told)
            rows: Sequence[Sequence[Any]] = cursor.fetchall()  # to the end, or SQLite would go on holding what it reads
            return rows[0] if rows else None
        except (SQLAlchemyError, self.engine.dialect.loaded_dbapi.Error) as error:
            self._own.__dict__.clear()
            raise NotReady(f"The client store does not answer ({_cause(error)}); try again in a moment.") from None

    def _cursor(self) -> Any:
        if not hasattr(self._own, "reading"):
            self._own.reading = _Reading(self.engine)
        return self._own.reading.cursor

    def ids(self, prefix: str, limit: int) -> tuple[list[int], int]:
        """The first ``limit`` numbers that begin with the digits of ``prefix`` ("" for all), ascending, and how many there are."""
        found: list[int] = []
        total = 0
        try:
            with self.engine.connect() as connection:
                for low, high in ranges(prefix):
                    bounds = {"low": low, "high": high}
                    total += connection.execute(_COUNT, bounds).scalar_one()
                    if len(found) < limit:
                        found += connection.execute(_IDS, bounds | {"limit": limit - len(found)}).scalars()
        except SQLAlchemyError as error:
            raise NotReady(f"The client store does not answer ({_cause(error)}); try again in a moment.") from None
        return found, total

    def count(self) -> int:
        """How many clients the database holds."""
        return self.ids("", 1)[1]

    def _changes(self) -> tuple[int, ...]:
        file = sqlite_file(self.engine)
        return tuple(one.stat().st_mtime_ns for one in (file, path_of(file, self.population.load)) if one.exists()) if file else ()

    def _look_at_rows(self, connection: Connection) -> None:
        changes = self._changes()
        if changes != self._looked:
            self._looked, self.rows = changes, _rows(connection, self.population)

    def close(self) -> None:
        """Close the connections that are not in use; those in use close when they are given back."""
        self.engine.dispose()


class _Reading:
    """A thread's own connection: the pool takes as long to lend one as SQLite to find a row. Closed with the thread or the store."""

    def __init__(self, engine: Engine) -> None:
        self._connection = engine.raw_connection()
        self.cursor = self._connection.cursor()

    def __del__(self) -> None:
        if hasattr(self, "_connection"):
            self._connection.invalidate()


def _engine(url: str) -> Engine:
    # Autocommit: a lookup is one statement, and no transaction may stay open to hold back SQLite's log.
    try:
        return connect(url, "query_only=ON", isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True)
    except (SQLAlchemyError, ImportError) as error:
        raise NotReady(f"DATABASE_URL cannot be used ({error}); give an address and a driver that SQLAlchemy knows.") from None


def _identity(engine: Engine) -> FileIdentity:
    """What tells SQLite's file from another put in its place. Raises NotReady when there is none: connecting would create it."""
    file = sqlite_file(engine)
    if file is None:
        return None
    try:
        status = file.stat()
    except OSError:
        raise NotReady(f"There is no client store at {file}; {REMEDY}") from None
    return status.st_dev, status.st_ino


def ranges(prefix: str) -> Iterator[tuple[int, int]]:
    """The ranges of numbers whose decimals begin with ``prefix``, ascending: 19 is 19, 190-199, 1900-1999 …"""
    if not prefix:
        yield 1, LARGEST_ID
    elif not prefix.startswith("0"):
        low, high = int(prefix), int(prefix)
        while low <= LARGEST_ID:
            yield low, min(high, LARGEST_ID)
            low, high = 10 * low, 10 * high + 9


def _population(connection: Connection) -> Population:
    meta = {row.key: row.value for row in connection.execute(select(META))}
    if not meta:
        raise NotReady(f"The client store is empty; {REMEDY}")
    numbers = {key: int(meta[key]) for key in ("clients", "reference", "load")}
    return Population(**{**meta, **numbers})


def _rows(connection: Connection, population: Population) -> Rows | None:
    """The rows beside a file, unless they tell of others than it holds: whoever was deleted there without them would be served."""
    file = sqlite_file(connection.engine)
    if file is None:
        return None
    clients = connection.execute(_COUNT, {"low": 0, "high": LARGEST_ID}).scalar_one()
    return Rows.open(file, population.load, clients, population.specimen.encode())


def _reference(connection: Connection, population: Population) -> Reference:
    columns = REFERENCE.c
    query = select(columns.features, columns.contributions, columns.score, columns.probability_of_default)
    rows = connection.execute(query.where(columns.load == population.load).order_by(columns.number)).all()
    if len(rows) != population.reference:
        raise NotReady("The clients are being loaded; try again in a moment.")
    features, contributions = (np.array([to_vector(row[column]) for row in rows]) for column in (0, 1))
    return Reference(features, contributions, np.array([row[2] for row in rows]), np.array([row[3] for row in rows]))


def _cause(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]
