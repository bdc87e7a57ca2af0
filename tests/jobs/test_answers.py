"""The batch job's answers are the model's own, whatever the chunks; explanations that are not are refused."""

from pathlib import Path

import lightgbm
import numpy as np
import pytest

from jobs import answers
from jobs.answers import answer_all, columns, described, explained
from scoring import explain
from scoring import model as models
from scoring.errors import BrokenModel
from scoring.features import pipeline
from scoring.features.matrix import Matrix
from scoring.model import Model
from scoring.trees import trees_of

MODELS = Path(__file__).resolve().parents[2] / "models"


@pytest.fixture(scope="module")
def model() -> Model:
    return models.load(MODELS)


@pytest.fixture(scope="module")
def built(applicants: Path) -> Matrix:
    return pipeline.build_features(applicants)


def test_answers_are_those_of_one_client_at_a_time(model: Model, built: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "CHUNK", 170)
    features, rows = described(model), columns(model, built.names, built.rows)
    found = list(answer_all(model, built, "test"))
    assert len(found) == len(rows)
    for place in range(0, len(rows), 25):
        answer, row = found[place], rows[place : place + 1]
        contributions = model.contributions(row)[0]
        np.testing.assert_array_equal(answer.row, row[0])
        np.testing.assert_allclose(answer.contributions, contributions, rtol=0, atol=1e-9)
        assert answer.probability_of_default == model.probability_of_default(row)[0]
        assert answer.score == model.rule.score(answer.probability_of_default)
        alone = explain.reasons(model, features, row[0], contributions)
        assert [(told.feature.name, round(told.points, 6)) for told in answer.reasons] == [
            (told.feature.name, round(told.points, 6)) for told in alone
        ]


def test_contributions_sum_to_the_score_for_everyone(model: Model, built: Matrix) -> None:
    for answer in answer_all(model, built, "test"):
        assert answer.contributions.sum() == pytest.approx(np.log(answer.score / (1 - answer.score)), abs=1e-6)


def test_nobody_at_all_is_no_accident(model: Model, built: Matrix) -> None:
    nobody = Matrix(ids=built.ids[:0], rows=built.rows[:0], target=None, names=built.names)
    assert list(answer_all(model, nobody, "test")) == []


def test_contributions_that_are_not_lightgbm_s_stop_the_job(model: Model, built: Matrix) -> None:
    rows = columns(model, built.names, built.rows)
    other = lightgbm.train(
        {"verbose": -1, "num_threads": 1, "max_depth": 4}, lightgbm.Dataset(np.nan_to_num(rows), rows[:, 0] > np.median(rows[:, 0])), 5
    )
    with pytest.raises(BrokenModel, match="differ from LightGBM's own"):
        explained(model, list(trees_of(other)), rows)
