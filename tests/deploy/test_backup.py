"""A backup taken while the log grows is restored, and the restored chain verifies."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import backup
from deploy.local import ROOT
from deploy.say import Failure


def api(data: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"DATA_DIR": str(data)}
    command = [sys.executable, "-m", "api", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A data folder whose log has two entries, and its backup, after which a third was written."""
    from api.config import Config
    from api.decisions.ledger import Ledger

    data, to = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("backups")
    ledger = Ledger.open(Config.from_environment({"DATA_DIR": str(data)}).decisions, draw_secrets=True)

    def note(reason: str) -> None:
        with ledger.turn() as turn:
            turn.add("head_signed", "test", facts={"reason": reason})

    note("one")
    note("two")
    log = backup.take(data, to, 30, 7)  # the log is open, and its journal not yet folded in
    note("three")
    ledger.close()
    return data, log


def copied(written: tuple[Path, Path], to: Path) -> Path:
    """The log in a new place, as on a new machine where only the secrets were put back."""
    data, log = written
    backup.restore(log, to)
    (to / "secrets").mkdir(mode=0o700)
    for secret in (data / "secrets").iterdir():
        (to / "secrets" / secret.name).write_bytes(secret.read_bytes())
        (to / "secrets" / secret.name).chmod(0o600)
    return to


def test_what_was_backed_up_is_restored_whole(written: tuple[Path, Path], tmp_path: Path) -> None:
    done = api(copied(written, tmp_path / "new"), "verify")
    assert (done.returncode, done.stdout) == (0, "2 entries: the log is whole.\n"), done.stderr


def test_a_restored_log_that_was_cut_is_found(written: tuple[Path, Path], tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    new = copied(written, tmp_path / "new")
    with closing(sqlite3.connect(new / "decisions.sqlite")) as database:
        for (trigger,) in database.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            database.execute(f"drop trigger {trigger}")
        database.execute("delete from audit_log where seq = 2")
        database.commit()
    assert api(new, "verify").returncode == 1


def test_a_restore_over_a_newer_log_leaves_no_journal_of_it(written: tuple[Path, Path], tmp_path: Path) -> None:
    new = copied(written, tmp_path / "new")
    (new / "decisions.sqlite-wal").write_bytes(b"of another file")
    backup.restore(written[1], new)
    assert not (new / "decisions.sqlite-wal").exists()


def test_a_backup_that_changed_is_refused(written: tuple[Path, Path], tmp_path: Path) -> None:
    import shutil

    everything = tmp_path / "backups"
    shutil.copytree(written[1].parents[1], everything)
    log = everything / "log" / written[1].name
    with (log / "decisions.sqlite").open("ab") as file:
        file.write(b"more")
    with pytest.raises(Failure, match="was changed"):
        backup.restore(log, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_the_keys_copies_end_before_the_logs(written: tuple[Path, Path], tmp_path: Path) -> None:
    data, to = written[0], tmp_path / "backups"
    old = backup.take(data, to, 30, 7)
    ten_days_ago = (old / backup.SUMS).stat().st_mtime - 10 * backup.DAY
    for folder in (old, to / "keys" / old.name):
        os.utime(folder / backup.SUMS, (ten_days_ago, ten_days_ago))
    backup.take(data, to, 30, 7)
    assert old.exists()
    assert not (to / "keys" / old.name).exists()
    with pytest.raises(Failure, match="without the keys"):
        backup.restore(old, tmp_path / "new")


def test_a_folder_without_a_log_is_named(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"holds no decisions\.sqlite"):
        backup.take(tmp_path, tmp_path / "backups", 30, 7)
