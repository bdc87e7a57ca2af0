"""The log, and what refuses to change it, whoever asks."""

import sqlalchemy as sa
from alembic import op

revision = "log_0001"
down_revision = None

_SQLITE = (
    "create trigger audit_log_no_update before update on audit_log begin select raise(abort, 'audit_log is append-only'); end",
    "create trigger audit_log_no_delete before delete on audit_log begin select raise(abort, 'audit_log is append-only'); end",
    # An "insert or replace" deletes without waking the trigger above: what is not the next entry is refused before it can.
    """create trigger audit_log_next before insert on audit_log
       when new.seq is not (select coalesce(max(seq), 0) + 1 from audit_log)
       begin select raise(abort, 'audit_log takes the next entry only'); end""",
)
_POSTGRESQL = (
    """create function audit_log_refuse() returns trigger language plpgsql as
       $$ begin raise exception 'audit_log is append-only' using errcode = 'insufficient_privilege'; end $$""",
    """create trigger audit_log_no_change before update or delete or truncate on audit_log
       for each statement execute function audit_log_refuse()""",
    # Even in a session that replays a replica's changes, where ordinary triggers sleep.
    "alter table audit_log enable always trigger audit_log_no_change",
    "revoke all on audit_log from public",
)


def upgrade() -> None:
    """Create the table, its indexes and its triggers."""
    op.create_table(
        "audit_log",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("person", sa.String(32)),
        sa.Column("token", sa.String(32), unique=True),
        sa.Column("prev", sa.String(64), nullable=False, unique=True),
        sa.Column("envelope", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
    )
    op.create_index("audit_log_by_person", "audit_log", ["person", "seq"])
    op.create_index("audit_log_by_kind", "audit_log", ["kind", "seq"])
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)
