"""A place that refuses is told before anything is computed, and by the option that named it."""

from pathlib import Path
from typing import Any

import pytest

from jobs.__main__ import main
from scoring.errors import BadData
from scoring.features import pipeline
from scoring.tables import CLIENT
from tests.scoring.features.raw import write_applications


@pytest.fixture
def people(tmp_path: Path) -> Path:
    folder = tmp_path / "people"
    folder.mkdir()
    write_applications(folder, [{CLIENT: 1}])
    return folder


@pytest.fixture
def nothing_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise AssertionError("computed before the place was tried")

    for what in ("jobs.matrix.build", "jobs.matrix.write", "jobs.drift.findings.find", "scoring.population.fit.fit", "scoring.watch.Book"):
        monkeypatch.setattr(what, fail)


@pytest.mark.usefixtures("nothing_computed")
@pytest.mark.parametrize("command", ["build-features", "score-batch", "drift", "fit-population"])
@pytest.mark.parametrize("out", [".", "", "people", "people/application_test.parquet/features"])
def test_a_place_that_refuses_is_named_first(
    people: Path, command: str, out: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(people.parent)
    models = ["--models", str(Path(__file__).resolve().parents[2] / "models")] if command in ("score-batch", "drift") else []
    before = sorted(people.parent.rglob("*"))
    assert main([command, "--data", str(people), "--out", out, *models]) == 2
    said = capsys.readouterr().err
    assert "--out" in said
    assert "sound CSV" not in said
    assert said.count("\n") == 1
    assert sorted(people.parent.rglob("*")) == before


@pytest.mark.usefixtures("nothing_computed")
def test_the_figures_of_drift_are_refused_before_the_page_is_written(people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = people.parent / "page.html"
    assert main(["drift", "--data", str(people), "--out", str(page), "--json", str(people)]) == 2
    assert "--json" in capsys.readouterr().err
    assert not page.exists()


@pytest.mark.usefixtures("nothing_computed")
@pytest.mark.parametrize("command", [("drift", "--live"), ("outcomes", "--file", "known.csv")], ids=lambda command: command[0])
@pytest.mark.parametrize("json", [".", "people", "people/application_test.parquet/told.json"])
def test_the_figures_of_the_service_are_refused_by_their_option(
    people: Path, command: tuple[str, ...], json: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(people.parent)
    before = sorted(people.parent.rglob("*"))
    assert main([*command, "--data", "people", "--json", json]) == 2
    said = capsys.readouterr().err
    assert "--json" in said
    assert "--out" not in said
    assert said.count("\n") == 1
    assert sorted(people.parent.rglob("*")) == before


def test_a_full_disk_is_not_a_table_that_cannot_be_read(people: Path) -> None:
    with pytest.raises(BadData, match="choose another --out"):
        pipeline.write_features(people, Path("/dev/full"))
    (people / "application_test.parquet").write_bytes(b"not a table")
    with pytest.raises(BadData, match=r"application_test\.parquet cannot be read"):
        pipeline.write_features(people, people / "features.parquet")
