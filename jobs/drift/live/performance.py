"""How well the model does without waiting for anybody's payments: what its own probabilities promise.

It assumes that the probabilities are still calibrated, that is, that people with the same data repay as they did: no count of
inputs can tell when that ceases; ``python -m jobs outcomes`` can, once the first payments are known.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from jobs.drift.live.statistics import Floats
from scoring.decision import Rule
from scoring.features.record import Text
from scoring.watch.bins import SCORES, Counts

ASSUMPTION: Final = Text(
    "Estimé sans attendre les paiements : vrai tant que les probabilités restent calibrées, ce que seuls les premiers incidents peuvent "
    "démentir (python -m jobs outcomes).",
    "Estimated without waiting for payments: true as long as the probabilities stay calibrated, which only the first incidents can belie "
    "(python -m jobs outcomes).",
)


@dataclass(frozen=True, slots=True)
class Expected:
    """What to expect of some people: mean PD, area under the ROC curve, Brier score, cost a client in refused good loans."""

    mean_pd: float
    auc: float
    brier: float
    cost: float


def expected(scores: Counts, rule: Rule) -> Expected:
    """From people by hundredth of the score, (SCORES,), each cell's PD being that of its middle."""
    score = (np.arange(SCORES) + 0.5) / SCORES
    pd = np.array([rule.probability_of_default(value) for value in score.tolist()])
    weights = scores / scores.sum()
    cost = np.where(score < 0.5, 1 - pd, rule.cost_ratio * pd)
    return Expected(float(weights @ pd), _auc(weights * pd, weights * (1 - pd)), float(weights @ (pd * (1 - pd))), float(weights @ cost))


def _auc(failed: Floats, repaid: Floats) -> float:
    """The chance that one who fails has a lower score than one who repays, of masses by rising score; half of it in a same cell."""
    above = repaid[::-1].cumsum()[::-1] - repaid
    return float((failed @ (above + repaid / 2)) / (failed.sum() * repaid.sum()))
