"""A backup put in place of what a stopped API left: everything is copied first, what was there is kept aside. Standard library only.

What was dumped from PostgreSQL goes to where the environment says it is, into databases without its tables: put aside those that are there.
"""

import os
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from deploy import postgres, sealed
from deploy.say import Failure

DRAFTS: Final = ".restoring"
JOURNALS: Final = ("", "-wal", "-shm", "-journal")
"""A database is its file and these beside it; one without the others is another database."""


def restore(log: Path, data: Path, environment: Mapping[str, str] = os.environ) -> Path | None:
    """Put a backup in place; the folder where what was there is kept, ``None`` when nothing was. A file that the backup lacks stays.

    Raises Failure when the API still runs, when the backup is not whole, when there is no room; then nothing was changed.
    """
    data = data.absolute()
    log, keys = _whole(log.absolute())
    for name in (*sealed.LOG, *sealed.KEYS):
        _require_alone(data / name)
    targets, aside = _targets((log, keys), data, environment), data / f"before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    sealed.require_room(sum(sealed.size(file) for file in targets), data)
    drafts = {target: _draft(target, data) for target in targets.values()}
    try:
        for file, target in targets.items():
            _write(file, drafts[target])
        _load(log, keys, environment)
        _put(drafts, data, aside)
    except OSError as error:
        raise Failure(f"Nothing was restored in {data} ({error}): free some room or mend the folder, and try again.") from None
    finally:
        for target in targets.values():
            shutil.rmtree(_home(target, data) / DRAFTS, ignore_errors=True)
    return aside if aside.exists() else None


def _whole(log: Path) -> tuple[Path, Path]:
    """Both folders of a backup. Raises Failure when one is missing or was changed."""
    if log.parent.name != "log" or not log.is_dir():
        raise Failure(f"{log} is no copy of the log: give the whole path of one, TO/log/TIME.")
    keys = log.parents[1] / "keys" / log.name
    if not keys.is_dir():
        raise Failure(f"{keys} is gone: without the keys nothing sealed can be read; choose a younger backup.")
    for folder in (log, keys):
        sealed.check(folder)
    return log, keys


def _require_alone(file: Path) -> None:
    """Raise Failure when somebody has a database open; what its journal holds is folded in. One that is damaged is nobody's."""
    if not file.is_file():
        return
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(file, timeout=0)) as database:
        try:
            database.execute("pragma locking_mode = exclusive")
            database.execute("begin exclusive")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise Failure(f"{file} is in use: stop what uses it (systemctl stop 'pret-api@*' pret-backup), then restore.") from None


def _targets(folders: tuple[Path, ...], data: Path, environment: Mapping[str, str]) -> dict[Path, Path]:
    """Where each file of a backup goes; the head last, which may be elsewhere."""
    found = {file: data / file.relative_to(folder) for folder in folders for file in sealed.files(folder) if file.suffix != postgres.ENDING}
    head = folders[0] / sealed.HEAD
    if found.pop(head, None):
        found[head] = sealed.head(data, environment).absolute()
    return found


def _home(target: Path, data: Path) -> Path:
    """The folder, on the same disk as a file to be put in place, where its draft is written."""
    return data if target.is_relative_to(data) else target.parent


def _draft(target: Path, data: Path) -> Path:
    return _home(target, data) / DRAFTS / target.relative_to(_home(target, data))


def _write(file: Path, draft: Path) -> None:
    """Copy a file, on the disk when this returns. Raises OSError."""
    sealed.copy(file, draft)
    with draft.open("rb") as written:
        os.fsync(written.fileno())


def _load(log: Path, keys: Path, environment: Mapping[str, str]) -> None:
    """Fill PostgreSQL: the log's databases, then the keys. Raises Failure when an address or a dump is missing, or one is refused."""
    urls = {log / f"{name}{postgres.ENDING}": url for name, url in postgres.log_dumps(environment).items()}
    if url := postgres.keys_dump(environment):
        urls[keys / f"keys{postgres.ENDING}"] = url
    dumped = {file for folder in (log, keys) for file in sealed.files(folder) if file.suffix == postgres.ENDING}
    if dumped != set(urls):
        names = ", ".join(sorted(file.name for file in dumped)) or "none"
        raise Failure(f"The backup and DECISIONS_URL, KEYS_URL … do not name the same databases of PostgreSQL; dumped: {names}.")
    for file, url in urls.items():
        postgres.load(file, url, environment)


def _put(drafts: dict[Path, Path], data: Path, aside: Path) -> None:
    """Rename what is there away and the drafts into its place: all of it, or none.

    A head kept elsewhere may be on another disk: it is copied, and replaced in the last step, which needs no way back.
    """
    present = [target.with_name(target.name + journal) for target in drafts for journal in JOURNALS]
    moves = [(there, aside / there.relative_to(data)) for there in present if there.exists() and there.is_relative_to(data)]
    moves += [(draft, target) for target, draft in drafts.items()]
    for head in (there for there in present if there.exists() and not there.is_relative_to(data)):
        sealed.copy(head, aside / sealed.HEAD)
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moves:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            source.rename(target)
            done.append((source, target))
    except OSError:
        for source, target in reversed(done):
            target.rename(source)
        raise
