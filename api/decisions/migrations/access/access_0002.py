"""SQLite finds a person's reads by looking at all of them.

An index by a pseudonym, which is as good as drawn by lot, costs each read ten times what writing it does, on the processor that
answers; a person's reads are asked for when they exercise their right of access. PostgreSQL, elsewhere and larger, keeps its index.
"""

from alembic import op

revision = "access_0002"
down_revision = "access_0001"


def upgrade() -> None:
    """Drop the index where it costs more than it gives."""
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("ix_client_reads_person", "client_reads")
