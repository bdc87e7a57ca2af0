"""How like the real people the drawn ones are: figures over two sets of rows, numbers with NaN (texts as codes)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.population.copula import Floats

FOLDS: Final = 4
ROUNDS: Final = 150
CLASSIFIER: Final[dict[str, Any]] = {
    "objective": "binary",
    "learning_rate": 0.1,
    "num_leaves": 31,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.5,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}


@dataclass(frozen=True, slots=True)
class Told:
    """How well a classifier tells real from drawn: out-of-fold AUC, and each column's share of its gain."""

    auc: float
    shares: dict[str, float]


def ks(real: Floats, drawn: Floats) -> float:
    """Kolmogorov-Smirnov distance of the present values of two samples, 0 (alike) to 1; 0 when either has none."""
    left, right = (np.sort(values[~np.isnan(values)]) for values in (real, drawn))
    if not len(left) or not len(right):
        return 0.0
    grid = np.concatenate([left, right])
    gaps = np.searchsorted(left, grid, side="right") / len(left) - np.searchsorted(right, grid, side="right") / len(right)
    return float(np.abs(gaps).max())


def total_variation(real: NDArray[Any], drawn: NDArray[Any]) -> float:
    """Half the sum of the differences between the shares of the levels of two samples of texts (None: missing, left out)."""
    shares = []
    for values in (real, drawn):
        levels, counts = np.unique([value for value in values if value is not None], return_counts=True)
        shares.append(dict(zip(levels.tolist(), (counts / max(counts.sum(), 1)).tolist(), strict=True)))
    return 0.5 * float(sum(abs(shares[0].get(level, 0) - shares[1].get(level, 0)) for level in shares[0] | shares[1]))


def rank_gaps(real: Floats, drawn: Floats) -> Floats:
    """Absolute differences of Spearman's correlations, one a pair of columns of (n, p) and (m, p); pairs present together."""
    upper = np.triu_indices(real.shape[1], 1)
    return np.asarray(np.abs(_spearman(real) - _spearman(drawn))[upper])


def _spearman(rows: Floats) -> Floats:
    """Correlations of ranks among the rows where both columns are present; a constant column correlates with nothing."""
    size = rows.shape[1]
    found = np.eye(size)
    for i in range(size):
        for j in range(i):
            both = ~np.isnan(rows[:, i]) & ~np.isnan(rows[:, j])
            found[i, j] = found[j, i] = _correlation(_ranks(rows[both, i]), _ranks(rows[both, j]))
    return found


def _ranks(values: Floats) -> Floats:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[inverse])


def _correlation(left: Floats, right: Floats) -> float:
    if len(left) < 2 or left.min() == left.max() or right.min() == right.max():
        return 0.0
    return float(np.corrcoef(left, right)[0, 1])


def told_apart(real: Floats, drawn: Floats, names: Sequence[str], seed: int) -> Told:
    """Tell real rows (n, p) from drawn ones (m, p) with LightGBM, cross-validated."""
    import lightgbm

    rows = np.concatenate([real, drawn]).astype(np.float32)
    truth = np.repeat([1.0, 0.0], [len(real), len(drawn)])
    fold = np.random.default_rng(seed).permutation(len(rows)) % FOLDS
    guess, gain = np.empty(len(rows)), np.zeros(len(names))
    for part in range(FOLDS):
        learning = lightgbm.Dataset(rows[fold != part], truth[fold != part], feature_name=list(names))
        booster = lightgbm.train(CLASSIFIER | {"seed": seed + part}, learning, num_boost_round=ROUNDS)
        guess[fold == part] = booster.predict(rows[fold == part])
        gain += booster.feature_importance("gain")
    return Told(auc(truth, guess), dict(zip(names, (gain / max(gain.sum(), 1e-12)).tolist(), strict=True)))


def auc(truth: Floats, guess: Floats) -> float:
    """Chance that a row of truth 1 has a higher guess than one of truth 0 (ties count half)."""
    positive = truth == 1
    ranks = _ranks(guess)[positive]
    count = positive.sum()
    return float((ranks.sum() - count * (count + 1) / 2) / (count * (len(truth) - count)))
