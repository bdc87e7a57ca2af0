"""The database of tokens and reads, opened at the first need, once for all the threads of a worker."""

import threading

from api.decisions.database import Database


class AccessStore:
    """Hands out the database. Nothing is opened before it is needed, and never before gunicorn forks."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._database: Database | None = None

    def database(self) -> Database:
        """The database, of this version. Raises NotReady, and tries again the next time."""
        with self._lock:
            if self._database is None:
                database = Database(self._url, "access")
                database.prepare()
                self._database = database
            return self._database

    def close(self) -> None:
        """Close what was opened."""
        with self._lock:
            if self._database is not None:
                self._database.close()
                self._database = None
