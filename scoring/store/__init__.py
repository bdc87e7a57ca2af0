"""Clients by number, the reference population and what the load recorded, in one SQL database.

SQLite (WAL) is the embedded default; any database that SQLAlchemy drives works with the same code.
"""

from scoring.store.eraser import erase
from scoring.store.reader import Store
from scoring.store.records import LARGEST_ID, LAYOUT, NewClient, Population, Reference, StoredClient, fingerprint
from scoring.store.schema import url_of
from scoring.store.writer import replace_all

__all__ = [
    "LARGEST_ID",
    "LAYOUT",
    "NewClient",
    "Population",
    "Reference",
    "Store",
    "StoredClient",
    "erase",
    "fingerprint",
    "replace_all",
    "url_of",
]
