"""What would another draw of the same people have given? Refits on bootstrap samples, measured on one fold none of them saw."""

from itertools import combinations
from typing import Any, Final

import numpy as np
from scipy.stats import spearmanr

from jobs.train import boosting
from jobs.train.boosting import Index, Sample
from jobs.train.metrics import affine_map, auc
from jobs.train.report import quick
from jobs.train.report.quick import Folds
from scoring.decision import Rule
from scoring.model import Floats, sigmoid

REFITS: Final = 6


def measure(sample: Sample, folds: Folds, rule: Rule, refits: int, seed: int) -> dict[str, Any]:
    """Spread of AUC and score, clients whose zone moves, and how alike the importances (gain) are, over ``refits`` refits."""
    learn, watch = folds[0]
    fitted = [_refit(sample.part(learn), sample.part(watch), seed + 1000 * number) for number in range(refits)]
    pds = np.array([pd for pd, _ in fitted])
    aucs = [auc(sample.outcomes[watch], pd) for pd in pds]
    score = (1 - pds) / ((1 - pds) + rule.cost_ratio * pds)
    zones = (score >= rule.lower).astype(int) + (score > rule.upper)
    alike = [spearmanr(one, other).statistic for one, other in combinations([gain for _, gain in fitted], 2)]
    return {
        "refits": refits,
        "people": len(np.unique(sample.people[watch])),
        "roc_auc_lowest": round(min(aucs), 6),
        "roc_auc_highest": round(max(aucs), 6),
        "score_standard_deviation": round(float(score.std(axis=0, ddof=1).mean()), 6),
        "zone_differs_between_two": round(float(np.mean([zones[i] != zones[j] for i, j in combinations(range(refits), 2)])), 6),
        "granted_by_one_refused_by_another": round(float(np.mean((zones.min(axis=0) == 0) & (zones.max(axis=0) == 2))), 6),
        "rank_correlation_of_importances": round(float(np.mean(alike)), 6),
    }


def _refit(learning: Sample, watched: Sample, seed: int) -> tuple[Floats, Floats]:
    """Calibrated PDs of the watched rows, and the gain of each feature; people left out of the draw give the calibration."""
    drawn, left_out = _draw(learning, seed)
    booster = boosting.fit(learning.part(drawn), quick.PARAMETERS | learning.constraints(), quick.ROUNDS, seed)
    aside = np.asarray(booster.predict(learning.rows[left_out], raw_score=True))
    slope, intercept = affine_map(learning.outcomes[left_out], aside)
    margins = np.asarray(booster.predict(watched.rows, raw_score=True))
    return sigmoid(slope * margins + intercept), booster.feature_importance("gain")


def _draw(sample: Sample, seed: int) -> tuple[Index, Index]:
    """Rows of people drawn with replacement, as often as drawn, and rows of the people never drawn."""
    numbers = np.unique(sample.people, return_inverse=True)[1].ravel()
    persons = int(numbers.max()) + 1
    times = np.bincount(np.random.default_rng(seed).integers(0, persons, persons), minlength=persons)[numbers]
    return np.repeat(np.arange(len(numbers)), times), np.flatnonzero(times == 0)
