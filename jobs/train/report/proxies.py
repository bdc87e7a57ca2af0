"""How well sex and age can be guessed from the features that the model reads: an exclusion does not remove what others tell."""

from typing import Any, Final

import lightgbm
import numpy as np

from jobs.train.boosting import Sample
from jobs.train.report import quick
from jobs.train.report.ablations import watched_features
from jobs.train.report.paired import Weights, interval, weighted_auc, weighted_mean
from jobs.train.report.protected import SEXES, Protected
from jobs.train.report.quick import Folds
from scoring.model import Floats

AGE_LABEL: Final = "Age"
YOUNG, OLD = 30, 60


def measure(sample: Sample, protected: Protected, folds: Folds, weights: Weights, seed: int) -> dict[str, Any]:
    """AUC of sex from every feature; of age, from the features that do not read it: error in years, and both ends.

    One regression gives the three figures of age: whoever it takes for young ranks high among the under-30s.
    """
    known = protected.sex != ""
    women = np.where(known, protected.sex == SEXES["F"], 0).astype(np.float64)
    sex = _guess(sample, women, folds, seed, objective="binary", metric="binary_logloss")
    ageless = sample.without(watched_features(sample)[AGE_LABEL])
    age = _guess(ageless, protected.age, folds, seed, objective="regression", metric="l2")
    young, old = protected.age < YOUNG, protected.age >= OLD
    return {
        "sex": {"people": int(known.sum()), "roc_auc": interval(weighted_auc(women[known], sex[known], weights[:, known]))},
        "age": {
            "people": len(age),
            "features_without_age": len(ageless.features),
            "mean_error_years": interval(weighted_mean(np.abs(age - protected.age), weights)),
            "explained_variance": interval(_explained(protected.age, age, weights)),
            f"roc_auc_under_{YOUNG}": interval(weighted_auc(1 * young, -age, weights)),
            f"roc_auc_{OLD}_and_over": interval(weighted_auc(1 * old, age, weights)),
        },
    }


def _guess(sample: Sample, aim: Floats, folds: Folds, seed: int, **learner: str) -> Floats:
    """``aim`` (n,) guessed for each row by a booster that did not see it."""
    guessed = np.empty(len(aim))
    for fold, (learn, watch) in enumerate(folds):
        learning = sample.dataset(learn).set_label(aim[learn])
        parameters = quick.PARAMETERS | learner | {"seed": seed + 1000 * (fold + 1)}
        booster = lightgbm.train(parameters, learning, quick.ROUNDS)  # free of the constraints that a score obeys
        guessed[watch] = booster.predict(sample.rows[watch], raw_score=True)
    return guessed


def _explained(age: Floats, guessed: Floats, weights: Weights) -> Floats:
    """Share of the variance of age that the guess explains (R²), under each of the weights."""
    mean = weighted_mean(age, weights)
    variance = weighted_mean(age**2, weights) - mean**2
    return 1 - weighted_mean((age - guessed) ** 2, weights) / variance
