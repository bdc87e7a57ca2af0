"""The record opens anywhere, tells of no machine, and its champion is the model that is served."""

import getpass
import json
import re
import shutil
import socket
import tempfile
from pathlib import Path

import mlflow
import numpy as np
import pandas
import pytest
import yaml

from jobs import __main__ as command_line
from jobs.replacing import put_in_place
from jobs.train import tracking
from jobs.train.runs import CHAMPION, REGISTERED
from scoring import model

ROOT = Path(__file__).resolve().parents[3]
RECORDS = ("mlruns", "mlartifacts")
PLACES = {str(ROOT), str(ROOT.parent), str(Path.home()), tempfile.gettempdir(), "/work", "/tmp/", "/root", "/home/"}  # noqa: S108


def artifacts(trained: Path, address: str) -> Path:
    """Where an address of the record leads, as a server of ``mlartifacts/`` finds it."""
    assert address.startswith("mlflow-artifacts:/")
    return trained / "mlartifacts" / address.removeprefix("mlflow-artifacts:/")


def champion(trained: Path) -> Path:
    versions = trained / "mlruns" / "models" / REGISTERED
    return versions / f"version-{(versions / 'aliases' / CHAMPION).read_text('utf-8').strip()}"


def logged_model(trained: Path) -> Path:
    return artifacts(trained, yaml.safe_load((champion(trained) / "meta.yaml").read_text("utf-8"))["storage_location"])


def runs(trained: Path) -> dict[str, list[str]]:
    """Names of the runs, by experiment."""
    named: dict[str, list[str]] = {}
    for file in trained.glob("mlruns/*/meta.yaml"):
        about = yaml.safe_load(file.read_text("utf-8"))
        named[about["name"]] = sorted(tag.read_text("utf-8") for tag in file.parent.glob("*/tags/mlflow.runName"))
    return named


def test_each_experiment_has_its_runs(trained: Path) -> None:
    recorded = runs(trained)
    assert recorded["baseline"] == ["lightgbm_baseline", "logistic_scorecard"]
    assert recorded["tuning"] == ["trial_000", "trial_001"]
    assert recorded["final"] == ["lightgbm_final"]
    lines = model.read_manifest(trained / "models")["report"]["ablations"]
    assert recorded["ablations"] == sorted(line["label"] for line in lines)


def test_the_champion_is_the_model_that_is_served(trained: Path, tmp_path: Path) -> None:
    served = model.load(trained / "models")
    assert (champion(trained) / "tags" / "manifest_version").read_text("utf-8") == served.version
    shutil.copytree(logged_model(trained), tmp_path / "model")  # Python writes beside what it runs
    logged = mlflow.pyfunc.load_model(str(tmp_path / "model"))
    rows = np.random.default_rng(0).normal(size=(50, len(served.features))).astype(np.float32)
    answers = logged.predict(pandas.DataFrame(rows, columns=list(served.features)))
    pds = served.probability_of_default(rows)
    np.testing.assert_allclose(answers["probability_of_default"], pds, rtol=1e-12)
    np.testing.assert_allclose(answers["score"], [served.rule.score(pd) for pd in pds], rtol=1e-12)


def test_the_model_has_a_signature_and_an_example_of_nobody(trained: Path) -> None:
    served = model.load(trained / "models")
    about = mlflow.models.Model.load(str(logged_model(trained)))
    assert about.signature is not None
    assert about.signature.inputs.input_names() == list(served.features)
    assert len(about.load_input_example(str(logged_model(trained)))) == 1
    assert about.metadata["manifest_version"] == served.version


def test_the_final_run_holds_figures_and_pictures(trained: Path) -> None:
    (run,) = [file.parents[1] for file in trained.glob("mlruns/*/*/tags/mlflow.runName") if file.read_text("utf-8") == "lightgbm_final"]
    assert {file.name for file in (run / "metrics").iterdir()} >= {"roc_auc", "roc_auc_low", "brier", "cross_validated_roc_auc"}
    assert {file.name for file in (run / "params").iterdir()} >= {"learning_rate", "rounds", "seed"}
    kept = artifacts(trained, yaml.safe_load((run / "meta.yaml").read_text("utf-8"))["artifact_uri"])
    assert {file.name for file in kept.rglob("*.png")} == {"roc.png", "calibration.png", "cost.png"}
    assert json.loads((kept / "manifest.json").read_text("utf-8")) == model.read_manifest(trained / "models")


def traces(folder: Path) -> list[str]:
    """Files that name a place, this machine or its user; pictures and compressed trees are not text."""
    machine = re.compile(rf"\b{re.escape(socket.gethostname())}\b")
    found = []
    for file in (file for name in RECORDS for file in (folder / name).rglob("*") if file.is_file() and file.suffix not in (".png", ".xz")):
        text = file.read_text("utf-8")
        user = file.name == "mlflow.user" and text == getpass.getuser()
        if user or machine.search(text) or any(place in text for place in PLACES):
            found.append(str(file))
    return found


@pytest.mark.parametrize("which", ["drawn now", "committed"])
def test_no_place_machine_or_user_is_named(trained: Path, which: str) -> None:
    folder = trained if which == "drawn now" else ROOT
    assert not traces(folder)


def test_the_record_is_small(trained: Path) -> None:
    for folder in (trained, ROOT):
        assert sum(file.stat().st_size for name in RECORDS for file in (folder / name).rglob("*") if file.is_file()) < 5_000_000


def test_runs_of_something_else_are_refused_before_anything_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "mlruns" / "7" / "meta.yaml"
    other.parent.mkdir(parents=True)
    other.write_text("name: something else\n")
    assert command_line.main(["train", "--data", str(tmp_path / "nowhere"), "--tracking", str(tmp_path / "mlruns")]) == 2
    assert "--tracking" in capsys.readouterr().err
    assert other.exists()


def test_an_accident_leaves_the_previous_record_whole(trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in RECORDS:
        shutil.copytree(trained / name, tmp_path / name)
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    monkeypatch.setattr(tracking, "_write", lambda draft, *_: (draft / "mlruns").mkdir())  # and no artifacts
    with pytest.raises(FileNotFoundError), tracking.drafted(tmp_path / "mlruns", {}, None, tmp_path) as record:  # type: ignore[arg-type]
        put_in_place(record)
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before
