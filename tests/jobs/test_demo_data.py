"""The command that writes a demo population: whole folders, honest refusals."""

import argparse
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from jobs import demo_data
from scoring import tables
from scoring.errors import BadData
from scoring.population import folder
from scoring.population.folder import NOTICE


def run(*arguments: str) -> None:
    parser = argparse.ArgumentParser()
    demo_data.add_arguments(parser)
    demo_data.run(parser.parse_args(arguments))


def contents(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir()}


def test_seven_tables_and_a_notice(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    run("--out", str(out), "--clients", "40", "--seed", "3")
    names = ["application_test", *(table.name for table in tables.HISTORY)]
    assert {path.name for path in out.iterdir()} == {NOTICE, *(f"{name}.parquet" for name in names)}
    for table, name in zip(tables.ALL, names, strict=True):
        assert pq.read_schema(out / f"{name}.parquet").names == list(table.columns)
    notice = json.loads((out / NOTICE).read_text())
    assert (notice["clients"], notice["seed"], notice["tables"]["application_test"]) == (40, 3, 40)
    assert notice["tables"] == {name: pq.read_metadata(out / f"{name}.parquet").num_rows for name in names}


def test_the_same_call_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        run("--out", str(tmp_path / name), "--clients", "25")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_labelled_applications_carry_their_target(tmp_path: Path) -> None:
    run("--out", str(tmp_path / "demo"), "--clients", "300", "--labelled")
    target = pq.read_table(tmp_path / "demo" / "application_train.parquet")[tables.TARGET].to_pylist()
    assert set(target) == {0, 1}
    assert not (tmp_path / "demo" / "application_test.parquet").exists()


def test_a_demo_is_replaced_and_nothing_else_is(tmp_path: Path) -> None:
    demo, mine = tmp_path / "demo", tmp_path / "mine"
    run("--out", str(demo), "--clients", "5")
    run("--out", str(demo), "--clients", "6")
    assert pq.read_metadata(demo / "application_test.parquet").num_rows == 6
    mine.mkdir()
    (mine / "application_train.parquet").write_bytes(b"precious")
    with pytest.raises(BadData, match="not a demo population"):
        run("--out", str(mine), "--clients", "5")
    assert contents(mine) == {"application_train.parquet": b"precious"}
    assert {path.name for path in tmp_path.iterdir()} == {"demo", "mine"}


@pytest.mark.parametrize(("option", "value"), [("--clients", "1"), ("--clients", "-4"), ("--seed", "-1")])
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
