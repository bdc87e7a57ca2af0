"""The challenger that everyone can read: a logistic scorecard on weights of evidence, no coefficient of the wrong sign."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sklearn.linear_model import LogisticRegression

from jobs.train import boosting
from jobs.train.boosting import Sample
from jobs.train.metrics import affine_map, measure
from jobs.train.report import evidence
from jobs.train.report.evidence import Binning
from scoring.decision import Rule
from scoring.model import Floats, Rows, sigmoid

LEAST_INFORMATION: Final = 0.02
"""Below this information value a feature is held to say nothing (Siddiqi, 2006)."""
SHRINKAGE: Final = 0.01


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The features kept (their places among the sample's), their bins, and a coefficient each, all positive."""

    places: tuple[int, ...]
    binnings: tuple[Binning, ...]
    coefficients: Floats
    intercept: float

    def margins(self, rows: Rows) -> Floats:
        """Log-odds of difficulties of rows (n, p), shape (n,)."""
        return _evidence(rows, self.places, self.binnings) @ self.coefficients + self.intercept


def fit(sample: Sample) -> Scorecard:
    """Bin every feature, keep those that inform, and drop the ones whose coefficient turns against their own evidence."""
    places, binnings = _informative(sample)
    told = _evidence(sample.rows, places, binnings)
    kept = np.arange(len(places))
    while True:
        model = LogisticRegression(C=SHRINKAGE, max_iter=500).fit(told[:, kept], sample.outcomes)
        right = model.coef_[0] > 0
        if right.all():
            break
        kept = kept[right]
    return Scorecard(
        places=tuple(places[place] for place in kept),
        binnings=tuple(binnings[place] for place in kept),
        coefficients=model.coef_[0],
        intercept=float(model.intercept_[0]),
    )


def unseen_margins(sample: Sample, folds: int, seed: int) -> Floats:
    """A margin for each row, by a scorecard that did not see it; folds as the other models have them."""
    margins = np.empty(len(sample.outcomes))
    for learn, watch in boosting.folds(sample, folds, seed):
        margins[watch] = fit(sample.part(learn)).margins(sample.rows[watch])
    return margins


def measured(learning: Sample, aside: Sample, rule: Rule, folds: int, seed: int) -> dict[str, Any]:
    """Fit on ``learning``, calibrate there, and measure on ``aside``: the card's figures, and how many features count."""
    slope, intercept = affine_map(learning.outcomes, unseen_margins(learning, folds, seed))
    card = fit(learning)
    pd = sigmoid(slope * card.margins(aside.rows) + intercept)
    return measure(aside.outcomes, pd, rule, seed) | {"features": len(card.places)}


def _informative(sample: Sample) -> tuple[list[int], list[Binning]]:
    found = [evidence.fit(sample.rows[:, place], sample.outcomes, name in sample.categories) for place, name in enumerate(sample.features)]
    places = [place for place, (_, information) in enumerate(found) if information >= LEAST_INFORMATION]
    return places, [found[place][0] for place in places]


def _evidence(rows: Rows, places: list[int] | tuple[int, ...], binnings: list[Binning] | tuple[Binning, ...]) -> Floats:
    told = [binning.evidence(rows[:, place]) for place, binning in zip(places, binnings, strict=True)]
    return np.column_stack(told)
