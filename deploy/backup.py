"""``python -m deploy.backup take|restore``: copies of the log of decisions while it is written to, and back.

What is in SQLite is copied by SQLite, what the environment says is in PostgreSQL (``DECISIONS_URL`` …) by ``pg_dump``. The clients' store
is not copied, a load makes it again; what it predicted before is. Secrets are not copied either: a backup that opens itself protects
nobody. Standard library only.
"""

import argparse
import os
import shutil
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from deploy import postgres, sealed
from deploy.restore import restore
from deploy.say import Failure, say

STAMP: Final = "%Y%m%dT%H%M%S.%fZ"
EVERY_ONE: Final = timedelta(days=2)
"""How long each backup is kept; then the last one of each day."""
INTERRUPTED: Final = timedelta(hours=1)
"""Longer than any copy takes: what is not finished by then never will be."""


def take(data: Path, to: Path, keep_days: int, keep_keys_days: int, environment: Mapping[str, str] = os.environ) -> Path:
    """Copy the log, the callers, the drift's counts and the head to ``to/log/TIME``, the keys and predictions to ``to/keys/TIME``.

    The copies of the latter live shorter: an erasure destroys a key, and must not be undone by a backup. What is too old ends first, so
    that a full disk frees itself, but for the last copy that can be restored: that one ends after the next. Raises Failure, at once when
    there is no room; nothing is then left of it.
    """
    if not postgres.holds_the_log(environment) and not (data / sealed.LOG[0]).is_file():
        _require_a_beginning(data, to, environment)
    now = datetime.now(UTC)
    log, keys = (to / part / now.strftime(STAMP) for part in ("log", "keys"))
    ages = {log.parent: timedelta(days=keep_days), keys.parent: timedelta(days=keep_keys_days)}
    with suppress(OSError):  # what cannot be ended is no reason for having no copy: told below
        _end_older(ages, now)
    sealed.require_room(_expected(data, log.parent, keys.parent), to)
    try:
        _copy_log(data, log, environment)
        _copy_keys(data, keys, environment)
        for folder in (log, keys):
            sealed.seal(folder)
    except (OSError, sqlite3.Error, Failure) as error:
        for folder in (log, keys):
            shutil.rmtree(folder, ignore_errors=True)
        raise Failure(f"The backup in {to} failed ({error}): free some room or mend the folder.") from None
    _end_older(ages, now)
    return log


def _require_a_beginning(data: Path, to: Path, environment: Mapping[str, str]) -> None:
    """Raise Failure unless a folder without a log is one where nothing was decided yet: its first entry begins the log, and the head."""
    if not any(data.glob("*.sqlite")):
        raise Failure(f"{data} holds no {sealed.LOG[0]}, nor anything of the API's: give its DATA_DIR.")
    if sealed.head(data, environment).is_file() or any((to / "log").glob(f"*/{sealed.LOG[0]}")):
        raise Failure(f"{data} holds no {sealed.LOG[0]} any more: restore it from {to}, or put the former head and copies away.")


def _copy_log(data: Path, log: Path, environment: Mapping[str, str]) -> None:
    """Raises OSError, sqlite3.Error, Failure."""
    if (head := sealed.head(data, environment)).is_file():
        sealed.copy(head, log / sealed.HEAD)  # first: the log may then be longer than the head says, never shorter
    for name in sealed.LOG:
        sealed.snapshot(data / name, log / name)
    for name, url in postgres.log_dumps(environment).items():
        postgres.dump(url, log / f"{name}{postgres.ENDING}", environment)


def _copy_keys(data: Path, keys: Path, environment: Mapping[str, str]) -> None:
    """Raises OSError, sqlite3.Error, Failure."""
    for name in sealed.KEYS:
        sealed.snapshot(data / name, keys / name)
    if url := postgres.keys_dump(environment):
        within = url in postgres.log_dumps(environment).values()
        postgres.dump(url, keys / f"keys{postgres.ENDING}", environment, keys_only=within)


def _expected(data: Path, *folders: Path) -> int:
    """Bytes that a copy will take: the files', and of PostgreSQL what the last whole copy took."""
    dumps = [last.glob(f"*{postgres.ENDING}") for folder in folders for last in list(_taken(folder))[-1:] if _is_finished(last)]
    return sum(sealed.size(data / name) for name in (*sealed.LOG, *sealed.KEYS)) + sum(
        sealed.size(file) for found in dumps for file in found
    )


def _end_older(ages: dict[Path, timedelta], now: datetime) -> None:
    """End what is older than its folder's age, all but the last of each day after two days, and what was interrupted an hour ago.

    The last copy that is finished in every folder stays, whatever its age. Raises OSError.
    """
    whole = set.intersection(*({backup.name for backup in _taken(folder) if _is_finished(backup)} for folder in ages))
    for folder, keep in ages.items():
        taken = _taken(folder)
        last = {f"{moment:%Y%m%d}": backup for backup, moment in taken.items() if _is_finished(backup)}
        for backup, moment in taken.items():
            age = now - moment
            thinned = age > EVERY_ONE and last.get(f"{moment:%Y%m%d}") != backup
            interrupted = age > INTERRUPTED and not _is_finished(backup)
            if (age > keep or thinned or interrupted) and backup.name != max(whole, default=None):
                shutil.rmtree(backup)


def _taken(folder: Path) -> dict[Path, datetime]:
    """The backups of a folder and when each was taken, the oldest first."""
    if not folder.is_dir():
        return {}
    return {backup: moment for backup in sorted(folder.iterdir()) if (moment := _moment(backup)) is not None}


def _is_finished(backup: Path) -> bool:
    return (backup / sealed.SUMS).is_file()


def _moment(backup: Path) -> datetime | None:
    """When a backup was taken, as its name says; ``None`` for a folder that is none."""
    try:
        return datetime.strptime(backup.name, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def main() -> int:
    """Run one of the two. Returns the exit code."""
    root = argparse.ArgumentParser(prog="python -m deploy.backup", description="Back up the log of decisions, and restore it.")
    known = root.add_subparsers(dest="command", required=True)
    taking = known.add_parser("take", help="copy the log, the callers, the counts, the head and the keys while the API runs")
    taking.add_argument("--data", type=Path, required=True, metavar="DIR")
    taking.add_argument("--to", type=Path, required=True, metavar="DIR")
    taking.add_argument("--keep-days", type=int, default=30, metavar="N", help="each for two days, then one a day")
    taking.add_argument("--keep-keys-days", type=int, default=7, metavar="N")
    giving = known.add_parser("restore", help="put a backup back; stop the API first, then verify the log")
    giving.add_argument("log", type=Path, metavar="TO/log/TIME")
    giving.add_argument("--data", type=Path, required=True, metavar="DIR")
    giving.add_argument("--owner", metavar="ROLE", help="PostgreSQL: who owns the new tables; PGPASSWORD is the password")
    options = root.parse_args()
    try:
        if options.command == "take":
            log = take(options.data, options.to, options.keep_days, options.keep_keys_days)
            say(str(log) if any(log.glob("decisions.*")) else f"{log}: nothing was decided yet, it has no log.")
        else:
            owner = {"BACKUP_USER": options.owner, "BACKUP_PASSWORD": ""} if options.owner else {}
            aside = restore(options.log, options.data, os.environ | owner)
            say(f"{options.data} is as it was on {options.log.name}: run `deploy/api.sh verify`, then start the API.")
            if aside is not None:
                say(f"What was there is in {aside}: remove it once the log is whole, it holds keys and people's entries.")
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
