"""How recommendations fall on groups of people that the model never saw named: sex, age, family status, sex by age.

Four figures a group: share granted, its ratio to the best-treated group (below 0.8, "four fifths", it deserves a look:
29 CFR 1607.4 D), share granted among those who repaid (equal opportunity: Hardt, Price & Srebro, NeurIPS 2016), and mean
PD minus observed rate (calibration inside groups: Kleinberg, Mullainathan & Raghavan, ITCS 2017).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from jobs.train.boosting import Sample
from jobs.train.report.paired import Weights, interval, weighted_mean
from jobs.train.report.protected import NOBODY, Protected, Texts
from scoring.decision import Rule
from scoring.model import Floats

SMALLEST: Final = 30
"""A group with fewer people who repaid, or fewer in difficulty, is shown nowhere: its rates would tell of those few."""
SCREEN: Final = 0.8
AGE_BANDS: Final = {"18 to 24": 25, "25 to 34": 35, "35 to 44": 45, "45 to 54": 55, "55 to 64": 65, "65 and over": 200}
"""Each band with the age that ends it."""

Mask = npt.NDArray[np.bool_]


def measure(sample: Sample, protected: Protected, models: Mapping[str, Floats], rule: Rule, weights: Weights) -> dict[str, Any]:
    """For each attribute, its groups with their size and, for each of ``models`` (name -> PDs (n,)), the four figures."""
    report: dict[str, Any] = {}
    for attribute, words in attributes(protected).items():
        groups = dict(_groups(words, sample))
        told = {name: _told(sample, groups, pd, rule, weights) for name, pd in models.items()}
        report[attribute] = [
            {"group": group, "people": len(np.unique(sample.people[mask])), "observed": round(float(sample.outcomes[mask].mean()), 6)}
            | {name: figures[group] for name, figures in told.items()}
            for group, mask in groups.items()
        ]
    return report


def attributes(protected: Protected) -> dict[str, Texts]:
    """The group of each of n people, by attribute; "" where unknown."""
    ages = np.array(list(AGE_BANDS))[np.searchsorted(list(AGE_BANDS.values()), protected.age, side="right")]
    both = np.where(protected.sex == NOBODY, NOBODY, np.char.add(np.char.add(protected.sex, ", "), ages))
    return {"sex": protected.sex, "age": ages, "family status": protected.family, "sex and age": both}


def _groups(words: Texts, sample: Sample) -> Iterator[tuple[str, Mask]]:
    for word in sorted(set(words.tolist()) - {NOBODY}):
        mask = words == word
        sides = (mask & (sample.outcomes == outcome) for outcome in (0, 1))
        if all(len(np.unique(sample.people[side])) >= SMALLEST for side in sides):
            yield word, mask


def _told(sample: Sample, groups: Mapping[str, Mask], pd: Floats, rule: Rule, weights: Weights) -> dict[str, dict[str, Any]]:
    if not groups:  # of a small sample: there is nobody to compare with
        return {}
    granted = (pd < rule.probability_of_default(rule.upper)).astype(np.float64)
    shares = {group: weighted_mean(granted[mask], weights[:, mask]) for group, mask in groups.items()}
    best = max(shares.values(), key=lambda share: float(share[0]))
    return {
        group: {
            "granted": interval(shares[group]),
            "ratio_to_best": interval(shares[group] / best),
            "granted_among_good": interval(_among_good(sample, mask, granted, weights)),
            "mean_pd_minus_observed": interval(weighted_mean((pd - sample.outcomes)[mask], weights[:, mask])),
        }
        for group, mask in groups.items()
    }


def _among_good(sample: Sample, mask: Mask, granted: Floats, weights: Weights) -> Floats:
    good = mask & (sample.outcomes == 0)
    return weighted_mean(granted[good], weights[:, good])
