"""The training protocol: set people aside, search, measure once, fit again on everyone."""

from dataclasses import dataclass
from typing import Any, Final

import lightgbm
import numpy as np
import optuna

from jobs.train import boosting, tuning
from jobs.train.averaging import average
from jobs.train.boosting import BASELINE, BASELINE_ROUNDS, Index, Sample
from jobs.train.metrics import affine_map, measure
from jobs.train.report import scorecard
from scoring.decision import Rule
from scoring.model import Floats, sigmoid

ASIDE: Final = 5
"""One person in five is set aside."""
FOLDS: Final = 5
SEEDS: Final = 3
"""Fits averaged into the served booster."""
GROWTH: Final = 1.1
"""A fit on all rows bears a few more trees than one on four fifths of them."""


@dataclass(frozen=True)
class Trained:
    """What training leaves: two boosters fitted on every row, the served one's calibration, and the figures.

    ``unseen`` (n,): the tuned recipe's PD of each row, by a booster that did not see it.
    """

    final: lightgbm.Booster
    baseline: lightgbm.Booster
    calibration: tuple[float, float]
    parameters: dict[str, Any]
    protocol: dict[str, Any]
    metrics: dict[str, Any]
    unseen: Floats
    study: optuna.Study


@dataclass(frozen=True, slots=True)
class Recipe:
    """Parameters, rounds and seeds: enough to fit a calibrated booster on any sample.

    ``seeds`` fits are averaged into one booster; ``constrained``: the PD moves one way with each lever of a simulation.
    """

    parameters: dict[str, Any]
    rounds: int
    seeds: int = 1
    constrained: bool = False

    def fit(self, sample: Sample, seed: int) -> lightgbm.Booster:
        """One booster on all rows of the sample."""
        parameters = self.parameters | (sample.constraints() if self.constrained else {})
        return average([boosting.fit(sample, parameters, self.rounds, seed + 100 * draw) for draw in range(self.seeds)])

    def unseen_margins(self, sample: Sample, seed: int) -> Floats:
        """A margin for each row of a sample, by a booster that did not see it; the number of rounds is the recipe's."""
        margins = np.empty(len(sample.outcomes))
        for fold, (learn, watch) in enumerate(boosting.folds(sample, FOLDS, seed)):
            booster = self.fit(sample.part(learn), seed + 1000 * (fold + 1))
            margins[watch] = booster.predict(sample.rows[watch], raw_score=True)
        return margins

    def measured(self, learning: Sample, aside: Sample, rule: Rule, seed: int) -> dict[str, Any]:
        """Fit on ``learning``, calibrate there, and measure on ``aside``."""
        slope, intercept = affine_map(learning.outcomes, self.unseen_margins(learning, seed))
        margins = self.fit(learning, seed).predict(aside.rows, raw_score=True)
        return measure(aside.outcomes, sigmoid(slope * np.asarray(margins) + intercept), rule, seed)


def train(sample: Sample, rule: Rule, trials: int, seed: int) -> Trained:
    """Run the whole protocol on a labelled sample."""
    learn, watch = split(sample, seed)
    learning, aside = sample.part(learn), sample.part(watch)
    searched, study = tuning.tune(learning, trials, FOLDS, seed)
    crossed = boosting.cross_fit(learning, searched | learning.constraints(), FOLDS, seed)
    tuned = Recipe(searched, round(GROWTH * float(np.mean(crossed.rounds))), SEEDS, constrained=True)
    plain = Recipe(BASELINE, BASELINE_ROUNDS)
    margins = tuned.unseen_margins(sample, seed)
    slope, intercept = affine_map(sample.outcomes, margins)
    metrics = {name: recipe.measured(learning, aside, rule, seed) for name, recipe in (("final", tuned), ("baseline", plain))}
    metrics["scorecard"] = scorecard.measured(learning, aside, rule, FOLDS, seed)
    unseen = sigmoid(slope * margins + intercept)
    metrics["cross_validated"] = measure(sample.outcomes, unseen, rule, seed)
    return Trained(
        final=tuned.fit(sample, seed),
        baseline=plain.fit(sample, seed),
        calibration=(slope, intercept),
        parameters=tuned.parameters,
        protocol={"seed": seed, "folds": FOLDS, "trials": trials, "aside": 1 / ASIDE, "rounds": tuned.rounds, "seeds": SEEDS},
        metrics=metrics,
        unseen=unseen,
        study=study,
    )


def split(sample: Sample, seed: int) -> tuple[Index, Index]:
    """Rows to learn from and rows set aside: stratified, each person on one side."""
    return boosting.folds(sample, ASIDE, seed)[0]
