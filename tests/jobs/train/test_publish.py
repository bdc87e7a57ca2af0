"""A model is published whole, and an accident on the way leaves the previous one as it was."""

import json
import os
import shutil
import signal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import lightgbm
import numpy as np
import pytest

from jobs import replacing
from jobs.train import command, publish, tracking
from jobs.train.card import render
from scoring import model
from scoring.errors import BrokenModel

RNG = np.random.default_rng(0)
ROWS = RNG.normal(size=(400, 2)).astype(np.float32)
COMMITTED = Path(__file__).resolve().parents[3] / "models"


def booster(weight: float) -> lightgbm.Booster:
    outcomes = (ROWS[:, 0] * weight + RNG.normal(size=len(ROWS)) > 0).astype(int)
    data = lightgbm.Dataset(ROWS, outcomes, feature_name=["A", "B"])
    return lightgbm.train({"objective": "binary", "verbosity": -1, "num_threads": 1}, data, num_boost_round=5)


def manifest() -> dict[str, Any]:
    """The committed model's manifest, for two features."""
    committed = json.loads((COMMITTED / model.MANIFEST).read_text("utf-8"))
    return committed | {"features": ["A", "B"], "categories": {}, "ordinary": {"A": 0.5, "B": None}}


def published(folder: Path, final: lightgbm.Booster) -> model.Model:
    """Put a model in place of the one in a folder."""
    with publish.drafted(folder, final, booster(1), manifest(), ROWS) as (served, draft):
        replacing.put_in_place(publish.pairs(draft, folder))
    return served


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_what_is_published_is_what_is_served(tmp_path: Path) -> None:
    final = booster(2)
    served = published(tmp_path, final)
    reopened = model.load(tmp_path)
    assert reopened.version == served.version
    np.testing.assert_array_equal(reopened.margins(ROWS), final.predict(ROWS, raw_score=True))
    assert set(contents(tmp_path)) == set(publish.ORDER)
    assert (tmp_path / publish.CARD_FILE).read_text("utf-8") == render(reopened.manifest)


@pytest.mark.parametrize("accident", [KeyboardInterrupt, OSError])
def test_an_accident_leaves_the_previous_model_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, accident: type[BaseException]
) -> None:
    published(tmp_path, booster(2))
    before = contents(tmp_path)

    def fail(_: dict[str, Any]) -> str:
        raise accident

    monkeypatch.setattr(publish, "render", fail)
    with pytest.raises(accident):
        published(tmp_path, booster(-2))
    assert contents(tmp_path) == before


def test_a_model_that_would_answer_otherwise_once_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = booster(-2)
    monkeypatch.setattr(publish.pickle, "dumps", lambda *_, real=publish.pickle.dumps, **__: real(other))
    with pytest.raises(BrokenModel, match="answers differently"):
        published(tmp_path, booster(2))
    assert contents(tmp_path) == {}


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Where a model and its record stand already, with a record that takes no time to write."""

    def write(draft: Path, *_: Any) -> None:
        for name in ("mlruns", "mlartifacts"):
            (draft / name).mkdir()
            (draft / name / "run").write_text("later", "utf-8")

    monkeypatch.setattr(tracking, "_write", write)
    published(tmp_path / "models", booster(2))
    write(tmp_path)
    return SimpleNamespace(models=tmp_path / "models", tracking=tmp_path / "mlruns")


def trained_now() -> Any:
    return SimpleNamespace(final=booster(-2), baseline=booster(1), study=None)


def test_an_accident_to_the_record_leaves_the_model_too(options: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(options.models)
    monkeypatch.setattr(tracking, "_forget_where", lambda draft: shutil.rmtree(draft / "mlartifacts"))
    with pytest.raises(FileNotFoundError):
        command._publish(options, trained_now(), manifest(), ROWS)
    assert contents(options.models) == before
    assert (options.tracking / "run").exists()
    assert {path.name for path in options.tracking.parent.iterdir()} == {"models", "mlruns", "mlartifacts"}


def test_an_interruption_before_says_nothing_of_a_model(options: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(options.models)
    monkeypatch.setattr(tracking, "_forget_where", lambda _: os.kill(os.getpid(), signal.SIGINT))
    with pytest.raises(KeyboardInterrupt) as interrupted:
        command._publish(options, trained_now(), manifest(), ROWS)
    assert str(interrupted.value) == ""
    assert contents(options.models) == before


def test_an_interruption_during_the_renames_says_that_the_model_is_in_place(options: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = model.load(options.models).version
    real = replacing._discard
    monkeypatch.setattr(replacing, "_discard", lambda path: (os.kill(os.getpid(), signal.SIGINT), real(path)))
    with pytest.raises(KeyboardInterrupt, match="already in place") as interrupted:
        command._publish(options, trained_now(), manifest(), ROWS)
    now = model.load(options.models).version
    assert now != before
    assert now in str(interrupted.value)


def test_no_applicant_s_own_value_is_published_and_no_answer_changes(tmp_path: Path) -> None:
    final = booster(2)
    assert "feature_infos=[" in final.model_to_string()
    served = published(tmp_path, final).booster
    assert "feature_infos=none none\n" in served.model_to_string()
    for contributions in (False, True):
        answers = (one.predict(ROWS, raw_score=True, pred_contrib=contributions) for one in (final, served))
        np.testing.assert_array_equal(*answers)


def test_the_committed_card_is_the_manifest_s() -> None:
    committed = model.read_manifest(COMMITTED)
    assert (COMMITTED / publish.CARD_FILE).read_text("utf-8") == render(committed)
