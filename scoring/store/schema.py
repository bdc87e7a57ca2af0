"""The store's three tables, and how a database is reached. Portable types only; SQLite's own settings stay in :func:`connect`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    Connection,
    DateTime,
    Engine,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    make_url,
)

SCHEMA: Final = MetaData()
CLIENTS: Final = Table(
    "clients",
    SCHEMA,
    # BigInteger, not Integer: SQLite then keeps the numbers in a slim index of their own, which a search by prefix can
    # walk without touching the rows (an INTEGER PRIMARY KEY is the table itself, 2.7 KB a client; and
    # the number of somebody erased would stay in its upper pages).
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("features", LargeBinary, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("reasons", LargeBinary, nullable=False),
    Column("model_version", String(64), nullable=False),
    Column("load", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("answer", LargeBinary),
    Column("contributions", LargeBinary),
)
REFERENCE: Final = Table(
    "reference",
    SCHEMA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("load", BigInteger, nullable=False),
    Column("features", LargeBinary, nullable=False),
    Column("contributions", LargeBinary, nullable=False),
    Column("score", Float(53), nullable=False),
    Column("probability_of_default", Float(53), nullable=False),
)
META: Final = Table("meta", SCHEMA, Column("key", String(64), primary_key=True), Column("value", Text, nullable=False))
# Whoever is erased leaves PostgreSQL's file at the next autovacuum, which the first deleted row brings about.
_AT_ONCE: Final = DDL("alter table clients set (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0)")  # type: ignore[no-untyped-call]
event.listen(CLIENTS, "after_create", _AT_ONCE.execute_if(dialect="postgresql"))

FILE: Final = "clients.sqlite"
FILES: Final = "clients*.sqlite"
"""That one and those of the models before and after it, in one folder (docs/decisions/0019-a-store-for-each-model.md)."""
BUSY: Final = 10_000
"""Milliseconds that SQLite waits for another writer."""


def url_of(data_dir: Path, environment: Mapping[str, str]) -> str:
    """The database's address: ``DATABASE_URL`` of the environment, else the SQLite file of the data folder."""
    return environment.get("DATABASE_URL") or f"sqlite:///{data_dir / FILE}"


def every_store(url: str) -> list[str]:
    """The store, and beside a file those of the other models: what is true of one person is to be true in all of them."""
    address = make_url(url)
    file = Path(address.database or "")
    if not address.drivername.startswith("sqlite") or not file.match(FILES):
        return [url]
    others = sorted(set(file.parent.glob(FILES)) - {file})
    return [url, *(f"sqlite:///{other}" for other in others)]


def sqlite_file(engine: Engine) -> Path | None:
    """The file behind an engine, ``None`` when it is not SQLite's."""
    return Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None


def connect(url: str, *pragmas: str, **options: Any) -> Engine:
    """An engine on the database; ``pragmas`` are set on each connection when it is SQLite."""
    engine = create_engine(url, **options)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _set(connection: Any, _: Any) -> None:
            for pragma in (f"busy_timeout={BUSY}", *pragmas):
                connection.execute(f"PRAGMA {pragma}")

    return engine


def folded(connection: Connection) -> bool:
    """Fold SQLite's write-ahead log into its file, and whether all of it went: not while somebody reads an earlier state."""
    busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not busy
