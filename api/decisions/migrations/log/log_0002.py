"""PostgreSQL too takes the next entry only: a row far ahead would hold back every one after it."""

from alembic import op

revision = "log_0002"
down_revision = "log_0001"

_POSTGRESQL = (
    """create function audit_log_next() returns trigger language plpgsql as
       $$ begin
         if new.seq is distinct from (select coalesce(max(seq), 0) + 1 from audit_log) then
           raise exception 'audit_log takes the next entry only' using errcode = 'insufficient_privilege';
         end if;
         return new;
       end $$""",
    "create trigger audit_log_next before insert on audit_log for each row execute function audit_log_next()",
    "alter table audit_log enable always trigger audit_log_next",
)


def upgrade() -> None:
    """Create the trigger; SQLite has had it from the beginning."""
    for statement in _POSTGRESQL if op.get_bind().dialect.name != "sqlite" else ():
        op.execute(statement)
