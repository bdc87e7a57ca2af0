"""The jobs on Spark: the same answers as on one machine, a whole folder or the one that was there before."""

import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from jobs.__main__ import main
from scoring.tables import CLIENT, TARGET
from tests.scoring.features.raw import write_applications

MODELS = Path(__file__).resolve().parents[2] / "models"
pytestmark = pytest.mark.timeout(900)


def run(command: str, data: Path, out: Path, *options: str) -> int:
    return main([command, "--data", str(data), "--out", str(out), *options])


@pytest.mark.long
@pytest.mark.usefixtures("spark_session")
def test_scores_and_reasons_are_those_of_one_machine(applicants: Path, tmp_path: Path) -> None:
    data, one, many = tmp_path / "data", tmp_path / "one.parquet", tmp_path / "many"
    data.mkdir()
    for name in ("application_test", "bureau", "installments_payments"):
        shutil.copy(applicants / f"{name}.parquet", data)
    many.write_text("an earlier run")
    assert run("score-batch", data, one, "--models", str(MODELS)) == 0
    assert run("score-batch", data, many, "--models", str(MODELS), "--engine", "spark") == 0
    expected, found = pq.read_table(one), pq.read_table(many).sort_by(CLIENT)
    assert found.cast(expected.schema).equals(expected)
    assert len(list(many.glob("part-*"))) > 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "many", "one.parquet"]


@pytest.mark.long
@pytest.mark.usefixtures("spark_session")
def test_features_and_target_are_those_of_one_machine(tmp_path: Path) -> None:
    write_applications(tmp_path, [{CLIENT: 2, TARGET: 1, "AMT_CREDIT": 3e5}, {CLIENT: 1, TARGET: 0}], "application_train")
    one, many = tmp_path / "one.parquet", tmp_path / "many"
    assert run("build-features", tmp_path, one, "--with-target") == 0
    assert run("build-features", tmp_path, many, "--with-target", "--engine", "spark") == 0
    expected = pq.read_table(one)
    assert pq.read_table(many).sort_by(CLIENT).cast(expected.schema).equals(expected)


@pytest.mark.usefixtures("spark_session")
def test_an_error_leaves_the_folder_of_an_earlier_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "features"
    out.mkdir()
    (out / "part-0.parquet").write_bytes(b"earlier")
    assert run("build-features", tmp_path / "nowhere", out, "--engine", "spark") == 2
    assert "nowhere" in capsys.readouterr().err
    assert (out / "part-0.parquet").read_bytes() == b"earlier"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_applications(tmp_path, [{CLIENT: 1}])
    (tmp_path / "file").touch()
    assert run("build-features", tmp_path, tmp_path / "file" / "features", "--engine", "spark") == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("out", [".", "..", ""])
def test_the_folder_where_one_stands_is_not_replaced(
    tmp_path: Path, out: str, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    write_applications(tmp_path, [{CLIENT: 1}])
    monkeypatch.chdir(tmp_path)
    assert run("build-features", tmp_path, Path(out), "--engine", "spark") == 2
    assert "--out" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["application_test.parquet"]
