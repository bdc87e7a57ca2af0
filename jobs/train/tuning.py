"""Search LightGBM's parameters with Optuna, on folds of the learning rows only."""

from typing import Any, Final

import numpy as np
import optuna
from tqdm import tqdm

from jobs.train.boosting import FIXED, LEAST_IN_LEAF, Sample, cross_fit
from jobs.train.metrics import log_loss
from scoring.model import Floats, sigmoid

SEARCH_RATE: Final = 0.1
FINAL_RATE: Final = 0.04
START: Final[dict[str, Any]] = {
    "max_depth": 4,
    "num_leaves": 18,
    "min_data_in_leaf": LEAST_IN_LEAF,
    "feature_fraction": 0.28,
    "bagging_fraction": 0.87,
    "lambda_l1": 0.01,
    "lambda_l2": 34.0,
    "min_gain_to_split": 0.084,
    "path_smooth": 0.66,
    "cat_smooth": 46.0,
    "cat_l2": 65.0,
    "max_cat_threshold": 115,
}
"""A sensible first trial; the search may only do better."""


def space(trial: optuna.Trial) -> dict[str, Any]:
    """What a trial may try."""
    return {
        "max_depth": trial.suggest_int("max_depth", 3, 6),
        "num_leaves": trial.suggest_int("num_leaves", 8, 48),
        "min_data_in_leaf": trial.suggest_int("min_data_in_leaf", LEAST_IN_LEAF, 400, log=True),
        "feature_fraction": trial.suggest_float("feature_fraction", 0.1, 0.8, log=True),
        "bagging_fraction": trial.suggest_float("bagging_fraction", 0.5, 1.0),
        "lambda_l1": trial.suggest_float("lambda_l1", 1e-2, 20.0, log=True),
        "lambda_l2": trial.suggest_float("lambda_l2", 1.0, 200.0, log=True),
        "min_gain_to_split": trial.suggest_float("min_gain_to_split", 1e-3, 0.6, log=True),
        "path_smooth": trial.suggest_float("path_smooth", 1e-2, 30.0, log=True),
        "cat_smooth": trial.suggest_float("cat_smooth", 1.0, 100.0, log=True),
        "cat_l2": trial.suggest_float("cat_l2", 1.0, 100.0, log=True),
        "max_cat_threshold": trial.suggest_int("max_cat_threshold", 8, 128, log=True),
    }


def tune(sample: Sample, trials: int, count: int, seed: int) -> tuple[dict[str, Any], optuna.Study]:
    """Best parameters by out-of-fold log-loss over ``trials`` trials of ``count`` folds, and the study."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        direction="minimize",
        sampler=optuna.samplers.TPESampler(seed=seed, multivariate=False, n_startup_trials=8),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=5, n_warmup_steps=0),
    )
    study.enqueue_trial(START)
    with tqdm(total=trials, desc="tuning", unit="trial") as bar:
        study.optimize(lambda trial: _loss(trial, sample, count, seed), n_trials=trials, callbacks=[lambda *_: bar.update()])
    return FIXED | {"learning_rate": FINAL_RATE} | study.best_params, study


def _loss(trial: optuna.Trial, sample: Sample, count: int, seed: int) -> float:
    def stop_if_hopeless(fold: int, margins: Floats) -> None:
        trial.report(_log_loss_so_far(sample, margins), fold)
        if trial.should_prune():
            raise optuna.TrialPruned

    parameters = FIXED | sample.constraints() | {"learning_rate": SEARCH_RATE} | space(trial)
    crossed = cross_fit(sample, parameters, count, seed, stop_if_hopeless)
    trial.set_user_attr("rounds", crossed.rounds)
    return _log_loss_so_far(sample, crossed.margins)


def _log_loss_so_far(sample: Sample, margins: Floats) -> float:
    known = ~np.isnan(margins)
    return log_loss(sample.outcomes[known], sigmoid(margins[known]))
