"""What chance alone does to counts: the index of stability with its threshold, shares with their intervals, many tests at once."""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2, norm

from scoring.watch.bins import Counts

ALPHA: Final = 0.002
"""Chance that one judgement, over all its tests together, takes chance for a change."""
EXPECTED: Final = 10
"""People that a cell must be expected to hold on both sides: with fewer, the index has no chi-squared law."""
NORMAL_95: Final = 1.96
Floats = npt.NDArray[np.float64]


def grouped(reference: Counts | Floats, people: int) -> Counts:
    """A group for each cell (k,), so that each is expected to hold :data:`EXPECTED` of ``people`` and of the reference itself.

    It depends on the reference alone, so that whatever is compared with it has the same cells.
    """
    total = max(1.0, float(reference.sum()))
    rare = reference * min(people, total) < EXPECTED * total
    order = np.argsort(reference, kind="stable")
    for place in order:
        if not rare.any() or reference[rare].sum() * min(people, total) >= EXPECTED * total:
            break
        rare[place] = True  # together the rare ones are still too few: the next smallest joins them
    groups = np.cumsum(~rare) - 1
    return np.where(rare, int((~rare).sum()), groups).astype(np.int64)


def gathered(counts: Counts | Floats, groups: Counts) -> Floats:
    """Counts (..., k) of cells as counts (..., g) of their groups."""
    return counts @ np.eye(int(groups.max()) + 1)[groups]


def index(reference: Counts | Floats, current: Counts | Floats) -> Floats:
    """Population stability index of counts (k,) and (..., k): ``sum((q - p) ln(q / p))``, half a person more in each cell."""
    p, q = ((counts + 0.5) / (counts + 0.5).sum(axis=-1, keepdims=True) for counts in (reference, current))
    return np.asarray(((q - p) * np.log(q / p)).sum(axis=-1))


def scale(before: float, now: float) -> float:
    """Without a change the index is this times a chi-squared of k - 1 degrees (Yurdakul & Naranjo, 2020).

    Both are numbers of different people: where some may be counted several times, what their counts are worth (Rao & Scott,
    "The analysis of categorical data from complex sample surveys", JASA, 1981: the statistic over its largest design effect).
    """
    return 1 / max(1, before) + 1 / max(1, now)


def chance_of_index(found: Floats | float, cells: int, before: float, now: float) -> Floats:
    """The chance of an index at least as large without a change."""
    return np.asarray(chi2.sf(np.asarray(found) / scale(before, now), max(1, cells - 1)))


def least_index(cells: int, before: float, now: float, tests: int) -> float:
    """The smallest index that cannot be chance, when ``tests`` are made."""
    return float(chi2.isf(ALPHA / tests, max(1, cells - 1)) * scale(before, now))


def chance_of_shares(before: tuple[float, float], now: tuple[Counts | Floats, float]) -> Floats:
    """The chance of two shares (count, of how many) at least as far apart, two-sided (pooled normal approximation)."""
    pooled = (before[0] + now[0]) / (before[1] + now[1])
    error = np.sqrt(np.maximum(pooled * (1 - pooled), 1e-12) * scale(before[1], now[1]))
    return np.asarray(2 * norm.sf(np.abs(before[0] / before[1] - now[0] / now[1]) / error))


def interval(count: float, people: float) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (JASA, 1927)."""
    share, factor = count / people, NORMAL_95**2 / people
    middle = (share + factor / 2) / (1 + factor)
    half = NORMAL_95 / (1 + factor) * float(np.sqrt(share * (1 - share) / people + factor / (4 * people)))
    return max(0.0, middle - half), min(1.0, middle + half)


def corrected(chances: Floats) -> Floats:
    """Chances (..., t) of t tests, each as it stands among all (Holm, 1979): below :data:`ALPHA` it is no chance."""
    tests = chances.shape[-1]
    order = np.argsort(chances, axis=-1)
    raised = np.take_along_axis(chances, order, axis=-1) * np.arange(tests, 0, -1)
    raised = np.minimum(1.0, np.maximum.accumulate(raised, axis=-1))
    found = np.empty_like(raised)
    np.put_along_axis(found, order, raised, axis=-1)
    return found
