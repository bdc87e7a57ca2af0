"""One row explained by tables laid side by side is explained as LightGBM explains it, missing values, zeros and categories included."""

from pathlib import Path

import lightgbm
import numpy as np
import pytest

from scoring import model as models
from scoring.errors import BrokenModel
from scoring.model import Model
from scoring.one_row import OneRow

MODELS = Path(__file__).resolve().parents[2] / "models"
COLUMNS = 6


@pytest.fixture(scope="module")
def committed() -> Model:
    return models.load(MODELS)


def hostile(count: int, columns: int, seed: int) -> np.ndarray:
    """Rows (n, p) of every size, with zeros, what is nearly zero, missing values and codes that nobody listed."""
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(count, columns)) * 10.0 ** rng.integers(-3, 6, columns)
    rows[rng.random(rows.shape) < 0.2] = np.nan
    rows[rng.random(rows.shape) < 0.1] = 0
    rows[rng.random(rows.shape) < 0.05] = 1e-36
    rows[rng.random(rows.shape) < 0.2] = 3
    return rows.astype(np.float32)


def test_the_committed_model(committed: Model) -> None:
    one, rows = OneRow(committed), np.abs(hostile(60, len(committed.features), 3))
    told = committed.contributions(rows)
    assert max(np.abs(one.contributions(row) - expected).max() for row, expected in zip(rows, told, strict=True)) < 1e-12
    one.check(rows[:5])


@pytest.mark.parametrize("settings", [{}, {"zero_as_missing": True}, {"use_missing": False}, {"max_depth": 2, "num_leaves": 3}])
def test_other_boosters(committed: Model, settings: dict) -> None:
    rows = hostile(400, COLUMNS, 5)
    rows[:, 0] = np.where(np.isnan(rows[:, 0]), np.nan, np.abs(rows[:, 0]) % 9 // 1)
    labels = (np.nan_to_num(rows[:, 1]) > 0) ^ (np.nan_to_num(rows[:, 0]) % 2 == 0)
    common = {"objective": "binary", "max_depth": 4, "num_leaves": 12, "min_data_in_leaf": 5, "verbose": -1, "num_threads": 1}
    data = lightgbm.Dataset(rows, labels.astype(int), categorical_feature=[0])
    booster = lightgbm.train({**common, **settings}, data, num_boost_round=15)
    one = OneRow(_Model(booster))  # type: ignore[arg-type]
    for row, told in zip(rows, booster.predict(rows, pred_contrib=True), strict=True):
        np.testing.assert_allclose(one.contributions(row), told, atol=1e-12)


class _Model:
    """A booster whose contributions are told as they are."""

    def __init__(self, booster: lightgbm.Booster) -> None:
        self.booster, self.ordinary = booster, np.zeros(COLUMNS, np.float32)

    def contributions_of_margin(self, phi: np.ndarray) -> np.ndarray:
        return phi

    def contributions(self, rows: np.ndarray) -> np.ndarray:
        return self.booster.predict(rows, pred_contrib=True)


def test_tables_of_another_model_are_not_believed(committed: Model) -> None:
    one, rows = OneRow(committed), np.abs(hostile(5, len(committed.features), 3))
    one._given = one._given * 1.001
    with pytest.raises(BrokenModel, match="differ"):
        one.check(rows)
