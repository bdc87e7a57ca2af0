"""Databases of PostgreSQL in a backup: ``pg_dump`` of what is kept there, and back into an empty one. Standard library only.

``BACKUP_USER`` (and ``BACKUP_PASSWORD``) take the place of the API's role, which may not read everything: a role that has
``pg_read_all_data`` for a backup, the owner of the tables to restore one.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from deploy.say import Failure
from deploy.sealed import LISTED

ENDING: Final = ".dump"
OF_A_LOAD: Final = ("clients", "reference", "meta")
"""Tables that a load of the clients makes again."""
KEYS_TABLE: Final = "person_keys"


def log_dumps(environment: Mapping[str, str]) -> dict[str, str]:
    """Addresses to dump beside the log, by the file's name: of the log, of the accesses, of the drift's counts; each database once."""
    log, shared = _log(environment), _postgres(environment.get("DATABASE_URL"))
    named = {
        "decisions": log,
        "access": _postgres(environment.get("ACCESS_URL")) if environment.get("ACCESS_URL") else log,
        "watch": _postgres(environment.get("WATCH_URL")) if environment.get("WATCH_URL") else shared,
    }
    first: dict[str, str] = {}
    for name, url in named.items():
        first.setdefault(url, name)
    return {name: url for url, name in first.items() if url}


def keys_dump(environment: Mapping[str, str]) -> str:
    """The keys' address, empty when they are in a file."""
    return _postgres(environment.get("KEYS_URL")) if environment.get("KEYS_URL") else _log(environment)


def holds_the_log(environment: Mapping[str, str]) -> bool:
    """Whether the log is in PostgreSQL."""
    return bool(_log(environment))


def dump(url: str, file: Path, environment: Mapping[str, str], keys_only: bool = False) -> None:
    """Write a database, without its keys' rows nor what a load makes again (portfolios included); or these rows alone. Raises Failure."""
    file.parent.mkdir(parents=True, exist_ok=True)
    without = [f"--exclude-table={table}" for table in OF_A_LOAD] + [f"--exclude-table-data={table}" for table in (KEYS_TABLE, LISTED)]
    what = ["--data-only", f"--table={KEYS_TABLE}"] if keys_only else without
    _run("pg_dump", url, environment, "--format=custom", f"--file={file}", *what)


def load(file: Path, url: str, environment: Mapping[str, str]) -> None:
    """Put a dump into a database that does not hold its tables yet, all of it or nothing. Raises Failure."""
    _run("pg_restore", url, environment, "--exit-on-error", "--single-transaction", "--no-owner", str(file))


def _log(environment: Mapping[str, str]) -> str:
    """The log's address as the API reads it (api/decisions/settings.py), empty when it is a file."""
    return _postgres(environment.get("DECISIONS_URL") or environment.get("DATABASE_URL"))


def _postgres(url: str | None) -> str:
    return "" if not url or url.startswith("sqlite") else url


def _run(program: str, url: str, told: Mapping[str, str], *options: str) -> None:
    address, password = _apart(url, told)
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    command = [program, "--no-password", f"--dbname={address}", *options]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise Failure(f"{program} is missing: apt-get install postgresql-client") from None
    if done.returncode:
        raise Failure(f"{program} failed: {' '.join(done.stderr.split())[-500:]}")


def _apart(url: str, environment: Mapping[str, str]) -> tuple[str, str]:
    """An address without its password, which everybody can read on a command line, and the password."""
    parts = urlsplit(url)
    user, password = environment.get("BACKUP_USER") or "", environment.get("BACKUP_PASSWORD") or ""
    if not user:
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
    host = parts.netloc.rpartition("@")[2]
    netloc = f"{quote(user, safe='')}@{host}" if user else host
    return urlunsplit(parts._replace(scheme="postgresql", netloc=netloc)), password
