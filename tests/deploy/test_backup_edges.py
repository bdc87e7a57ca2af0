"""Copies taken before anything was decided, a head kept elsewhere, and what is no copy at all."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from deploy import backup, sealed
from deploy.local import ROOT
from deploy.restore import DRAFTS, restore
from deploy.say import Failure
from tests.deploy.logs import api, opened


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """A folder where somebody may call and nothing was decided yet."""
    data = tmp_path / "begun"
    data.mkdir()
    with closing(sqlite3.connect(data / "access.sqlite")) as database, database:
        database.execute("create table told (x)")
    return data


@pytest.mark.parametrize("given", [".", "20261123T120000.000000Z", "/", "/tmp"])  # noqa: S108  nothing is written there
def test_what_is_no_whole_path_of_a_copy_is_said_to_be_none(tmp_path: Path, given: str) -> None:
    with pytest.raises(Failure, match="is no copy of the log: give the whole path"):
        restore(Path(given), tmp_path)


def test_a_folder_that_is_not_the_api_s_is_named(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"holds no decisions\.sqlite, nor anything"):
        backup.take(tmp_path, tmp_path / "backups", 30, 7)


def test_what_is_there_before_the_first_decision_is_copied_and_restored(begun: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "deploy.backup", "take", "--data", str(begun), "--to", str(tmp_path / "to")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    (log,) = (tmp_path / "to/log").iterdir()
    assert done.stdout == f"{log}: nothing was decided yet, it has no log.\n"
    restore(log, tmp_path / "new")
    assert {file.name for file in (tmp_path / "new").iterdir()} == {"access.sqlite"}
    ledger = opened(tmp_path / "new")
    assert ledger.find() == []
    ledger.close()


def test_a_log_that_is_gone_is_not_taken_for_one_that_has_not_begun(begun: Path, tmp_path: Path) -> None:
    opened(begun).close()
    kept = backup.take(begun, tmp_path / "to", 30, 7)
    for file in begun.glob("decisions.*"):
        file.unlink()
    with pytest.raises(Failure, match=r"holds no decisions\.sqlite any more: restore it"):
        backup.take(begun, tmp_path / "another", 30, 7)  # the head says so
    shutil.rmtree(begun / "heads")
    with pytest.raises(Failure, match=r"holds no decisions\.sqlite any more: restore it"):
        backup.take(begun, tmp_path / "to", 30, 7)  # a former copy does
    assert list((tmp_path / "to/log").iterdir()) == [kept]


def test_a_head_kept_elsewhere_goes_back_there(begun: Path, tmp_path: Path) -> None:
    """A copy from before the newest entry leaves a log that is whole and can be written to."""
    elsewhere = {"HEADS_DIR": str(tmp_path / "elsewhere")}

    def note(reason: str) -> int:
        ledger = opened(begun, **elsewhere)
        with ledger.turn() as turn:
            entry = turn.add("head_signed", "test", facts={"reason": reason})
        ledger.close()
        return entry.envelope.seq

    note("one")
    log = backup.take(begun, tmp_path / "to", 30, 7, elsewhere)
    note("since the backup")
    newest = (tmp_path / "elsewhere/head.json").read_bytes()
    aside = restore(log, begun, elsewhere)
    assert aside is not None
    assert (aside / sealed.HEAD).read_bytes() == newest
    assert not (tmp_path / "elsewhere" / DRAFTS).exists()
    assert api(begun, "verify", **elsewhere).stdout == "1 entries: the log is whole.\n"
    assert note("after the restoration") == 2
