"""Every client of a folder is scored, with the served model's own answers, and TARGET is never read."""

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from jobs import __main__ as command_line
from scoring import model as models
from scoring.decision import Rule

MODELS = Path(__file__).resolve().parents[2] / "models"


def scored(folder: Path, out: Path) -> pa.Table:
    assert command_line.main(["score-batch", "--data", str(folder), "--out", str(out), "--models", str(MODELS)]) == 0
    return pq.read_table(out)


@pytest.fixture(scope="module")
def table(applicants: Path, tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    return scored(applicants, tmp_path_factory.mktemp("out") / "scores.parquet")


def test_everyone_is_scored_once(table: pa.Table, applicants: Path) -> None:
    asked = pq.read_table(applicants / "application_test.parquet")["SK_ID_CURR"].to_pylist()
    assert table.column_names[:5] == ["SK_ID_CURR", "probability_of_default", "score", "zone", "reasons"]
    assert sorted(table["SK_ID_CURR"].to_pylist()) == sorted(asked)
    assert not any(column.null_count for column in table.columns)


def test_score_and_zone_follow_the_rule(table: pa.Table) -> None:
    rule = Rule()
    for row in table.to_pylist():
        assert row["score"] == pytest.approx(rule.score(row["probability_of_default"]), abs=1e-12)
        assert row["zone"] == rule.zone(row["score"])
        assert len(row["reasons"]) <= 8
        assert all(reason["fr"] and reason["en"] and "." in reason["code"] for reason in row["reasons"])


def test_the_outcome_changes_nothing(table: pa.Table, applicants: Path, tmp_path: Path) -> None:
    """The same people, whose outcome is known here and not there."""
    folder = Path(shutil.copytree(applicants, tmp_path / "known"))
    asked = pq.read_table(folder / "application_test.parquet")
    outcomes = pa.array([place % 2 for place in range(len(asked))], pa.int64())
    pq.write_table(asked.append_column("TARGET", outcomes), folder / "application_train.parquet")
    (folder / "application_test.parquet").unlink()
    assert scored(folder, tmp_path / "scores.parquet").equals(table)


def test_csv_and_parquet_give_the_same_answers(table: pa.Table, applicants: Path, tmp_path: Path) -> None:
    folder = tmp_path / "csv"
    folder.mkdir()
    for file in applicants.glob("*.parquet"):
        pacsv.write_csv(pq.read_table(file), folder / f"{file.stem}.csv")
    assert scored(folder, tmp_path / "csv.parquet").equals(table)


def test_a_folder_with_applications_only_is_scored(applicants: Path, tmp_path: Path) -> None:
    shutil.copy(applicants / "application_test.parquet", tmp_path)
    assert len(scored(tmp_path, tmp_path / "scores.parquet")) == 300


def test_a_model_that_is_not_the_manifest_s_scores_nobody(applicants: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = Path(shutil.copytree(MODELS, tmp_path / "models"))
    manifest = json.loads((broken / models.MANIFEST).read_text("utf-8"))
    manifest["files"][models.FINAL_FILE] = "0" * 64
    (broken / models.MANIFEST).write_text(json.dumps(manifest), "utf-8")
    out = tmp_path / "scores.parquet"
    assert command_line.main(["score-batch", "--data", str(applicants), "--out", str(out), "--models", str(broken)]) == 2
    assert models.FINAL_FILE in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("ending", [pytest.param("csv", marks=pytest.mark.long), "parquet"])
def test_an_impossible_application_has_no_score_and_the_others_have_theirs(
    table: pa.Table, applicants: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    folder = Path(shutil.copytree(applicants, tmp_path / "data"))
    file = folder / "application_test.parquet"
    raw = pq.read_table(file)
    first = raw["SK_ID_CURR"][0].as_py()
    for column, value in (("AMT_CREDIT", -450_000.0), ("DAYS_BIRTH", None)):
        values = [value, *raw[column].to_pylist()[1:]]
        raw = raw.set_column(raw.column_names.index(column), column, pa.array(values, raw[column].type))
    words = ["Astronaut", *raw["OCCUPATION_TYPE"].to_pylist()[1:]]
    raw = raw.set_column(raw.column_names.index("OCCUPATION_TYPE"), "OCCUPATION_TYPE", pa.array(words))
    file.unlink()
    pacsv.write_csv(raw, file.with_suffix(".csv")) if ending == "csv" else pq.write_table(raw, file)
    rows = {row["SK_ID_CURR"]: row for row in scored(folder, tmp_path / "s.parquet").to_pylist()}
    said = capsys.readouterr().err
    assert "No score for 1 client(s)" in said
    assert "OCCUPATION_TYPE (1)" in said
    odd = rows.pop(first)
    assert [odd[name] for name in ("probability_of_default", "score", "zone", "reasons")] == [None, None, None, []]
    assert set(odd["unavailable_because"]) == {"AMT_CREDIT", "DAYS_BIRTH"}
    assert list(rows.values()) == [row for row in table.to_pylist() if row["SK_ID_CURR"] != first]


def test_a_bad_cell_is_named_without_the_row_it_stands_in(applicants: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = pq.read_table(applicants / "application_test.parquet")
    broken = table.set_column(table.column_names.index("AMT_CREDIT"), "AMT_CREDIT", pa.array(["very much"] * len(table)))
    pacsv.write_csv(broken, tmp_path / "application_test.csv")
    assert command_line.main(["score-batch", "--data", str(tmp_path), "--out", str(tmp_path / "s.parquet"), "--models", str(MODELS)]) == 2
    said = capsys.readouterr().err
    assert "AMT_CREDIT" in said
    assert "Original Line" not in said
    assert "very much" not in said
    assert str(table["SK_ID_CURR"][0].as_py()) not in said


def test_an_output_below_a_file_is_refused_in_a_sentence(applicants: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    out = tmp_path / "file" / "scores.parquet"
    assert command_line.main(["score-batch", "--data", str(applicants), "--out", str(out), "--models", str(MODELS)]) == 2
    assert "cannot be written" in capsys.readouterr().err
