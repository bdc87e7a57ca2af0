"""Folds keep people together; seeds differ by fold; columns that say nothing go."""

from dataclasses import replace

import numpy as np
import pytest

from jobs.train import boosting
from jobs.train.boosting import Sample


def sample(people: int = 2_000, seed: int = 0) -> Sample:
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(people, 3)).astype(np.float32)
    outcomes = (rng.random(people) < 1 / (1 + np.exp(1.5 - rows[:, 0]))).astype(np.int8)
    return Sample(rows, outcomes, np.arange(people) // 2, outcomes.astype(np.int64), ("A", "B", "C"), ())


def test_a_person_stands_on_one_side_and_every_row_is_watched_once() -> None:
    drawn = sample()
    folds = boosting.folds(drawn, 5, seed=1)
    for learn, watch in folds:
        assert not set(drawn.people[learn]) & set(drawn.people[watch])
    assert sorted(np.concatenate([watch for _, watch in folds])) == list(range(len(drawn.outcomes)))


def test_cross_fit_gives_every_row_a_margin_that_ranks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boosting, "MOST_ROUNDS", 60)
    seen: list[int] = []
    drawn = sample()
    crossed = boosting.cross_fit(drawn, boosting.FIXED | {"learning_rate": 0.1}, 3, 0, lambda fold, margins: seen.append(fold))
    assert seen == [0, 1, 2]
    assert not np.isnan(crossed.margins).any()
    assert crossed.margins[drawn.outcomes == 1].mean() > crossed.margins[drawn.outcomes == 0].mean()


def test_each_fold_has_its_own_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    seeds: list[int] = []
    real = boosting.lightgbm.train

    def spy(parameters: dict, *args: object, **options: object) -> object:
        seeds.append(parameters["seed"])
        return real(parameters, *args, **(options | {"num_boost_round": 2}))

    monkeypatch.setattr(boosting.lightgbm, "train", spy)
    boosting.cross_fit(sample(), boosting.FIXED, 3, seed=5)
    assert len(set(seeds)) == 3


def test_a_column_that_tells_no_one_apart_is_left_out() -> None:
    rows = np.array([[1, np.nan, 0, 7], [1, np.nan, np.nan, 8]], dtype=np.float32)
    assert list(boosting.informative(rows, ["constant", "absent", "sometimes", "varies"])) == ["sometimes", "varies"]


def test_a_constrained_booster_never_moves_the_other_way() -> None:
    drawn = replace(sample(), monotone={"A": -1})
    one_way, free = (boosting.fit(drawn, boosting.FIXED | more, 40, seed=0) for more in (drawn.constraints(), {}))
    higher = drawn.rows + np.array([0.5, 0, 0], dtype=np.float32)
    assert (one_way.predict(higher) <= one_way.predict(drawn.rows)).all()
    assert (free.predict(higher) > free.predict(drawn.rows)).any()
