"""Who was erased stays erased: whoever fills the store asks the log of decisions first.

The log's own entries say it, under a keyed pseudonym: nobody can take one away, and a store that is replaced as a whole does not
hold them. The last word on a person counts: ``readmission`` ends an erasure.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Self

from sqlalchemy import column, inspect, select, table
from sqlalchemy.exc import SQLAlchemyError

from scoring.errors import NotReady
from scoring.store import secret
from scoring.store.schema import connect, sqlite_file, url_of

ERASED: Final = "erasure"
BACK: Final = "readmission"
LOG_FILE: Final = "decisions.sqlite"
_LOG: Final = table("audit_log", column("seq"), column("kind"), column("person"))
_SAID: Final = select(_LOG.c.person, _LOG.c.kind).where(_LOG.c.kind.in_((ERASED, BACK))).order_by(_LOG.c.seq)


def log_url_of(data_dir: Path, environment: Mapping[str, str]) -> str:
    """Address of the log of decisions: ``DECISIONS_URL``, else ``DATABASE_URL`` unless it is SQLite's, else a file of ``data_dir``."""
    clients = url_of(data_dir, environment)
    return environment.get("DECISIONS_URL") or (f"sqlite:///{data_dir / LOG_FILE}" if clients.startswith("sqlite") else clients)


class Erased:
    """The people who were erased, by pseudonym; to be asked by number."""

    def __init__(self, people: frozenset[str], key: bytes) -> None:
        self._people = people
        self._key = key

    @classmethod
    def of(cls, data_dir: Path, environment: Mapping[str, str]) -> Self:
        """As the log says. Raises NotReady when it cannot be read, or holds erasures that nobody could tell without ``PSEUDONYM_KEY``."""
        people = _people(log_url_of(data_dir, environment))
        if not people:
            return cls(people, b"")
        try:
            return cls(people, secret.load(secret.PSEUDONYM_KEY, environment, data_dir / secret.FOLDER))
        except NotReady as problem:
            raise NotReady(f"{len(people):,} people were erased and would come back: their pseudonyms need a key. {problem}") from None

    def __contains__(self, client_id: int) -> bool:
        """Whether a client was erased."""
        return bool(self._people) and secret.person(self._key, client_id) in self._people


def _people(url: str) -> frozenset[str]:
    try:
        engine = connect(url, "query_only=ON")
        file = sqlite_file(engine)
        if file is not None and not file.exists():  # no log yet, and looking must not create one
            return frozenset()
        with engine.connect() as connection:
            rows = connection.execute(_SAID).all() if inspect(connection).has_table(_LOG.name) else []
        engine.dispose()
    except (SQLAlchemyError, ImportError) as error:
        raise NotReady(f"The log of decisions does not tell who was erased ({type(error).__name__}); mend it, then load.") from None
    return frozenset(person for person, kind in {row.person: row.kind for row in rows}.items() if kind == ERASED)
