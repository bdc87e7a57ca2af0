"""The bootstrap draws people, and its AUC is the textbook's."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from jobs.train.report import paired


def test_all_rows_of_a_person_are_drawn_together_and_the_first_weights_are_the_rows_themselves() -> None:
    people = np.repeat(np.arange(500), 2)
    weights = paired.draws(people, seed=0, count=20)
    assert (weights[0] == 1).all()
    assert (weights[:, ::2] == weights[:, 1::2]).all()
    assert (weights[1:, ::2].sum(axis=1) == 500).all()
    assert len(np.unique(weights[1:], axis=0)) == 20


def test_the_weighted_auc_is_that_of_scikit_learn_ties_included() -> None:
    rng = np.random.default_rng(0)
    outcomes, margins = rng.integers(0, 2, 400), rng.integers(0, 25, 400) / 7
    weights = paired.draws(np.arange(400), seed=1, count=5)
    expected = [roc_auc_score(outcomes, margins, sample_weight=weight) for weight in weights]
    np.testing.assert_allclose(paired.weighted_auc(outcomes, margins, weights), expected, atol=1e-12)


def test_the_interval_leaves_out_a_fortieth_on_each_side() -> None:
    told = paired.interval(np.append(0.4, np.arange(0, 1001) / 1000))
    assert told == {"value": 0.4, "low": pytest.approx(0.025), "high": pytest.approx(0.975)}


def test_a_group_that_a_draw_misses_has_no_mean_there() -> None:
    weights = np.array([[1, 1], [0, 0]], dtype=np.uint8)
    assert paired.weighted_mean(np.array([1.0, 3.0]), weights).tolist() == [2.0, pytest.approx(float("nan"), nan_ok=True)]
