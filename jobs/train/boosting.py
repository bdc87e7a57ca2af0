"""Fit LightGBM: one booster, or one a fold with early stopping."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import lightgbm
import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedGroupKFold

from jobs.train.metrics import Outcomes
from scoring.model import Floats, Rows

Index = npt.NDArray[np.int64]

MOST_ROUNDS: Final = 4000
PATIENCE: Final = 100
FIXED: Final[dict[str, Any]] = {
    "objective": "binary",  # log-loss and no class weights: the output must be a probability
    "metric": "binary_logloss",
    "max_depth": 6,  # deeper would make explaining everyone dear
    "bagging_freq": 1,
    "max_bin": 255,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 2,
    "verbosity": -1,
}
LEAST_IN_LEAF: Final = 120
"""No leaf of a kept booster may stand for fewer than 30 people. LightGBM only estimates a leaf's rows, from its hessians: told 29, it
left leaves of 9; told 20, leaves of 3."""
BASELINE: Final[dict[str, Any]] = {
    "objective": "binary",
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 2,
    "verbosity": -1,
    "min_data_in_leaf": LEAST_IN_LEAF,
}
BASELINE_ROUNDS: Final = 100


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows (n, p) to learn from, with outcomes (n,), person numbers (n,), strata (n,), and which columns are categories.

    ``monotone`` says how the PD may move with each feature that is named there: 1 never down, -1 never up.
    """

    rows: Rows
    outcomes: Outcomes
    people: Index
    strata: Index
    features: tuple[str, ...]
    categories: tuple[str, ...]
    monotone: Mapping[str, int] = field(default_factory=dict)

    def constraints(self) -> dict[str, Any]:
        """LightGBM's parameter for ``monotone``."""
        return {"monotone_constraints": [self.monotone.get(name, 0) for name in self.features]}

    def part(self, index: Index) -> "Sample":
        """The same sample, some rows only."""
        return replace(self, rows=self.rows[index], outcomes=self.outcomes[index], people=self.people[index], strata=self.strata[index])

    def without(self, dropped: Collection[str]) -> "Sample":
        """The same rows, fewer columns."""
        places = [place for place, name in enumerate(self.features) if name not in dropped]
        return replace(
            self,
            rows=np.ascontiguousarray(self.rows[:, places]),
            features=tuple(self.features[place] for place in places),
            categories=tuple(name for name in self.categories if name not in dropped),
        )

    def dataset(self, index: Index | slice = slice(None)) -> lightgbm.Dataset:
        """LightGBM's form of some rows."""
        return lightgbm.Dataset(
            self.rows[index],
            self.outcomes[index],
            feature_name=list(self.features),
            categorical_feature=list(self.categories),
            free_raw_data=False,
        )


@dataclass(frozen=True, slots=True)
class CrossFit:
    """What a cross-validation leaves: a margin for each row by the booster that did not see it, and each fold's rounds."""

    margins: Floats
    rounds: tuple[int, ...]


def folds(sample: Sample, count: int, seed: int) -> list[tuple[Index, Index]]:
    """Folds (learn, watch) with the same share of each stratum, each person on one side."""
    splitter = StratifiedGroupKFold(n_splits=count, shuffle=True, random_state=seed)
    return list(splitter.split(sample.rows, sample.strata, groups=sample.people))


def fit(sample: Sample, parameters: dict[str, Any], rounds: int, seed: int) -> lightgbm.Booster:
    """One booster on all rows of the sample."""
    return lightgbm.train(parameters | {"seed": seed}, sample.dataset(), num_boost_round=rounds)


def cross_fit(
    sample: Sample,
    parameters: dict[str, Any],
    count: int,
    seed: int,
    after_fold: Callable[[int, Floats], None] | None = None,
) -> CrossFit:
    """Fit a booster a fold with early stopping on the rest; each fold has its own seed.

    One seed for all folds would move the out-of-fold AUC by 0.004 for nothing: the same columns would be drawn in the
    same order everywhere. ``after_fold`` is told the fold's number and the margins so far (NaN where none yet).
    """
    margins = np.full(len(sample.outcomes), np.nan)
    rounds = []
    for fold, (learn, watch) in enumerate(folds(sample, count, seed)):
        booster = _fit_watching(sample, parameters | {"seed": seed + 1000 * (fold + 1)}, learn, watch)
        margins[watch] = booster.predict(sample.rows[watch], raw_score=True, num_iteration=booster.best_iteration)
        rounds.append(booster.best_iteration)
        if after_fold is not None:
            after_fold(fold, margins)
    return CrossFit(margins, tuple(rounds))


def _fit_watching(sample: Sample, parameters: dict[str, Any], learn: Index, watch: Index) -> lightgbm.Booster:
    learning = sample.dataset(learn)
    return lightgbm.train(
        parameters,
        learning,
        num_boost_round=MOST_ROUNDS,
        valid_sets=[learning.create_valid(sample.rows[watch], sample.outcomes[watch])],
        callbacks=[lightgbm.early_stopping(PATIENCE, verbose=False)],
    )


def informative(rows: Rows, names: Sequence[str]) -> Iterator[str]:
    """Names of the columns that hold at least two different values: the others cannot tell anyone apart."""
    for index, name in enumerate(names):
        column = rows[:, index]
        known = column[~np.isnan(column)]
        missing_some = 0 < len(known) < len(column)
        if missing_some or (len(known) and known.min() != known.max()):
            yield name
