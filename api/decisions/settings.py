"""Where the decisions, their keys, their secrets and the signed head are kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from api.access.settings import BadSetting
from scoring.store import url_of
from scoring.store.erased import log_url_of
from scoring.store.secret import FOLDER

KEYS_FILE: Final = "keys.sqlite"
ACCESS_FILE: Final = "access.sqlite"


@dataclass(frozen=True, slots=True)
class Settings:
    """Addresses and folders. The clients' store is replaced as a whole by each load, hence other databases than that one.

    Attributes
    ----------
    url : the log of decisions; ``DECISIONS_URL``, else ``DATABASE_URL`` unless it is SQLite's, else a file of ``DATA_DIR``.
    keys_url : the keys that erasure destroys; ``KEYS_URL``, else the log's unless it is SQLite's, else a file of ``DATA_DIR``: its
        backups must not outlive an erasure.
    access_url : service tokens and the reads of clients' data; ``ACCESS_URL``, else likewise.
    heads : folder of the signed head, outside the database; ``HEADS_DIR``, else ``heads`` in ``DATA_DIR``.
    clients_url : the clients' store, from which an erasure also takes the person away.
    secrets : folder of the secrets that a demonstration draws for itself.
    environment : where the secrets are looked for first.
    """

    url: str
    keys_url: str
    access_url: str
    heads: Path
    clients_url: str
    secrets: Path
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], data_dir: Path) -> Self:
        """Read the environment; an empty variable counts as absent. Raises BadSetting."""
        log = log_url_of(data_dir, environment)
        shared = "" if log.startswith("sqlite") else log  # a file has one writer at a time, and the log's waits for the keys'
        keys = environment.get("KEYS_URL") or shared or f"sqlite:///{data_dir / KEYS_FILE}"
        if file_of(log) and file_of(log) == file_of(keys):
            raise BadSetting("KEYS_URL and DECISIONS_URL are one SQLite file, where no decision could be recorded: give the keys another.")
        return cls(
            url=log,
            keys_url=keys,
            access_url=environment.get("ACCESS_URL") or shared or f"sqlite:///{data_dir / ACCESS_FILE}",
            heads=Path(environment.get("HEADS_DIR") or data_dir / "heads"),
            clients_url=url_of(data_dir, environment),
            secrets=data_dir / FOLDER,
            environment=environment,
        )


def file_of(url: str) -> Path | None:
    """The file that an address of SQLite's names; ``None`` for any other, one that cannot be read included: who connects says so."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        return None
    return Path(address.database or "").resolve() if address.drivername.startswith("sqlite") else None
