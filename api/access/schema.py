"""The tables: service tokens and who is in charge of whom, which the operator changes, and the reads of clients' data, to which one only
adds."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text

SCHEMA: Final = MetaData()
TOKENS: Final = Table(
    "service_tokens",
    SCHEMA,
    Column("id", String(12), primary_key=True),
    Column("name", String(48), nullable=False, index=True),
    Column("hash", String(64), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("per_minute", BigInteger, nullable=False),
    Column("clients_per_hour", BigInteger, nullable=False),
    Column("created_at", String(27), nullable=False),
    Column("created_by", String(64), nullable=False),
    Column("expires_at", String(27), nullable=False),
    Column("revoked_at", String(27)),
)
READS: Final = Table(
    "client_reads",
    SCHEMA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", String(27), nullable=False),
    Column("caller", String(160), nullable=False),
    Column("person", String(32), nullable=False),  # indexed by PostgreSQL only: see the migration access_0002
    Column("route", String(80), nullable=False),
    Column("request", String(64), nullable=False),
)
PORTFOLIOS: Final = Table(
    "portfolio_clients",
    SCHEMA,
    Column("client", BigInteger, primary_key=True, autoincrement=False),
    Column("portfolio", String(64), nullable=False),
    Index("portfolio_clients_by_portfolio", "portfolio", "client"),
)
IN_CHARGE: Final = Table(
    "portfolio_people",
    SCHEMA,
    Column("person", String(128), primary_key=True),
    Column("portfolio", String(64), primary_key=True),
)
KEPT_DAYS: Final = 180
"""A trigger refuses to delete a read that is younger, whoever asks."""
