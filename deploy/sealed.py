"""A folder of a backup: what is in it, and the sums that say it was finished and not changed since. Standard library only."""

import hashlib
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from deploy.say import Failure

LOG: Final = ("decisions.sqlite", "access.sqlite", "watch.sqlite")
KEYS: Final = ("keys.sqlite", "clients-promised.sqlite")
"""What an erasure must reach: its copies live shorter."""
HEAD: Final = "heads/head.json"
SUMS: Final = "SHA256SUMS"
MARGIN: Final = 64 << 20
"""Bytes that a copy leaves free: the log is written to meanwhile, and a full disk refuses decisions."""


def head(data: Path, environment: Mapping[str, str]) -> Path:
    """The signed head of an API, which ``HEADS_DIR`` may keep elsewhere (api/decisions/settings.py)."""
    return Path(environment.get("HEADS_DIR") or data / "heads") / Path(HEAD).name


LISTED: Final = "portfolio_clients"
"""A table that names clients, in a file that names nobody else: the lender has the list, and loads it again after a restore."""


def snapshot(source: Path, target: Path) -> None:
    """SQLite's own copy of a file that is being written to, without the list of portfolios; none of a file that is not there.

    Raises sqlite3.Error, OSError.
    """
    if not source.is_file():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here)
        if here.execute("select 1 from sqlite_master where name = ?", (LISTED,)).fetchone():
            here.execute("pragma secure_delete=on")
            with here:
                here.execute(f"delete from {LISTED}")  # noqa: S608


def copy(source: Path, target: Path) -> None:
    """A copy of a file, its folder made where it is missing. Raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)


def require_room(wanted: int, folder: Path) -> None:
    """Raise Failure when a copy of so many bytes would fill the disk of a folder that may not be there yet."""
    there = next(parent for parent in (folder, *folder.absolute().parents) if parent.is_dir())
    free = shutil.disk_usage(there).free
    if free < wanted + MARGIN:
        raise Failure(
            f"{there} has {free >> 20} MB left and the copy takes {-(-wanted >> 20)}, besides {MARGIN >> 20} to spare: free some room."
        )


def size(file: Path) -> int:
    """Bytes of a file, and of what SQLite has not folded into it yet; none of one that is not there."""
    return sum(one.stat().st_size for one in (file, file.with_name(f"{file.name}-wal")) if one.is_file())


def files(folder: Path) -> list[Path]:
    """What a backup holds, its sums left out."""
    return sorted(file for file in folder.rglob("*") if file.is_file() and file.name != SUMS)


def seal(folder: Path) -> None:
    """Say that a backup is finished. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / SUMS).write_text("".join(f"{_digest(file)}  {file.relative_to(folder)}\n" for file in files(folder)))


def check(folder: Path) -> None:
    """Raise Failure when a file of a backup is not the one that was written."""
    try:
        told = dict(reversed(line.split("  ", 1)) for line in (folder / SUMS).read_text().splitlines())
    except (OSError, ValueError):
        raise Failure(f"{folder} is no finished backup: it has no readable {SUMS}.") from None
    if told != {str(file.relative_to(folder)): _digest(file) for file in files(folder)}:
        raise Failure(f"{folder} was changed since it was written: choose another backup.")


def _digest(file: Path) -> str:
    with file.open("rb") as content:  # piece by piece: a year of the log is more than a small machine has to spare
        return hashlib.file_digest(content, "sha256").hexdigest()
