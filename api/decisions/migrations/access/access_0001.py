"""Service tokens, and the record of who read which client's data."""

import sqlalchemy as sa
from alembic import op

revision = "access_0001"
down_revision = None

_SQLITE = (
    "create trigger client_reads_no_update before update on client_reads begin select raise(abort, 'client_reads is append-only'); end",
    """create trigger client_reads_kept before delete on client_reads
       when old.at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-180 days')
       begin select raise(abort, 'client_reads are kept for 180 days at least'); end""",
    # An "insert or replace" deletes without waking the trigger above.
    """create trigger client_reads_new before insert on client_reads
       when exists (select 1 from client_reads where id = new.id)
       begin select raise(abort, 'client_reads is append-only'); end""",
)
_POSTGRESQL = (
    """create function client_reads_refuse() returns trigger language plpgsql as
       $$ begin
         if tg_op = 'DELETE' and old.at <= to_char((now() at time zone 'utc') - interval '180 days', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') then
           return old;
         end if;
         raise exception 'client_reads is append-only' using errcode = 'insufficient_privilege';
       end $$""",
    """create trigger client_reads_no_change before update or delete on client_reads
       for each row execute function client_reads_refuse()""",
    """create trigger client_reads_no_truncate before truncate on client_reads
       for each statement execute function client_reads_refuse()""",
    "alter table client_reads enable always trigger client_reads_no_change",
    "alter table client_reads enable always trigger client_reads_no_truncate",
    "revoke all on client_reads, service_tokens from public",
)


def upgrade() -> None:
    """Create the tables, their indexes and the triggers."""
    op.create_table(
        "service_tokens",
        sa.Column("id", sa.String(12), primary_key=True),
        sa.Column("name", sa.String(48), nullable=False, index=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("per_minute", sa.BigInteger, nullable=False),
        sa.Column("clients_per_hour", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.String(27), nullable=False),
        sa.Column("revoked_at", sa.String(27)),
    )
    op.create_table(
        "client_reads",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("caller", sa.String(160), nullable=False),
        sa.Column("person", sa.String(32), nullable=False, index=True),
        sa.Column("route", sa.String(80), nullable=False),
        sa.Column("request", sa.String(64), nullable=False),
    )
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)
