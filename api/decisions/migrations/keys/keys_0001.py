"""The keys: a row destroyed makes an entry of the log unreadable for ever."""

import sqlalchemy as sa
from alembic import op

revision = "keys_0001"
down_revision = None

_POSTGRESQL = (
    # A deleted row stays on the disk until a vacuum: any single one is worth it.
    "alter table person_keys set (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0)",
    "revoke all on person_keys from public",
)


def upgrade() -> None:
    """Create the table and its indexes."""
    op.create_table(
        "person_keys",
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("person", sa.String(32), nullable=False, index=True),
        sa.Column("seq", sa.BigInteger, nullable=False, index=True),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
    )
    for statement in () if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)
