"""Takes one person away from the store; the others, and the readers, do not notice."""

from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError

from scoring.errors import NotReady
from scoring.store.schema import CLIENTS, connect, sqlite_file


def erase(url: str, client_id: int) -> bool:
    """Delete a client's row, its bytes overwritten where the database is SQLite; returns whether there was one.

    Raises NotReady when the database cannot be written.
    """
    engine = connect(url, "synchronous=FULL", "secure_delete=ON")
    try:
        with engine.begin() as connection:
            found = connection.execute(delete(CLIENTS).where(CLIENTS.c.id == client_id)).rowcount > 0
        if sqlite_file(engine) is not None:  # what was deleted must not stay in the write-ahead log
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return found
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
        raise NotReady(f"The client could not be erased from the store ({cause}); try again in a moment.") from None
    finally:
        engine.dispose()
