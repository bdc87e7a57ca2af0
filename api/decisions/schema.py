"""The two tables: the log, to which one only adds, and the keys, which one may destroy."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table, Text

LOG_SCHEMA: Final = MetaData()
LOG: Final = Table(
    "audit_log",
    LOG_SCHEMA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    # What is hashed, signed and believed is the envelope; these four repeat it, to be searched by.
    Column("at", String(27), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("person", String(32)),
    Column("token", String(32), unique=True),
    Column("prev", String(64), nullable=False, unique=True),
    Column("envelope", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("hash", String(64), nullable=False),
    Column("signature", String(128), nullable=False),
    Index("audit_log_by_person", "person", "seq"),
    Index("audit_log_by_kind", "kind", "seq"),
)
KEYS_SCHEMA: Final = MetaData()
KEYS: Final = Table(
    "person_keys",
    KEYS_SCHEMA,
    Column("key", String(32), primary_key=True),
    Column("person", String(32), nullable=False, index=True),
    Column("seq", BigInteger, nullable=False, index=True),
    Column("wrapped", LargeBinary, nullable=False),
)
REVISIONS: Final = {"log": "log_0003", "keys": "keys_0001", "access": "access_0004"}
"""The migration that this code needs of each database; a test holds it to be the last."""
