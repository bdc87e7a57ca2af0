"""A model is published whole, and an accident on the way leaves the previous one as it was."""

import json
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import pytest

from jobs.train import publish
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


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_what_is_published_is_what_is_served(tmp_path: Path) -> None:
    final = booster(2)
    served = publish.publish(tmp_path, final, booster(1), manifest(), ROWS)
    reopened = model.load(tmp_path)
    assert reopened.version == served.version
    np.testing.assert_array_equal(reopened.margins(ROWS), final.predict(ROWS, raw_score=True))
    assert set(contents(tmp_path)) == set(publish.ORDER)
    assert (tmp_path / publish.CARD_FILE).read_text("utf-8") == render(reopened.manifest)


@pytest.mark.parametrize("accident", [KeyboardInterrupt, OSError])
def test_an_accident_leaves_the_previous_model_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, accident: type[BaseException]
) -> None:
    publish.publish(tmp_path, booster(2), booster(1), manifest(), ROWS)
    before = contents(tmp_path)

    def fail(_: dict[str, Any]) -> str:
        raise accident

    monkeypatch.setattr(publish, "render", fail)
    with pytest.raises(accident):
        publish.publish(tmp_path, booster(-2), booster(1), manifest(), ROWS)
    assert contents(tmp_path) == before


def test_a_model_that_would_answer_otherwise_once_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = booster(-2)
    monkeypatch.setattr(publish.pickle, "dumps", lambda *_, real=publish.pickle.dumps, **__: real(other))
    with pytest.raises(BrokenModel, match="answers differently"):
        publish.publish(tmp_path, booster(2), booster(1), manifest(), ROWS)
    assert contents(tmp_path) == {}


def test_the_committed_card_is_the_manifest_s() -> None:
    committed = model.read_manifest(COMMITTED)
    assert (COMMITTED / publish.CARD_FILE).read_text("utf-8") == render(committed)
