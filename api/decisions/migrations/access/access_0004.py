"""PostgreSQL's trigger on the record of reads compares dates with PostgreSQL's own operators, whatever others a session finds."""

from alembic import op

revision = "access_0004"
down_revision = "access_0003"


def upgrade() -> None:
    """Say where the function looks; SQLite's triggers only ever look into their own file."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute("alter function client_reads_refuse() set search_path = pg_catalog, pg_temp")
