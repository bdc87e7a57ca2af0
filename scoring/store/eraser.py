"""Takes one person away from the store; the others, and the readers, do not notice."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, delete, func, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from scoring.errors import NotReady
from scoring.store import rows_writer
from scoring.store.schema import CLIENTS, META, connect, every_store, folded, sqlite_file

_ALONE: Final = ("set local lock_timeout = '2s'", "lock table clients in share row exclusive mode")
"""PostgreSQL: no load is under way, whose rows would not be seen and would come after; SQLite has one writer anyway."""


def erase(url: str, client_id: int) -> None:
    """Delete a client's row if there is one, its bytes overwritten where the database is SQLite; from the other models' files too.

    Raises NotReady when a database cannot be written or is being loaded, or while a copy of the row is left.
    """
    for store in every_store(url):
        _erase(store, client_id, required=store == url)


def _erase(url: str, client_id: int, required: bool) -> None:
    engine = connect(url, "synchronous=FULL", "secure_delete=ON")
    try:
        if not required and not inspect(engine).has_table(CLIENTS.name):
            rows_writer.erase(Path(engine.url.database or ""), 0, client_id, 0)
            return  # a load that was interrupted before its first row
        with engine.begin() as connection:
            for statement in _ALONE if engine.dialect.name == "postgresql" else ():
                connection.exec_driver_sql(statement)
            gone = connection.execute(delete(CLIENTS).where(CLIENTS.c.id == client_id)).rowcount
            _erase_beside(connection, client_id, gone)  # under the lock that the deletion took, and before it holds
        if sqlite_file(engine) is not None:  # what was deleted must not stay in the write-ahead log
            with engine.connect() as connection:
                if not folded(connection):
                    raise NotReady("The client’s row is deleted, but the store is still read as it was; ask again in a moment.")
    except (SQLAlchemyError, OSError) as error:
        cause = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
        raise NotReady(f"The client could not be erased from the store ({cause}); try again in a moment.") from None
    finally:
        engine.dispose()


def _erase_beside(connection: Connection, client_id: int, gone: int) -> None:
    file = sqlite_file(connection.engine)
    if file is None or not inspect(connection).has_table(META.name):  # past predictions have no rows beside them
        return
    load = connection.execute(select(META.c.value).where(META.c.key == "load")).scalar()
    left = connection.execute(select(func.count()).select_from(CLIENTS)).scalar_one()
    rows_writer.erase(file, int(load or 0), client_id, clients=left + gone)
