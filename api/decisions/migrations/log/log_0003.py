"""PostgreSQL's triggers look at the log itself, whatever tables whoever adds to it has beside it.

A session finds its own temporary tables before all others, unless it is told where to look: one named ``audit_log`` made the next
entry whatever its owner wished.
"""

from alembic import op

revision = "log_0003"
down_revision = "log_0002"
_SCHEMA = "select quote_ident(n.nspname) from pg_namespace n join pg_class c on c.relnamespace = n.oid where c.oid = 'audit_log'::regclass"


def upgrade() -> None:
    """Say where each function looks; SQLite's triggers only ever look into their own file."""
    if op.get_bind().dialect.name == "sqlite":
        return
    schema = op.get_bind().exec_driver_sql(_SCHEMA).scalar_one()
    op.execute(f"alter function {schema}.audit_log_next() set search_path = pg_catalog, {schema}, pg_temp")
    op.execute(f"alter function {schema}.audit_log_refuse() set search_path = pg_catalog, pg_temp")
