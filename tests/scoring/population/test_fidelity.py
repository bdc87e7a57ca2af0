"""The measures of fidelity tell like from unlike; the demo population is as like the real sample as its table says."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks import population
from scoring import model as models
from scoring.population import fidelity

RNG = np.random.default_rng(0)
ROWS = RNG.standard_normal((2000, 3))
SEED = 3


def test_ks_is_the_largest_gap_between_distributions() -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0, np.nan])
    assert fidelity.ks(values, values) == 0
    assert fidelity.ks(values, values + 2) == pytest.approx(0.5)
    assert fidelity.ks(values, values + 10) == 1
    assert fidelity.ks(values, np.full(3, np.nan)) == 0


def test_total_variation_of_texts() -> None:
    left, right = (np.array(list(text), dtype=object) for text in ("aabb", "abbb"))
    assert fidelity.total_variation(left, left) == 0
    assert fidelity.total_variation(left, right) == pytest.approx(0.25)


def test_rank_gaps_see_a_lost_dependence_and_not_a_change_of_scale() -> None:
    tied = np.column_stack([ROWS[:, 0], np.exp(ROWS[:, 0])])
    assert fidelity.rank_gaps(tied, tied * 3).max() == pytest.approx(0)
    assert fidelity.rank_gaps(tied, ROWS[:, :2])[0] == pytest.approx(1, abs=0.06)


def test_auc_counts_ties_as_half() -> None:
    assert fidelity.auc(np.array([0.0, 0.0, 1.0, 1.0]), np.array([1.0, 2.0, 2.0, 3.0])) == pytest.approx(0.875)


def test_likes_cannot_be_told_apart_and_others_can() -> None:
    names = ("one", "two", "three")
    other = ROWS + np.array([0, 0, 3])
    assert fidelity.told_apart(ROWS[:1000], ROWS[1000:], names, SEED).auc == pytest.approx(0.5, abs=0.06)
    told = fidelity.told_apart(ROWS[:1000], other[1000:], names, SEED)
    assert told.auc > 0.95
    assert max(told.shares, key=lambda name: told.shares[name]) == "three"


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[population.Side, population.Side]:
    if not population.SAMPLE.is_dir():
        pytest.skip(f"the real sample is not at {population.SAMPLE}")
    return population.both_sides(Path(tmp_path_factory.mktemp("fidelity")))


@pytest.fixture(scope="module")
def model() -> models.Model:
    return models.load(population.ROOT / "models")


MOST_KS = {
    "application": 0.08, "bureau": 0.09, "bureau_balance": 0.06, "previous_application": 0.12, "POS_CASH_balance": 0.08,
    "credit_card_balance": 0.25,
}  # fmt: skip
"""Largest distance of a column, by table: what was measured, and a margin for the seed."""


@pytest.mark.long
@pytest.mark.sample
@pytest.mark.parametrize("table", population.TABLES, ids=lambda table: table.name)
def test_columns_are_distributed_as_the_real_ones(table: population.Table, sides: tuple[population.Side, population.Side]) -> None:
    real, drawn = (side.rows(table) for side in sides)
    found = list(population.margins(table, real, drawn))
    worst = max(found, key=lambda column: column[1])
    assert worst[1] < MOST_KS[table.name], worst
    assert np.median([distance for _, distance, _ in found]) < (0.1 if table.name == "credit_card_balance" else 0.05)
    absent = max(found, key=lambda column: abs(column[2]))
    assert abs(absent[2]) < (0.2 if table.name == "credit_card_balance" else 0.06), absent
    counts = [len(rows[table.columns[0]]) / len(side.ids) for rows, side in zip((real, drawn), sides, strict=True)]
    assert counts[1] == pytest.approx(counts[0], rel=0.1)


@pytest.mark.long
@pytest.mark.sample
def test_the_strongest_features_depend_on_each_other_as_in_the_sample(
    sides: tuple[population.Side, population.Side], model: models.Model
) -> None:
    real, drawn = (side.features(population.strongest(model)) for side in sides)
    gaps = fidelity.rank_gaps(real, drawn)
    assert gaps.mean() < 0.03
    assert np.quantile(gaps, 0.95) < 0.09


@pytest.mark.long
@pytest.mark.sample
def test_zones_are_those_of_real_applicants_whose_history_is_whole(
    sides: tuple[population.Side, population.Side], model: models.Model
) -> None:
    real, drawn = (population.zones(model, side) for side in sides)
    assert np.abs(real - drawn).max() < 3, (real, drawn)


MOST_TOLD = {"application": 0.80, "several tables": 0.72, "bureau_balance": 0.66, "POS_CASH_balance": 0.78, "credit_card_balance": 0.77}
"""AUC of a classifier that tells real clients from drawn ones; `python -m benchmarks population` prints the others too."""


@pytest.mark.long
@pytest.mark.sample
@pytest.mark.parametrize("table", MOST_TOLD)
def test_a_classifier_hardly_tells_real_clients_from_drawn_ones(
    table: str, sides: tuple[population.Side, population.Side], model: models.Model
) -> None:
    names = population.groups(model.features)[table]
    told = fidelity.told_apart(sides[0].features(names), sides[1].features(names), names, population.SEED)
    assert told.auc < MOST_TOLD[table], told
