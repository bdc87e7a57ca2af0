"""The little statistics behind the charts, on numpy alone."""

import math
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
BINS: Final = 24
FEWEST_PAIRS: Final = 30
"""A correlation of fewer people says nothing."""


def edges(values: Floats) -> Floats:
    """Edges of about 24 bins of one round width over the middle 98 % of ``values`` (n >= 1, no NaN).

    A few whole numbers get a bin each, centred on the number.
    """
    low, high = np.quantile(values, [0.01, 0.99]).tolist()
    if low == high:
        low, high = float(values.min()), float(values.max())
    if high - low <= BINS and np.all(values == np.round(values)):
        return np.arange(math.floor(low), math.ceil(high) + 2) - 0.5
    if low == high:
        return np.array([low - 0.5, low + 0.5])
    width = _round_up((high - low) / BINS)
    first, last = math.floor(low / width), math.ceil(high / width)
    decimals = max(0, 2 - math.floor(math.log10(width)))
    return np.round(np.arange(first, last + 1) * width, decimals)


def _round_up(width: float) -> float:
    """The next number that people find round: 1, 2, 2.5 or 5 times a power of ten."""
    power: float = 10.0 ** math.floor(math.log10(width))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= width * (1 - 1e-9))


def ranks(values: Floats) -> Floats:
    """Ranks from 1, ties sharing their mean rank; ``values`` holds no NaN."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[place])


def rank_correlation(x: Floats, y: Floats) -> float | None:
    """Spearman's correlation; ``None`` with fewer than 30 pairs or when one side never varies."""
    if len(x) < FEWEST_PAIRS or np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    return float(np.clip(np.corrcoef(ranks(x), ranks(y))[0, 1], -1, 1))


def heights(values: Floats) -> Floats:
    """How high each value stands among those known, from 0 (lowest) to 1 (highest); NaN stays NaN."""
    known = ~np.isnan(values)
    found = np.full(len(values), np.nan)
    count = np.count_nonzero(known)
    found[known] = (ranks(values[known]) - 1) / (count - 1) if count > 1 else 0.5
    return found
