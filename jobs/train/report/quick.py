"""A faster learner than the served one, the same for every variant that a report compares."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from jobs.train import boosting
from jobs.train.boosting import FIXED, Index, Sample
from jobs.train.metrics import affine_map
from scoring.model import Floats, Rows, sigmoid

FOLDS: Final = 3
ROUNDS: Final = 150
SEEDS: Final = 2
"""Margins averaged in each fold: one seed alone moves the AUC by as much as most choices do."""
PARAMETERS: Final[dict[str, Any]] = FIXED | {
    "max_bin": 127,
    "learning_rate": 0.1,
    "num_leaves": 16,
    "min_data_in_leaf": 200,
    "feature_fraction": 0.1,
    "bagging_fraction": 0.8,
    "lambda_l2": 50.0,
}
Folds = Sequence[tuple[Index, Index]]


@dataclass(frozen=True, slots=True)
class Extra:
    """Raw columns that the model may not read, coded as numbers (n, k); some of them categories."""

    names: tuple[str, ...]
    rows: Rows
    categories: tuple[str, ...]


def beside(*extras: Extra) -> Extra:
    """Several groups of columns as one."""
    return Extra(
        names=tuple(name for extra in extras for name in extra.names),
        rows=np.hstack([extra.rows for extra in extras]),
        categories=tuple(name for extra in extras for name in extra.categories),
    )


def widened(sample: Sample, extra: Extra) -> Sample:
    """The sample with more columns."""
    return replace(
        sample,
        rows=np.hstack([sample.rows, extra.rows]),
        features=(*sample.features, *extra.names),
        categories=(*sample.categories, *extra.categories),
    )


def unseen_margins(sample: Sample, folds: Folds, seed: int) -> Floats:
    """A margin for each row, by boosters that did not see it."""
    parameters, margins = PARAMETERS | sample.constraints(), np.zeros(len(sample.outcomes))
    for fold, (learn, watch) in enumerate(folds):
        part = sample.part(learn)
        for draw in range(SEEDS):
            booster = boosting.fit(part, parameters, ROUNDS, seed + 1000 * (fold + 1) + draw)
            margins[watch] += np.asarray(booster.predict(sample.rows[watch], raw_score=True)) / SEEDS
    return margins


def calibrated(sample: Sample, margins: Floats) -> Floats:
    """The PD of margins (n,) after the affine map that fits them best."""
    slope, intercept = affine_map(sample.outcomes, margins)
    return sigmoid(slope * margins + intercept)
