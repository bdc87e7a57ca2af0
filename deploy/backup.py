"""``python -m deploy.backup take|restore``: copies of the log of decisions while it is written to, and back.

SQLite's files only: PostgreSQL has ``pg_dump`` and ``pg_restore`` (docs/exploitation.md). The clients' store is not copied, a load makes it
again. Secrets are not copied either: a backup that opens itself protects nobody. Standard library only.
"""

import argparse
import hashlib
import shutil
import sqlite3
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from deploy.say import Failure, say

LOG: Final = ("decisions.sqlite", "access.sqlite")
KEYS: Final = "keys.sqlite"
HEAD: Final = "heads/head.json"
SUMS: Final = "SHA256SUMS"
DAY: Final = 86_400


def take(data: Path, to: Path, keep_days: int, keep_keys_days: int) -> Path:
    """Copy the log, the callers and the head to ``to/log/TIME`` and the keys to ``to/keys/TIME``; end what is too old.

    The keys' copies live shorter: an erasure destroys a key, and must not be undone by a backup. Raises Failure.
    """
    if not (data / LOG[0]).is_file():
        raise Failure(f"{data} holds no {LOG[0]}: give the DATA_DIR of the API.")
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    log, keys = to / "log" / stamp, to / "keys" / stamp
    try:
        if (data / HEAD).is_file():
            _copy(data / HEAD, log / HEAD)  # first: the log may then be longer than the head says, never shorter
        for name in LOG:
            _snapshot(data / name, log / name)
        _snapshot(data / KEYS, keys / KEYS)
        for folder in (log, keys):
            _seal(folder)
    except (OSError, sqlite3.Error) as error:
        raise Failure(f"The backup in {to} failed ({error}): free some room or mend the folder.") from None
    for folder, days in ((to / "log", keep_days), (to / "keys", keep_keys_days)):
        _end_older(folder, days)
    return log


def restore(log: Path, data: Path) -> None:
    """Put a backup in place of what a *stopped* API left in ``data``. Raises Failure; then nothing was changed."""
    keys = log.parents[1] / "keys" / log.name
    if not keys.is_dir():
        raise Failure(f"{keys} is gone: without the keys nothing sealed can be read; choose a younger backup.")
    for folder in (log, keys):
        _check(folder)
    data.mkdir(parents=True, exist_ok=True)
    for name in (*LOG, KEYS):
        for beside in ("-wal", "-shm"):
            (data / f"{name}{beside}").unlink(missing_ok=True)  # the journal of the file that goes
    for folder in (log, keys):
        for file in _files(folder):
            _copy(file, data / file.relative_to(folder))


def _snapshot(source: Path, target: Path) -> None:
    """SQLite's own copy of a file that is being written to."""
    if not source.is_file():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.draft")
    shutil.copy2(source, draft)
    draft.replace(target)


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file() and file.name != SUMS)


def _seal(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / SUMS).write_text("".join(f"{_digest(file)}  {file.relative_to(folder)}\n" for file in _files(folder)))


def _check(folder: Path) -> None:
    """Raise Failure when a file of a backup is not the one that was written."""
    try:
        told = dict(reversed(line.split("  ", 1)) for line in (folder / SUMS).read_text().splitlines())
    except (OSError, ValueError):
        raise Failure(f"{folder} is no finished backup: it has no readable {SUMS}.") from None
    if told != {str(file.relative_to(folder)): _digest(file) for file in _files(folder)}:
        raise Failure(f"{folder} was changed since it was written: choose another backup.")


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _end_older(folder: Path, days: int) -> None:
    before = time.time() - days * DAY
    for backup in folder.iterdir():
        if (backup / SUMS).is_file() and (backup / SUMS).stat().st_mtime < before:
            shutil.rmtree(backup)


def main() -> int:
    """Run one of the two. Returns the exit code."""
    root = argparse.ArgumentParser(prog="python -m deploy.backup", description="Back up the log of decisions, and restore it.")
    known = root.add_subparsers(dest="command", required=True)
    taking = known.add_parser("take", help="copy the log, the callers, the head and the keys while the API runs")
    taking.add_argument("--data", type=Path, required=True, metavar="DIR")
    taking.add_argument("--to", type=Path, required=True, metavar="DIR")
    taking.add_argument("--keep-days", type=int, default=30, metavar="N")
    taking.add_argument("--keep-keys-days", type=int, default=7, metavar="N")
    giving = known.add_parser("restore", help="put a backup back; stop the API first, then run `python -m api verify`")
    giving.add_argument("log", type=Path, metavar="TO/log/TIME")
    giving.add_argument("--data", type=Path, required=True, metavar="DIR")
    options = root.parse_args()
    try:
        if options.command == "take":
            say(str(take(options.data, options.to, options.keep_days, options.keep_keys_days)))
        else:
            restore(options.log, options.data)
            say(f"{options.data} is as it was on {options.log.name}: run `python -m api verify`, then start the API.")
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
