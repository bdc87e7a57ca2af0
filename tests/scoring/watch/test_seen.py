"""How often returning people may be in a window: never less than what they do to the variance, and no more than must be feared."""

from datetime import date, timedelta

import numpy as np
import pytest

from scoring.watch import Bins
from scoring.watch.bins import SCORES, Column
from scoring.watch.seen import Row, repeats, seen

BINS = Bins("v", 10.0, (Column("amount", False, (1.0, 2.5, 4.0), 1.0),), ())
LAST = date(2026, 11, 22)
RNG = np.random.default_rng(8)


def row(back: int, people: int, key: str = "one", once_a_day: bool = False) -> Row:
    counts = BINS.count(np.full((people, 1), 1, dtype=np.float32), np.full(people, 0.5), np.full(people, 1))
    return Row(LAST - timedelta(days=back), key, counts, once_a_day)


def test_nobody_is_feared_twice_in_one_group_and_everybody_in_two_alike() -> None:
    assert repeats([350]) == 1
    assert repeats([100, 100, 100]) == 3
    assert repeats([]) == 1
    assert repeats([350, 40]) == pytest.approx((350 + 3 * 40) / 390)


def test_it_is_never_less_than_what_returning_people_do_to_the_variance() -> None:
    for _ in range(300):
        inside = RNG.random((RNG.integers(1, 6), 200)) < RNG.random((1, 200)) * RNG.random()
        times = inside.sum(axis=0)
        if times.any():
            assert repeats(inside.sum(axis=1).tolist()) >= (times**2).sum() / times.sum() - 1e-9


def test_a_counter_counts_a_person_once_in_seven_days_and_an_older_version_once_a_day() -> None:
    assert seen(BINS, [row(back, 50) for back in range(7)], LAST).repeats == 1
    assert seen(BINS, [row(back, 50) for back in range(14)], LAST).repeats == 2
    assert seen(BINS, [row(back, 50, once_a_day=True) for back in range(7)], LAST).repeats == 7
    both = seen(BINS, [row(0, 60), row(0, 60, key="two")], LAST)
    assert (both.total, both.days, both.worth) == (120, 1, 60)
    assert both.people.max() == 120
    assert len(both.people) == 5 + SCORES + 3
