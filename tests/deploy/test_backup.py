"""A backup taken while the log grows is restored, and the restored chain verifies."""

import shutil
import sqlite3
import subprocess
import sys
import tracemalloc
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from deploy import backup, sealed
from deploy.restore import DRAFTS, restore
from deploy.say import Failure
from tests.deploy.logs import api, opened

DECIDED = {"outcome": "accord", "reason": "Le budget a été relu avec le client."}
CLIENT = 100_002


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A data folder whose log has an entry and a sealed decision, and its backup, after which a third entry was written."""
    data, to = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("backups")
    ledger = opened(data)

    def note(reason: str) -> None:
        with ledger.turn() as turn:
            turn.add("head_signed", "test", facts={"reason": reason})

    note("one")
    with ledger.turn() as turn:
        turn.add("decision", "m.durand", ledger.person(CLIENT), DECIDED, facts={"follows": True})
    log = backup.take(data, to, 30, 7)  # the log is open, and its journal not yet folded in
    note("three")
    ledger.close()
    return data, log


def copied(written: tuple[Path, Path], to: Path) -> Path:
    """The log in a new place, as on a new machine where only the secrets were put back."""
    data, log = written
    restore(log, to)
    shutil.copytree(data / "secrets", to / "secrets")
    return to


def test_what_was_backed_up_is_restored_whole(written: tuple[Path, Path], tmp_path: Path) -> None:
    done = api(copied(written, tmp_path / "new"), "verify")
    assert (done.returncode, done.stdout) == (0, "2 entries: the log is whole.\n"), done.stderr


def test_a_decision_is_read_back(written: tuple[Path, Path], tmp_path: Path) -> None:
    ledger = opened(copied(written, tmp_path / "new"))
    (decision,) = ledger.of_person(ledger.person(CLIENT), "decision")
    assert ledger.content(decision) == DECIDED
    ledger.close()


def test_a_restored_log_that_was_cut_is_found(written: tuple[Path, Path], tmp_path: Path) -> None:
    new = copied(written, tmp_path / "new")
    with closing(sqlite3.connect(new / "decisions.sqlite")) as database:
        for (trigger,) in database.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            database.execute(f"drop trigger {trigger}")
        database.execute("delete from audit_log where seq = 2")
        database.commit()
    assert api(new, "verify").returncode == 1


def test_a_restore_over_a_newer_log_leaves_no_journal_of_it(written: tuple[Path, Path], tmp_path: Path) -> None:
    new = copied(written, tmp_path / "new")
    (new / "decisions.sqlite").write_bytes(b"damaged")
    (new / "decisions.sqlite-wal").write_bytes(b"of another file")
    aside = restore(written[1], new)
    assert not (new / "decisions.sqlite-wal").exists()
    assert aside is not None
    assert (aside / "decisions.sqlite").read_bytes() == b"damaged"


@pytest.fixture
def left(written: tuple[Path, Path], tmp_path: Path) -> Path:
    """What a killed API leaves: the newest entry is in the journal only."""
    data = tmp_path / "left"
    ledger = opened(copied(written, tmp_path / "there"))
    with ledger.turn() as turn:
        turn.add("head_signed", "test", facts={"reason": "since the backup"})
    shutil.copytree(tmp_path / "there", data)
    ledger.close()
    assert (data / "decisions.sqlite-wal").stat().st_size
    return data


def whole(data: Path) -> str:
    done = api(data, "verify")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_what_was_there_is_kept_aside(written: tuple[Path, Path], left: Path) -> None:
    aside = restore(written[1], left)
    assert whole(left).startswith("2 entries")
    assert aside is not None
    shutil.copytree(left / "secrets", aside / "secrets")
    assert whole(aside).startswith("3 entries")
    assert not (left / DRAFTS).exists()


@pytest.mark.parametrize("broken", ["a copy", "a name"])
def test_a_restore_that_fails_changes_nothing(written: tuple[Path, Path], left: Path, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    real = Path.rename

    def full(source: Path, target: Path) -> Path:
        if source == left / DRAFTS / "keys.sqlite":
            raise OSError(28, "No space left on device")
        return real(source, target)

    if broken == "a copy":
        (left / DRAFTS).write_bytes(b"in the way")
    else:
        monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(Failure, match="Nothing was restored"):
        restore(written[1], left)
    (left / DRAFTS).unlink(missing_ok=True)
    assert whole(left).startswith("3 entries")


def test_nothing_is_restored_under_an_api_that_runs(written: tuple[Path, Path], left: Path) -> None:
    program = (
        "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('select * from audit_log').fetchall(); print(flush=True); input()"
    )
    command = [sys.executable, "-c", program, str(left / "decisions.sqlite")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        with pytest.raises(Failure, match=r"decisions\.sqlite is in use: stop"):
            restore(written[1], left)
        reader.kill()
    assert whole(left).startswith("3 entries")


def test_a_file_that_the_backup_lacks_stays_as_it_is(written: tuple[Path, Path], left: Path) -> None:
    assert not (written[1] / "access.sqlite").exists()
    with closing(sqlite3.connect(left / "access.sqlite")) as database:
        database.execute("pragma journal_mode = wal")
        database.execute("create table tokens (x)")
    restore(written[1], left)
    with closing(sqlite3.connect(left / "access.sqlite")) as database:
        assert database.execute("select name from sqlite_master").fetchall() == [("tokens",)]


def test_a_copy_names_nobody_of_the_list_of_portfolios(tmp_path: Path) -> None:
    source, target = tmp_path / "access.sqlite", tmp_path / "copy" / "access.sqlite"
    with closing(sqlite3.connect(source)) as database:
        database.execute("pragma journal_mode = wal")
        database.execute("create table portfolio_clients (client bigint primary key, portfolio text)")
        database.execute("create table portfolio_people (person text, portfolio text)")
        database.execute("insert into portfolio_people values ('m.durand', 'Lyon 3')")
        database.executemany("insert into portfolio_clients values (?, 'NAMED-IN-THE-LIST')", ((number,) for number in range(5_000)))
        database.commit()
        sealed.snapshot(source, target)
        assert database.execute("select count(*) from portfolio_clients").fetchone() == (5_000,)
    assert [file.name for file in target.parent.iterdir()] == ["access.sqlite"]
    assert b"NAMED-IN-THE-LIST" not in target.read_bytes()
    with closing(sqlite3.connect(target)) as database:
        assert database.execute("select count(*) from portfolio_clients").fetchone() == (0,)
        assert database.execute("select person from portfolio_people").fetchall() == [("m.durand",)]


def test_a_backup_that_changed_is_refused(written: tuple[Path, Path], tmp_path: Path) -> None:
    everything = tmp_path / "backups"
    shutil.copytree(written[1].parents[1], everything)
    log = everything / "log" / written[1].name
    with (log / "decisions.sqlite").open("ab") as file:
        file.write(b"more")
    with pytest.raises(Failure, match="was changed"):
        restore(log, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def aged(backup_taken: Path, **age: float) -> Path:
    """A backup as if it had been taken then; its new folder."""
    stamp = (datetime.now(UTC) - timedelta(**age)).strftime(backup.STAMP)
    keys = backup_taken.parents[1] / "keys" / backup_taken.name
    keys.rename(keys.with_name(stamp))
    return backup_taken.rename(backup_taken.with_name(stamp))


def test_the_keys_copies_end_before_the_logs(written: tuple[Path, Path], tmp_path: Path) -> None:
    data, to = written[0], tmp_path / "backups"
    old = aged(backup.take(data, to, 30, 7), days=10)
    backup.take(data, to, 30, 7)
    assert old.exists()
    assert not (to / "keys" / old.name).exists()
    with pytest.raises(Failure, match="without the keys"):
        restore(old, tmp_path / "new")


def test_after_two_days_one_backup_a_day_is_kept(written: tuple[Path, Path], tmp_path: Path) -> None:
    data, to = written[0], tmp_path / "backups"
    ages = (1, 2, *range(71, 95))  # hours: young ones, and a day's worth, over midnight
    kept = [aged(backup.take(data, to, 30, 7), hours=age) for age in ages]
    last = backup.take(data, to, 30, 7)
    days = {folder.name[:8]: folder for folder in sorted(kept[2:])}
    assert set((to / "log").iterdir()) == {last, *kept[:2], *days.values()}
    assert {folder.name for folder in (to / "keys").iterdir()} == {folder.name for folder in (to / "log").iterdir()}


def test_a_backup_that_fails_or_was_interrupted_does_not_stay(
    written: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, to = written[0], tmp_path / "backups"
    interrupted = aged(backup.take(data, to, 30, 7), days=1.1)
    (interrupted / "SHA256SUMS").unlink()
    last = backup.take(data, to, 30, 7)
    assert list((to / "log").iterdir()) == [last]
    (data / "access.sqlite").write_bytes(b"no database" * 1000)
    try:
        with pytest.raises(Failure, match="failed"):
            backup.take(data, to, 30, 7)
    finally:
        (data / "access.sqlite").unlink()
    assert list((to / "log").iterdir()) == [last]


def refuse(source: Path, target: Path) -> None:
    """A copy onto a full disk."""
    raise OSError(28, "No space left on device")


def test_a_full_disk_frees_itself_and_keeps_the_last_copy_that_is_whole(
    written: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, to = written[0], tmp_path / "backups"
    ancient, last, interrupted = (aged(backup.take(data, to, 90, 90), days=days) for days in (60, 40, 0.5))
    (to / "keys" / interrupted.name / "SHA256SUMS").unlink()
    monkeypatch.setattr(sealed, "snapshot", refuse)
    with pytest.raises(Failure, match="No space left"):
        backup.take(data, to, 30, 7)
    assert set((to / "log").iterdir()) == {last, interrupted}
    assert set((to / "keys").iterdir()) == {to / "keys" / last.name}
    assert not ancient.exists()
    restore(last, tmp_path / "new")
    monkeypatch.undo()
    newest = backup.take(data, to, 30, 7)
    assert set((to / "log").iterdir()) == {newest, interrupted}
    assert [folder.name for folder in (to / "keys").iterdir()] == [newest.name]


def test_a_copy_for_which_there_is_no_room_is_not_begun(
    written: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, log = written
    monkeypatch.setattr(sealed, "snapshot", refuse)
    monkeypatch.setattr(sealed, "copy", refuse)
    for call in (lambda: backup.take(data, tmp_path / "to", 30, 7), lambda: restore(log, tmp_path / "new")):
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=sealed.MARGIN + (4 << 20)))
        with pytest.raises(Failure, match="No space left"):
            call()
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=sealed.MARGIN))
        with pytest.raises(Failure, match=r"has 64 MB left and the copy takes 1, .* free some room"):
            call()
    assert not any((tmp_path / "to").glob("*/*"))


def test_the_drift_s_counts_and_the_predictions_are_copied(written: tuple[Path, Path], tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(written[0], data)
    for name in ("watch.sqlite", "clients-promised.sqlite"):
        with closing(sqlite3.connect(data / name)) as database, database:
            database.execute("create table told (x)")
    log = backup.take(data, tmp_path / "to", 30, 7)
    assert (log / "watch.sqlite").is_file()
    assert not (log / "clients-promised.sqlite").exists()  # an erasure reaches it: it ends with the keys
    restore(log, tmp_path / "new")
    for name in ("watch.sqlite", "clients-promised.sqlite"):
        with closing(sqlite3.connect(tmp_path / "new" / name)) as database:
            assert database.execute("select name from sqlite_master").fetchall() == [("told",)]


def test_the_sums_do_not_hold_a_file_in_memory(tmp_path: Path) -> None:
    with (tmp_path / "large").open("wb") as large:
        large.truncate(64 << 20)
    tracemalloc.start()
    try:
        sealed.seal(tmp_path)
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()
    sealed.check(tmp_path)
