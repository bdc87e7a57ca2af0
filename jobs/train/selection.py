"""Which features earn nothing: those that gain no more from the true outcomes than from shuffled ones."""

from typing import Any, Final

import lightgbm
import numpy as np
from tqdm import tqdm

from jobs.train.boosting import FIXED, Sample
from jobs.train.metrics import Outcomes
from jobs.train.tuning import SEARCH_RATE, START
from scoring.model import Floats

SHUFFLES: Final = 20
ROUNDS: Final = 150
LEVEL: Final = 0.25
"""A feature stays when its gain is above this share of its own gains by chance.

A higher bar looks better where it was chosen and is worse elsewhere: at 0.95, chosen inside each fold, it cost 0.0008 of AUC.
"""


def idle(sample: Sample, seed: int) -> tuple[str, ...]:
    """Features of a sample whose gain is no better than chance (Altmann et al., "Permutation importance", 2010).

    A feature of many values gains something from any outcomes, even shuffled ones: ``SHUFFLES`` shuffles say how much.
    Those that a lever of a simulation moves are never idle: a client may ask about them.
    """
    true, chance = gains(sample, seed)
    bars = np.quantile(chance, LEVEL, axis=0)
    found = zip(sample.features, true, bars, strict=True)
    return tuple(name for name, gain, bar in found if gain <= bar and not sample.monotone.get(name))


def gains(sample: Sample, seed: int) -> tuple[Floats, Floats]:
    """Gain of each feature (p,) on the true outcomes, and (shuffles, p) on shuffled ones."""
    rng = np.random.default_rng(seed)
    shuffled = [rng.permutation(sample.outcomes) for _ in range(SHUFFLES)]
    chance = [_gains(sample, outcomes, seed) for outcomes in tqdm(shuffled, desc="selection", unit="shuffle")]
    return _gains(sample, sample.outcomes, seed), np.array(chance)


def _gains(sample: Sample, outcomes: Outcomes, seed: int) -> Floats:
    parameters: dict[str, Any] = FIXED | START | {"learning_rate": SEARCH_RATE, "seed": seed}
    booster = lightgbm.train(parameters, sample.dataset().set_label(outcomes), num_boost_round=ROUNDS)
    return np.asarray(booster.feature_importance("gain"))
