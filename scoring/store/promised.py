"""What the model promised of each client, load after load: the tables of a file beside the store, and one person's lines in them.

The file is named and laid out so that an erasure takes a person away from it as from every store of its folder
(:mod:`scoring.store.eraser`). Beside another database than SQLite nothing is kept, since an erasure would not reach it.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import BigInteger, Column, Engine, Float, Integer, MetaData, String, Table, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from scoring.errors import NotReady
from scoring.store.schema import CLIENTS, connect, sqlite_file

FILE: Final = "clients-promised.sqlite"
SCHEMA: Final = MetaData()
LOADS: Final = Table(
    "loads",
    SCHEMA,
    Column("number", Integer, primary_key=True),
    Column("load", BigInteger, nullable=False),
    Column("at", String(32), nullable=False),
    Column("model_version", String(64), nullable=False),
)
PROMISES: Final = Table(
    CLIENTS.name,
    SCHEMA,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("probability_of_default", Float(53), nullable=False),
    sqlite_with_rowid=False,
)
IN_ORDER: Final = (
    select(PROMISES.c.id, PROMISES.c.probability_of_default, LOADS.c.at, LOADS.c.model_version)
    .join(LOADS, LOADS.c.number == PROMISES.c.number)
    .order_by(LOADS.c.number)
)


class Promise(NamedTuple):
    """A prediction: from which day (UTC) it was given, until the next one, and by which model."""

    day: date
    probability_of_default: float
    model_version: str


def beside(engine: Engine) -> Path | None:
    """The file beside a store; ``None`` beside a database that is no file."""
    file = sqlite_file(engine)
    return file.with_name(FILE) if file else None


def of_client(engine: Engine, client_id: int) -> list[Promise]:
    """The predictions kept beside a store on one client, in the order of time. Raises NotReady."""
    file = beside(engine)
    if file is None or not file.is_file():
        return []
    promised = connect(f"sqlite:///{file}", "query_only=ON")
    try:
        if not inspect(promised).has_table(PROMISES.name):
            return []  # made, not filled yet
        with promised.connect() as connection:
            rows = connection.execute(IN_ORDER.where(PROMISES.c.id == client_id)).all()
        return [Promise(datetime.fromisoformat(at).date(), pd, version) for _, pd, at, version in rows]
    except SQLAlchemyError:
        raise NotReady("The predictions that were kept cannot be read now; try again in a moment.") from None
    finally:
        promised.dispose()
