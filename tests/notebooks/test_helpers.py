"""Rates with their intervals, small models, pictures."""

import numpy as np
import pandas as pd
import pytest

from jobs.train.boosting import Sample
from notebooks import figures, rates, tiny


@pytest.fixture(scope="module")
def sample() -> Sample:
    """Six hundred people, of whom one column tells and seven do not."""
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(600, 8)).astype(np.float32)
    outcomes = (rows[:, 0] + rng.normal(size=600) > 1).astype(np.int8)
    names = tuple(f"c{place}" for place in range(8))
    return Sample(rows, outcomes, np.arange(600), outcomes.astype(np.int64), names, ())


def test_an_interval_of_wilson_holds_its_published_value() -> None:
    low, high = rates.wilson(np.array(10), np.array(100))
    assert (round(float(low), 4), round(float(high), 4)) == (0.0552, 0.1744)


def test_a_group_of_fewer_than_thirty_is_not_told() -> None:
    told = rates.by_group(pd.Series(["many"] * 30 + ["few"] * 29), pd.Series([1, 0] * 29 + [0]))
    assert list(told.index) == ["many"]
    assert told["low"].iloc[0] < told["rate"].iloc[0] == 50 < told["high"].iloc[0]


def test_ranking_power_ignores_the_direction() -> None:
    outcomes = pd.Series([0, 0, 1, 1])
    assert (
        rates.ranking_power(pd.Series([1.0, 2.0, 3.0, 4.0]), outcomes)
        == rates.ranking_power(pd.Series([4.0, 3.0, 2.0, 1.0]), outcomes)
        == 100
    )


def test_a_column_that_moved_comes_first() -> None:
    before = pd.DataFrame({"still": np.arange(100.0), "moved": np.arange(100.0)})
    gaps = rates.drift(before, before.assign(moved=before["moved"] + 50))
    assert list(gaps.index) == ["moved", "still"]
    assert gaps.tolist() == pytest.approx([50, 0])


def test_margins_are_those_of_models_that_did_not_see_the_row(sample: Sample) -> None:
    noise = Sample(sample.rows, np.random.default_rng(4).permutation(sample.outcomes), sample.people, sample.strata, sample.features, ())
    margins = tiny.unseen(noise, tiny.PLAIN)
    assert abs(np.corrcoef(margins, noise.outcomes)[0, 1]) < 0.15


def test_a_picture_is_the_same_every_time_and_carries_its_title() -> None:
    one, other = (figures.bars("Un constat ; un chiffre", ["a", "b"], [1.0, -2.0], "unité") for _ in range(2))
    assert one.data == other.data
    assert one.alt == "Un constat\u202f; un chiffre"


def test_ticks_are_written_the_french_way() -> None:
    written = figures._french(0)
    assert [written(value, 0) for value in (1000, 0.25, -3)] == ["1\u202f000", "0,25", "−3"]
