"""Who is in charge of which clients."""

import sqlalchemy as sa
from alembic import op

revision = "access_0003"
down_revision = "access_0002"


def upgrade() -> None:
    """Create both tables, empty: nobody is bound before a list is loaded."""
    op.create_table(
        "portfolio_clients",
        sa.Column("client", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("portfolio", sa.String(64), nullable=False),
    )
    op.create_index("portfolio_clients_by_portfolio", "portfolio_clients", ["portfolio", "client"])
    op.create_table(
        "portfolio_people",
        sa.Column("person", sa.String(128), primary_key=True),
        sa.Column("portfolio", sa.String(64), primary_key=True),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("revoke all on portfolio_clients, portfolio_people from public")
