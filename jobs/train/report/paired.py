"""Bootstrap over people, the same draws for everything that is compared."""

from typing import Final

import numpy as np
import numpy.typing as npt

from jobs.train.boosting import Index
from jobs.train.metrics import Estimate, Outcomes
from scoring.model import Floats

Weights = npt.NDArray[np.uint8]
DRAWS: Final = 400


def draws(people: Index, seed: int, count: int = DRAWS) -> Weights:
    """How often each row (n,) counts, shape (1 + count, n): once, then as in each draw of people, with replacement and all their rows."""
    numbers = np.unique(people, return_inverse=True)[1].ravel()
    rng, persons = np.random.default_rng(seed), int(numbers.max()) + 1
    drawn = np.ones((1 + count, len(people)), dtype=np.uint8)
    for draw in drawn[1:]:
        draw[:] = np.bincount(rng.integers(0, persons, persons), minlength=persons)[numbers]
    return drawn


def weighted_auc(outcomes: Outcomes, margins: Floats, weights: Weights) -> Floats:
    """AUC of margins (n,) under each of the weights (b, n), shape (b,); equal margins count for half."""
    order = np.argsort(margins, kind="stable")
    starts = np.flatnonzero(np.append(True, np.diff(margins[order]) > 0))
    failed = outcomes[order] == 1
    found = np.empty(len(weights))
    for place, weight in enumerate(weights):
        ordered = weight[order].astype(np.float64)
        bad, good = np.add.reduceat(ordered * failed, starts), np.add.reduceat(ordered * ~failed, starts)
        found[place] = bad @ (np.cumsum(good) - 0.5 * good) / (bad.sum() * good.sum())
    return found


def weighted_mean(values: Floats, weights: Weights) -> Floats:
    """Mean of values (n,) under each of the weights (b, n), shape (b,); NaN where none of the rows counts."""
    with np.errstate(invalid="ignore"):
        return np.asarray((weights @ values.astype(np.float64)) / weights.sum(axis=1, dtype=np.int64))


def interval(values: Floats) -> dict[str, float]:
    """A figure, first of values (b,), with its 95 % percentile interval over the others, as the manifest holds it."""
    low, high = np.nanquantile(values[1:], [0.025, 0.975])
    return Estimate(float(values[0]), float(low), float(high)).as_dict()
