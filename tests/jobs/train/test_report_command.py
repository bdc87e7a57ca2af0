"""The command ``report`` on a model of which some features were dropped: the training's own figures, printed again."""

import shutil
from pathlib import Path

import pytest

from jobs import __main__ as command_line
from jobs.train.report import sections
from scoring import model


@pytest.mark.usefixtures("hurried")
def test_the_report_is_the_card_s(trained: Path, borrowers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = model.read_manifest(trained / "models")
    assert manifest["data"]["features_that_earn_nothing"]
    assert command_line.main(["report", "--data", str(borrowers), "--models", str(trained / "models")]) == 0
    assert capsys.readouterr().out == sections.section(manifest) + "\n"


def test_a_folder_that_lacks_a_history_is_refused(
    trained: Path, borrowers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(borrowers, tmp_path / "data", ignore=shutil.ignore_patterns("installments*"))
    assert command_line.main(["report", "--data", str(tmp_path / "data"), "--models", str(trained / "models")]) == 2
    assert "does not give the features" in capsys.readouterr().err
