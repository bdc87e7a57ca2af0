"""Brings the databases to this version with Alembic, and gives the API's role on PostgreSQL its few rights."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from api.decisions.database import Database, Part
from scoring.errors import NotReady
from scoring.store.schema import SCHEMA, connect
from scoring.watch import book

MIGRATIONS: Final = Path(__file__).parent / "migrations"
_RIGHTS: Final[dict[Part, dict[str, str]]] = {
    "log": {"audit_log": "select, insert"},
    "keys": {"person_keys": "select, insert, delete"},
    "access": {
        "client_reads": "select, insert, delete",  # a trigger keeps them for 180 days
        "service_tokens": "select",
        "portfolio_clients": "select, delete",  # somebody erased leaves the list too
        "portfolio_people": "select",
    },
}


def configuration(part: Part) -> Config:
    """Alembic's settings for one of the databases; nothing is read from a file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_locations", str(MIGRATIONS / part))
    config.set_main_option("path_separator", "os")
    config.attributes["part"] = part
    return config


def upgrade(connection: Connection, part: Part) -> None:
    """Run the migrations that are missing, in the transaction of ``connection``. Raises NotReady on a version that nobody knows."""
    config = configuration(part)
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise NotReady(f"The decisions' {part} is of a version that no release knows ({error}); restore a backup of it.") from None


def grant_clients(url: str, role: str) -> None:
    """Let the API's role read the clients' store and erase a person from it (PostgreSQL). Raises NotReady."""
    if url.startswith("sqlite"):
        return
    engine = connect(url)
    try:
        with engine.begin() as connection:
            name = connection.dialect.identifier_preparer.quote_identifier(role)
            SCHEMA.create_all(connection)
            connection.exec_driver_sql(f"grant select on clients, reference, meta to {name}")
            connection.exec_driver_sql(f"grant delete on clients to {name}")
            book.create(connection)
            tables = ", ".join(book.SCHEMA.tables)
            connection.exec_driver_sql(f"grant select, insert, update, delete on {tables} to {name}")
    except SQLAlchemyError as error:
        raise NotReady(f"The clients' store could not be opened to {role} ({type(error).__name__}): run this as its owner.") from None
    finally:
        engine.dispose()


def migrate(database: Database, part: Part, role: str | None) -> None:
    """What the owner of a database runs; ``role`` (PostgreSQL) then may add and read, and destroy keys, no more. Raises NotReady."""
    if database.file is not None:
        database.prepare()
        return
    with database.writing() as connection:
        upgrade(connection, part)
        if role is not None:
            quoted = connection.dialect.identifier_preparer.quote_identifier
            name, base = quoted(role), quoted(connection.exec_driver_sql("select current_database()").scalar_one())
            # A temporary table hides the one of the same name; nothing here needs any.
            connection.exec_driver_sql(f"revoke temporary on database {base} from public, {name}")
            for table, rights in _RIGHTS[part].items():
                connection.exec_driver_sql(f"revoke all on {table} from {name}")
                connection.exec_driver_sql(f"grant {rights} on {table} to {name}")
            if part == "access":
                connection.exec_driver_sql(f"grant usage on sequence client_reads_id_seq to {name}")
            connection.exec_driver_sql(f"grant select on {part}_version to {name}")
