"""Invented borrowers whose truth is known: what weighs, what is protected, and what only repeats something protected."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from jobs.train import boosting
from jobs.train.boosting import Sample
from jobs.train.report import quick
from jobs.train.report.protected import Protected
from jobs.train.report.quick import Extra, Folds

FEATURES = ("EXT_SOURCE_2", "AGE_YEARS", "AMT_CREDIT", "EMPLOYED_YEARS", "CNT_CHILDREN", "OCCUPATION_TYPE")
PEOPLE = 3_000


@dataclass(frozen=True)
class World:
    """People, what the report may know of them, and folds."""

    sample: Sample
    protected: Protected
    folds: Folds


@pytest.fixture(autouse=True, scope="module")
def small() -> Iterator[None]:
    """A learner small enough for a test."""
    own = {"num_threads": 1, "feature_fraction": 1.0, "min_data_in_leaf": 30, "lambda_l2": 1.0}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quick, "ROUNDS", 40)
        patch.setattr(quick, "SEEDS", 1)
        patch.setattr(quick, "PARAMETERS", quick.PARAMETERS | own)
        yield


@pytest.fixture(scope="session")
def world() -> World:
    """Risk falls with the external score and with age, and rises for men, whom a trade gives away; credit says nothing."""
    rng = np.random.default_rng(0)
    man, age, score = rng.random(PEOPLE) < 0.4, rng.uniform(21, 69, PEOPLE), rng.normal(size=PEOPLE)
    trade = np.where(rng.random(PEOPLE) < 0.6, 1.0 * man, rng.integers(0, 2, PEOPLE))
    man[1] = man[0]  # the same person, who applied twice
    noise = rng.normal(size=(PEOPLE, 2))
    log_odds = -2.8 - 1.2 * score - 0.06 * (age - 45) + 2.5 * man
    outcomes = (rng.random(PEOPLE) < 1 / (1 + np.exp(-log_odds))).astype(np.int8)
    employed = age / 3 + 3 * rng.normal(size=PEOPLE)
    rows = np.column_stack([score, age, noise[:, 0], employed, rng.integers(0, 4, PEOPLE), trade]).astype(np.float32)
    people = np.arange(PEOPLE)
    people[1] = 0
    sample = Sample(rows, outcomes, people, outcomes.astype(np.int64), FEATURES, ("OCCUPATION_TYPE",))
    excluded = {
        "Sex": Extra(("application__CODE_GENDER",), 1.0 * man[:, None].astype(np.float32), ("application__CODE_GENDER",)),
        "Weather": Extra(("application__WEATHER",), noise[:, 1:].astype(np.float32), ()),
    }
    family = np.where(np.arange(PEOPLE) < 20, "Widow", np.where(np.arange(PEOPLE) % 2, "Married", "Single"))
    protected = Protected(outcomes, np.where(man, "men", "women"), family, age, excluded)
    return World(sample, protected, boosting.folds(sample, 3, seed=1))
