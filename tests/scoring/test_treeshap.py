"""The fast contributions are LightGBM's own, whatever its trees do with missing values, zeros and categories."""

from itertools import combinations
from math import factorial, prod
from pathlib import Path

import lightgbm
import numpy as np
import pytest

from scoring import leaf_tables, treeshap
from scoring import model as models
from scoring.errors import BrokenModel
from scoring.leaf_tables import Ordinary
from scoring.trees import trees_of

COMMITTED = Path(__file__).resolve().parents[2] / "models"
NUMBERS, CATEGORY = 6, 6


def people(count: int, seed: int) -> np.ndarray:
    """Rows of six numbers, with zeros and missing values, and of one category; some of its codes are never trained on."""
    rng = np.random.default_rng(seed)
    rows = np.column_stack([rng.normal(0, 1, (count, NUMBERS)), rng.integers(0, 40, count)]).astype(np.float32)
    rows[rng.random(rows.shape) < 0.2] = np.nan
    rows[rng.random(rows.shape) < 0.2] = 0
    return rows


def trained(rows: np.ndarray, **settings: object) -> lightgbm.Booster:
    rng = np.random.default_rng(0)
    signal = np.nan_to_num(rows[:, 0] * rows[:, 1] + np.abs(rows[:, 2]), nan=1.5) + np.isin(rows[:, CATEGORY], (3, 7, 11))
    data = lightgbm.Dataset(rows, signal + rng.normal(0, 0.5, len(rows)), categorical_feature=[CATEGORY], free_raw_data=False)
    usual = {"verbose": -1, "num_threads": 1, "seed": 0, "max_depth": 8, "min_data_in_leaf": 5, "cat_smooth": 1, "min_data_per_group": 5}
    return lightgbm.train({**usual, **settings}, data, num_boost_round=20)


def contributions(booster: lightgbm.Booster, rows: np.ndarray) -> np.ndarray:
    return treeshap.explain(list(trees_of(booster)), rows, Ordinary(rows[0], ()))[0]


def assert_equal(booster: lightgbm.Booster, rows: np.ndarray) -> None:
    expected = booster.predict(rows, pred_contrib=True, num_threads=1)
    np.testing.assert_allclose(contributions(booster, rows), expected, rtol=0, atol=1e-10)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"zero_as_missing": True},
        {"use_missing": False},
        {"max_depth": 3},
        {"num_leaves": 120, "max_depth": 7},
        {"boosting": "dart"},
        {"bagging_fraction": 0.5, "bagging_freq": 1},
        {"min_data_in_leaf": 900},
        {"min_data_in_leaf": 5_000},
    ],
    ids=str,
)
def test_contributions_are_those_of_lightgbm(settings: dict[str, object]) -> None:
    booster = trained(people(2_000, 1), **settings)
    strangers = people(300, 2)
    strangers[:, CATEGORY] += np.tile([0, 25, -30, 0.5], 75)  # codes never seen, negative or not whole
    assert_equal(booster, strangers)
    assert_equal(booster, np.where(np.isnan(people(50, 3)), np.nan, 0).astype(np.float32))


def test_a_trained_booster_meets_every_kind_of_split() -> None:
    """The comparison above means something only if the trees hold what it is about."""
    kinds = {name: list(trees_of(trained(people(2_000, 1), **settings))) for name, settings in VARIETY.items()}
    splits = {name: [split for tree in trees for split in tree.splits] for name, trees in kinds.items()}
    assert {split.missing_left for split in splits["plain"] if split.categories is None} == {True, False}
    assert any(split.categories is not None for split in splits["plain"])
    assert {split.zero_left for split in splits["zeros"] if split.categories is None} >= {True, False}
    assert max(len(tree.splits) for tree in kinds["deep"]) > leaf_tables.MOST_SPLITS


VARIETY: dict[str, dict[str, object]] = {
    "plain": {},
    "zeros": {"zero_as_missing": True},
    "deep": {"num_leaves": 120, "max_depth": 7},
}


def test_a_value_on_a_threshold_goes_where_lightgbm_sends_it() -> None:
    rows = people(2_000, 1)
    booster = trained(rows)
    thresholds = [split.threshold for tree in trees_of(booster) for split in tree.splits if split.categories is None]
    on_it = np.tile(np.array(thresholds, np.float32)[:, None], (1, NUMBERS + 1))
    assert_equal(booster, np.concatenate([on_it, np.nextafter(on_it, np.float32(np.inf)), np.nextafter(on_it, np.float32(-np.inf))]))


def test_the_committed_model_is_explained_exactly() -> None:
    model = models.load(COMMITTED)
    rng = np.random.default_rng(5)
    rows = rng.lognormal(0, 2, (200, len(model.features))).astype(np.float32)
    for index, name in enumerate(model.features):
        if name in model.manifest["categories"]:
            rows[:, index] = rng.integers(0, len(model.manifest["categories"][name]), len(rows))
    rows[rng.random(rows.shape) < 0.3] = np.nan
    assert_equal(model.booster, rows)


def test_threads_and_parts_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = people(1_000, 1)
    trees, ordinary = list(trees_of(trained(rows))), Ordinary(rows[5], (frozenset({0, 3}),))
    whole = np.hstack(treeshap.explain(trees, rows, ordinary))
    monkeypatch.setattr(treeshap, "ROWS_AT_ONCE", 170)
    monkeypatch.setattr(treeshap, "TREES_AT_ONCE", 3)
    np.testing.assert_allclose(np.hstack(treeshap.explain(trees, rows, ordinary, threads=2)), whole, rtol=0, atol=1e-12)


@pytest.mark.parametrize("missing", [False, True])
def test_effects_are_what_predicting_again_says(missing: bool) -> None:
    rows, families = people(800, 1), (frozenset({0, 3}), frozenset({1, 2, CATEGORY}), frozenset({4}))
    booster, row = trained(rows), people(50, 9)[7]
    row[:] = np.nan if missing else np.nan_to_num(row, nan=0.4)
    _, effects = treeshap.explain(list(trees_of(booster)), rows, Ordinary(row, families))
    for family, columns in enumerate(families):
        moved = rows.copy()
        moved[:, list(columns)] = row[list(columns)]
        expected = booster.predict(rows, raw_score=True) - booster.predict(moved, raw_score=True)
        assert np.abs(expected).max() > 0.1
        np.testing.assert_allclose(effects[:, family], expected, rtol=0, atol=1e-10)


def test_the_integral_is_the_shapley_value_by_its_definition() -> None:
    shares = np.random.default_rng(0).uniform(0.05, 0.95, 5)
    obeyed = np.array([True, False, True, True, False])

    def worth(members: tuple[int, ...]) -> float:
        return prod(float(obeyed[i]) if i in members else shares[i] for i in range(5))

    expected = [
        sum(
            factorial(size) * factorial(4 - size) / factorial(5) * (worth((*others, i)) - worth(others))
            for size in range(5)
            for others in combinations([j for j in range(5) if j != i], size)
        )
        for i in range(5)
    ]
    np.testing.assert_allclose(leaf_tables.shapley(shares[:, None], obeyed[:, None])[:, 0], expected, rtol=0, atol=1e-14)


@pytest.mark.parametrize(
    "settings", [{"objective": "multiclass", "num_class": 3}, {"boosting": "rf", "bagging_fraction": 0.5, "bagging_freq": 1}]
)
def test_a_booster_whose_margin_is_no_sum_of_trees_is_refused(settings: dict[str, object]) -> None:
    rows = people(500, 1)
    data = lightgbm.Dataset(rows, np.arange(500) % 3)
    booster = lightgbm.train({"verbose": -1, "num_threads": 1, **settings}, data, num_boost_round=3)
    with pytest.raises(BrokenModel, match="cannot be explained"):
        list(trees_of(booster))


def test_a_tree_too_deep_for_a_table_is_refused() -> None:
    rows = people(1_000, 1)
    booster = trained(rows, num_leaves=200, min_data_in_leaf=1, max_depth=-1)
    with pytest.raises(BrokenModel, match="max_depth"):
        contributions(booster, rows)


def test_linear_leaves_are_refused() -> None:
    rows = np.nan_to_num(people(500, 1))
    data = lightgbm.Dataset(rows, rows[:, 0], params={"linear_tree": True})
    booster = lightgbm.train({"verbose": -1, "num_threads": 1, "linear_tree": True}, data, num_boost_round=3)
    with pytest.raises(BrokenModel, match="linear"):
        list(trees_of(booster))
