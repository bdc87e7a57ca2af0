"""One booster that answers as the mean of several, contributions included."""

import lightgbm
import numpy as np
import pytest

from jobs.train.averaging import average

RNG = np.random.default_rng(0)
ROWS = np.column_stack([RNG.normal(size=(2_000, 4)), RNG.integers(0, 40, 2_000)])
ROWS[RNG.random(ROWS.shape) < 0.1] = np.nan
OUTCOMES = (np.nan_to_num(ROWS[:, 0]) + np.nan_to_num(ROWS[:, 4] % 3) + RNG.normal(size=2_000) > 1).astype(int)


def fitted(seed: int, rounds: int) -> lightgbm.Booster:
    parameters = {"objective": "binary", "verbosity": -1, "num_leaves": 8, "bagging_freq": 1, "bagging_fraction": 0.5, "seed": seed}
    return lightgbm.train(parameters, lightgbm.Dataset(ROWS, OUTCOMES, categorical_feature=[4]), rounds)


@pytest.fixture(scope="module")
def boosters() -> list[lightgbm.Booster]:
    return [fitted(seed, rounds=15 + seed) for seed in range(3)]


def test_the_margin_is_the_mean_of_the_margins(boosters: list[lightgbm.Booster]) -> None:
    one = average(boosters)
    assert one.num_trees() == sum(booster.num_trees() for booster in boosters)
    separate = [booster.predict(ROWS, raw_score=True) for booster in boosters]
    np.testing.assert_allclose(one.predict(ROWS, raw_score=True), np.mean(separate, axis=0), rtol=0, atol=1e-12)


def test_so_are_the_contributions(boosters: list[lightgbm.Booster]) -> None:
    separate = [booster.predict(ROWS[:200], pred_contrib=True) for booster in boosters]
    np.testing.assert_allclose(average(boosters).predict(ROWS[:200], pred_contrib=True), np.mean(separate, axis=0), rtol=0, atol=1e-9)
