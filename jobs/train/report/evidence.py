"""Weight of evidence: a feature cut into bins, each worth the log-odds of difficulties in it minus those of everyone.

Siddiqi, "Credit Risk Scorecards", 2006, chapter 6. A missing value is a bin of its own.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.tree import DecisionTreeClassifier

from jobs.train.metrics import Outcomes
from scoring.model import Floats

MOST_BINS: Final = 8
SMALLEST_SHARE: Final = 0.02
SMALLEST: Final = 100
"""A bin holds at least this many people, and this share of those whose value is known."""

Column = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Binning:
    """Cuts of a feature, ascending, and what each bin is worth: bins below, between and above the cuts, then missing.

    Categories are cut between their codes: a code is a bin.
    """

    cuts: Floats
    worth: Floats

    def evidence(self, column: Column) -> Floats:
        """What each value (n,) is worth."""
        return np.asarray(self.worth[_bins(self.cuts, column)])


def fit(column: Column, outcomes: Outcomes, is_category: bool) -> tuple[Binning, float]:
    """The binning of a feature (n,) and its information value: how far it separates the two outcomes."""
    cuts = _between_codes(column) if is_category else _cuts(column, outcomes)
    bins = _bins(cuts, column)
    bad = np.asarray(np.bincount(bins, weights=outcomes, minlength=len(cuts) + 2), dtype=np.float64)
    people = np.bincount(bins, minlength=len(cuts) + 2).astype(np.float64)
    return _valued(cuts, bad, people - bad)


def _valued(cuts: Floats, bad: Floats, good: Floats) -> tuple[Binning, float]:
    """Half a person is added to each side of a bin, so that none is worth infinity; a bin too small to tell is worth nothing."""
    odds = np.log((bad + 0.5) / (good + 0.5)) - np.log(bad.sum() / good.sum())
    worth = np.where(bad + good >= SMALLEST, odds, 0.0)
    return Binning(cuts, worth), float(np.sum((bad / bad.sum() - good / good.sum()) * worth))


def _bins(cuts: Floats, column: Column) -> npt.NDArray[np.int64]:
    return np.where(np.isnan(column), len(cuts) + 1, np.searchsorted(cuts, column))


def _between_codes(column: Column) -> Floats:
    known = column[~np.isnan(column)]
    return np.arange(known.max(initial=0)) + 0.5


def _cuts(column: Column, outcomes: Outcomes) -> Floats:
    """Where a small tree on this feature alone cuts it."""
    known = ~np.isnan(column)
    smallest = max(SMALLEST, int(SMALLEST_SHARE * known.sum()))
    if known.sum() < 2 * smallest:
        return np.empty(0)
    tree = DecisionTreeClassifier(criterion="entropy", max_leaf_nodes=MOST_BINS, min_samples_leaf=smallest, random_state=0)
    grown = tree.fit(column[known].reshape(-1, 1), outcomes[known]).tree_
    return np.sort(grown.threshold[grown.feature >= 0])
