"""The served model: opened only when it is the manifest's, exact in its explanations."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from scoring import model
from scoring.errors import BrokenModel

COMMITTED = Path(__file__).resolve().parents[2] / "models"


@pytest.fixture(scope="module")
def served() -> model.Model:
    return model.load(COMMITTED)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(COMMITTED, tmp_path / "models"))


def rows(served: model.Model, people: int = 1_000) -> np.ndarray:
    """Invented people: plausible enough to reach many leaves, a third of the values missing."""
    rng = np.random.default_rng(3)
    drawn = rng.lognormal(0, 2, (people, len(served.features))).astype(np.float32)
    for index, name in enumerate(served.features):
        if name in served.manifest["categories"]:
            drawn[:, index] = rng.integers(0, len(served.manifest["categories"][name]), people)
    drawn[rng.random(drawn.shape) < 0.33] = np.nan
    return drawn


def test_contributions_and_base_sum_to_the_score_s_log_odds(served: model.Model) -> None:
    people = rows(served)
    np.testing.assert_allclose(served.contributions(people).sum(axis=1), served.logit_score(people), rtol=0, atol=1e-6)


def test_an_effect_is_what_the_score_loses_when_a_family_becomes_ordinary(served: model.Model) -> None:
    people, family = rows(served, 50), [0, 3, 5]
    moved = people.copy()
    moved[:, family] = [served.manifest["ordinary"][served.features[column]] for column in family]
    lost = served.logit_score(people) - served.logit_score(moved)
    np.testing.assert_allclose(served.effects(people, [[1], family])[:, 1], lost, rtol=0, atol=1e-12)
    assert np.abs(served.effects(moved, [family])).max() == 0


def test_score_pd_and_log_odds_agree(served: model.Model) -> None:
    people = rows(served, 200)
    scores = [served.rule.score(float(pd)) for pd in served.probability_of_default(people)]
    np.testing.assert_allclose(model.sigmoid(served.logit_score(people)), scores, rtol=0, atol=1e-12)


def test_one_row_answers_as_in_a_crowd(served: model.Model) -> None:
    people = rows(served, 50)
    alone = [float(served.probability_of_default(people[i : i + 1])[0]) for i in range(50)]
    np.testing.assert_array_equal(alone, served.probability_of_default(people, threads=2))


def test_the_tuned_parameters_can_be_read(served: model.Model) -> None:
    assert served.booster.params["max_depth"] <= 6
    assert served.manifest["parameters"]["objective"] == "binary"
    assert not {"is_unbalance", "scale_pos_weight", "class_weight"} & set(served.manifest["parameters"])


def test_the_baseline_opens_too(served: model.Model) -> None:
    baseline = model.open_booster(COMMITTED, model.BASELINE_FILE, served.manifest)
    assert baseline.feature_name() == list(served.features)


def test_a_pickle_that_is_not_the_manifest_s_is_never_opened(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (copy / model.FINAL_FILE).open("ab") as file:
        file.write(b"x")
    monkeypatch.setattr(model.pickle, "loads", lambda *_: pytest.fail("the pickle was opened"))
    with pytest.raises(BrokenModel, match="was not opened"):
        model.load(copy)


@pytest.mark.parametrize("name", [model.MANIFEST, model.FINAL_FILE])
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(BrokenModel, match=name):
        model.load(copy)


def test_a_broken_manifest_is_named(copy: Path) -> None:
    (copy / model.MANIFEST).write_text("{", "utf-8")
    with pytest.raises(BrokenModel, match="not readable"):
        model.load(copy)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("features", ["A"]),
        ("calibration", {"a": -1.0, "b": 0.0}),
        ("calibration", {}),
        ("rule", {"cost_ratio": -1, "bounds": [0.4, 0.5]}),
        ("rule", {}),
        ("ordinary", {}),
        ("files", None),
    ],
)
def test_a_manifest_that_disagrees_is_refused(copy: Path, key: str, value: object) -> None:
    manifest = json.loads((copy / model.MANIFEST).read_text("utf-8"))
    (copy / model.MANIFEST).write_text(json.dumps(manifest | {key: value}), "utf-8")
    with pytest.raises(BrokenModel):
        model.load(copy)


def test_the_version_changes_with_what_changes_an_answer(served: model.Model) -> None:
    manifest = served.manifest
    assert model.version_of(manifest | {"trained_at": "1999-12-31"}) == served.version
    assert model.version_of(manifest | {"calibration": {"a": 1.0, "b": 0.1}}) != served.version


def test_rows_of_another_width_are_refused(served: model.Model) -> None:
    with pytest.raises(ValueError, match="features"):
        served.margins(np.zeros((1, 3), dtype=np.float32))
