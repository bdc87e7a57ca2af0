"""The command that writes a demo population: whole folders, honest refusals."""

import argparse
import json
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from jobs import demo_data
from scoring import tables
from scoring.errors import BadData
from scoring.population import folder, sample
from scoring.population.folder import NOTICE
from scoring.population.sample import ALWAYS

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str) -> None:
    parser = argparse.ArgumentParser()
    demo_data.add_arguments(parser)
    demo_data.run(parser.parse_args(arguments))


def contents(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir()}


def test_seven_tables_and_a_notice(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    run("--out", str(out), "--clients", "40", "--seed", "3")
    names = [*tables.APPLICATION_FILES, *(table.name for table in tables.HISTORY)]
    assert {path.name for path in out.iterdir()} == {NOTICE, *(f"{name}.parquet" for name in names)}
    for table, name in zip((tables.APPLICATION, *tables.ALL), names, strict=True):
        columns = set(table.columns) | ({tables.TARGET} if name == "application_train" else set())
        assert set(pq.read_schema(out / f"{name}.parquet").names) == columns
    notice = json.loads((out / NOTICE).read_text())
    assert (notice["clients"], notice["seed"]) == (40, 3)
    assert notice["tables"]["application_train"] + notice["tables"]["application_test"] == 40
    assert notice["tables"] == {name: pq.read_metadata(out / f"{name}.parquet").num_rows for name in names}


def test_the_same_call_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        run("--out", str(tmp_path / name), "--clients", "25")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def clients(folder: Path, name: str) -> set[int]:
    return set(pq.read_table(folder / f"{name}.parquet")[tables.CLIENT].to_pylist())


def test_borrowers_and_applicants_are_in_the_competition_s_proportion(tmp_path: Path) -> None:
    run("--out", str(tmp_path / "demo"), "--clients", "300")
    borrowers, applicants = (clients(tmp_path / "demo", name) for name in tables.APPLICATION_FILES)
    assert (len(borrowers), len(applicants)) == (259, 41)
    assert not borrowers & applicants
    assert set(ALWAYS) <= applicants  # no outcome is told of the two examples


def test_borrowers_alone_carry_their_target(tmp_path: Path) -> None:
    run("--out", str(tmp_path / "demo"), "--clients", "300", "--borrowers", "1")
    target = pq.read_table(tmp_path / "demo" / "application_train.parquet")[tables.TARGET].to_pylist()
    assert set(target) == {0, 1}
    assert not (tmp_path / "demo" / "application_test.parquet").exists()


def test_a_client_is_the_same_person_whatever_the_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "BLOCK", 250)
    run("--out", str(tmp_path / "large"), "--clients", "500")
    monkeypatch.setattr(folder, "ROW_GROUP", 200)
    run("--out", str(tmp_path / "small"), "--clients", "500")
    for file in (tmp_path / "large").glob("*.parquet"):
        assert pq.read_table(file).equals(pq.read_table(tmp_path / "small" / file.name)), file.name


def test_a_demo_is_replaced_and_nothing_else_is(tmp_path: Path) -> None:
    demo, mine = tmp_path / "demo", tmp_path / "mine"
    run("--out", str(demo), "--clients", "5")
    run("--out", str(demo), "--clients", "6")
    assert len(clients(demo, "application_train") | clients(demo, "application_test")) == 6
    mine.mkdir()
    (mine / "application_train.parquet").write_bytes(b"precious")
    with pytest.raises(BadData, match="not a demo population"):
        run("--out", str(mine), "--clients", "5")
    assert contents(mine) == {"application_train.parquet": b"precious"}
    assert {path.name for path in tmp_path.iterdir()} == {"demo", "mine"}


@pytest.mark.parametrize(("option", "value"), [("--clients", "1"), ("--clients", "-4"), ("--seed", "-1"), ("--borrowers", "1.5")])
def test_impossible_populations_are_refused(tmp_path: Path, option: str, value: str) -> None:
    with pytest.raises(BadData, match=value):
        run("--out", str(tmp_path / "demo"), option, value)
    assert not list(tmp_path.iterdir())


def test_a_failure_half_way_leaves_the_old_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo = tmp_path / "demo"
    run("--out", str(demo), "--clients", "5")
    before = contents(demo)

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder, "arrow_table", broken)
    with pytest.raises(BadData, match="No space left"):
        run("--out", str(demo), "--clients", "6")
    assert contents(demo) == before
    assert {path.name for path in tmp_path.iterdir()} == {"demo"}


KILLED = """
import os, signal, sys
from pathlib import Path
from scoring.population.folder import write_population
write_population(Path(sys.argv[1]), 4500, 1, progress=lambda _: os.kill(os.getpid(), signal.SIGKILL))
"""


def test_a_killed_run_leaves_nothing_that_looks_whole_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    demo = tmp_path / "demo"
    done = subprocess.run([sys.executable, "-c", KILLED, str(demo)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    (draft,) = tmp_path.iterdir()
    assert draft.name.startswith(".demo.draft-")
    assert not folder.is_demo(draft)
    run("--out", str(demo), "--clients", "5")
    assert {path.name for path in tmp_path.iterdir()} == {"demo"}


def test_the_draft_of_a_run_that_still_writes_is_left_alone(tmp_path: Path) -> None:
    draft = tmp_path / ".demo.draft-1"
    draft.mkdir()
    with folder.held(draft):
        run("--out", str(tmp_path / "demo"), "--clients", "5")
        assert draft.is_dir()
    run("--out", str(tmp_path / "demo"), "--clients", "5")
    assert not draft.exists()
