"""What tells of the outcome stays; what gains by chance goes; what a lever moves stays whatever it gains."""

from dataclasses import replace

import numpy as np
import pytest

from jobs.train import boosting, selection
from jobs.train.boosting import Sample


@pytest.fixture
def sample(monkeypatch: pytest.MonkeyPatch) -> Sample:
    """Two thousand people, of whom one column tells and seven do not."""
    monkeypatch.setitem(boosting.FIXED, "num_threads", 1)
    monkeypatch.setattr(selection, "ROUNDS", 30)
    monkeypatch.setattr(selection, "SHUFFLES", 8)
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(2_000, 8)).astype(np.float32)
    outcomes = (rows[:, 0] + rng.normal(size=2_000) > 1.5).astype(np.int8)
    return Sample(rows, outcomes, np.arange(2_000), outcomes.astype(np.int64), tuple("ABCDEFGH"), ())


def test_what_tells_stays_and_most_of_what_does_not_goes(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "LEVEL", 0.95)
    idle = selection.idle(sample, seed=1)
    assert "A" not in idle
    assert len(idle) >= 5


def test_what_a_lever_moves_stays(sample: Sample) -> None:
    moved = replace(sample, monotone=dict.fromkeys("BCDEFGH", 1))
    assert selection.idle(moved, seed=1) == ()


def test_the_same_seed_gives_the_same_answer(sample: Sample) -> None:
    assert selection.idle(sample, seed=1) == selection.idle(sample, seed=1)


def test_columns_that_go_take_their_category_along(sample: Sample) -> None:
    left = replace(sample, categories=("B", "C")).without(("B",))
    assert left.features == tuple("ACDEFGH")
    assert left.categories == ("C",)
    assert np.array_equal(left.rows, sample.rows[:, [0, 2, 3, 4, 5, 6, 7]])
