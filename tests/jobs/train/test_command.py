"""The whole training, small: real files in, a served model out, every run tracked."""

import re
from pathlib import Path

import pytest

from jobs import __main__ as command_line
from scoring import model


def test_the_served_model_opens_and_tells_its_figures(trained: Path) -> None:
    served = model.load(trained / "models")
    auc = served.manifest["metrics"]["final"]["roc_auc"]
    assert 0.5 < auc["value"] < 1
    assert auc["low"] <= auc["value"] <= auc["high"]
    assert set(served.manifest["metrics"]) >= {"final", "baseline", "scorecard"}
    assert set(served.manifest["report"]) >= {"ablations", "proxies", "fairness", "stability"}


@pytest.mark.parametrize("file", [model.FINAL_FILE, model.BASELINE_FILE])
def test_no_leaf_stands_for_fewer_than_thirty_people(trained: Path, file: str) -> None:
    text = model.open_booster(trained / "models", file, model.read_manifest(trained / "models")).model_to_string()
    counts = [int(count) for line in re.findall(r"(?m)^leaf_count=(.*)$", text) for count in line.split()]
    assert min(counts) >= 30


def test_the_card_is_there(trained: Path) -> None:
    assert "ROC AUC" in (trained / "models" / "model_card.md").read_text("utf-8")


def test_applications_without_an_outcome_train_nothing(applicants: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["train", "--data", str(applicants), "--models", str(tmp_path / "models")]) == 2
    assert "TARGET" in capsys.readouterr().err
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize("trials", ["0", "-1", "many"])
def test_an_impossible_number_of_trials_is_refused(borrowers: Path, trials: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        command_line.main(["train", "--data", str(borrowers), "--trials", trials])
    assert stopped.value.code == 2
