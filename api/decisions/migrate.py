"""Brings the two databases to this version with Alembic, and gives the API's role on PostgreSQL its few rights."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from api.decisions.database import Database, Part

MIGRATIONS: Final = Path(__file__).parent / "migrations"
_RIGHTS: Final[dict[Part, tuple[str, str]]] = {
    "log": ("audit_log", "select, insert"),
    "keys": ("person_keys", "select, insert, delete"),
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
    """Run the migrations that are missing, in the transaction of ``connection``."""
    config = configuration(part)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def migrate(database: Database, part: Part, role: str | None) -> None:
    """What the owner of a database runs; ``role`` (PostgreSQL) then may add and read, and destroy keys, no more. Raises NotReady."""
    if database.file is not None:
        database.prepare()
        return
    with database.writing() as connection:
        upgrade(connection, part)
        if role is not None:
            name, (table, rights) = connection.dialect.identifier_preparer.quote_identifier(role), _RIGHTS[part]
            for statement in (f"revoke all on {table} from {name}", f"grant {rights} on {table} to {name}"):
                connection.exec_driver_sql(statement)
            connection.exec_driver_sql(f"grant select on {part}_version to {name}")
