"""A small model of the notebooks' fictitious people, made by the product's own training functions in a few seconds."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import numpy as np

from jobs.train import boosting
from jobs.train.boosting import Index, Sample
from jobs.train.metrics import affine_map
from jobs.train.recipe import Recipe
from jobs.train.report import quick
from scoring import explain, tables
from scoring.decision import Rule
from scoring.features.catalogue import BY_NAME
from scoring.features.sources import Sources
from scoring.levers import Lever
from scoring.model import Floats, Model

PARAMETERS: Final[dict[str, Any]] = quick.PARAMETERS | {"num_threads": 1, "min_data_in_leaf": 60, "num_leaves": 8, "max_depth": 4}
PLAIN: Final[dict[str, Any]] = boosting.BASELINE | {"num_threads": 1}
ROUNDS: Final = 60
FOLDS: Final = 3
SEED: Final = 2018


def unseen(sample: Sample, parameters: dict[str, Any], rounds: int = ROUNDS) -> Floats:
    """A margin for each row (n,) by a booster that did not see it: three folds, people kept together, a seed a fold."""
    margins = np.empty(len(sample.outcomes))
    for fold, (learn, watch) in enumerate(boosting.folds(sample, FOLDS, SEED)):
        booster = boosting.fit(sample.part(learn), parameters, rounds, SEED + 1000 * (fold + 1))
        margins[watch] = booster.predict(sample.rows[watch], raw_score=True)
    return margins


def train(sample: Sample, rule: Rule) -> tuple[Model, Floats]:
    """A whole model, calibrated and ready to answer, and the margins (n,) out of fold that calibrated it."""
    margins = unseen(sample, PARAMETERS | sample.constraints())
    slope, intercept = affine_map(sample.outcomes, margins)
    booster = Recipe(PARAMETERS, ROUNDS, seeds=3, constrained=True).fit(sample, SEED)
    usual = explain.ordinary([BY_NAME[name] for name in sample.features], sample.rows)
    ordinary = np.array(list(usual.values()), dtype=np.float32)
    return Model(booster, sample.features, slope, intercept, rule, "démonstration", ordinary, {}), margins


def pulled(lever: Lever, step: float) -> Callable[[Sources], Sources]:
    """What a lever of a simulation does to the raw tables of everyone: give it to ``build_features`` as ``change``."""

    def change(sources: Sources) -> Sources:
        if lever.table == tables.APPLICATION.name:
            return replace(sources, application=sources.application.mutate(**lever.change(sources.application, step)))
        table = sources.history[lever.table]
        return replace(sources, history={**sources.history, lever.table: table.mutate(**lever.change(table, step))})

    return change


def halves(sample: Sample) -> tuple[Index, Index]:
    """Rows to learn from and rows to watch, half each, each person on one side."""
    return boosting.folds(sample, 2, SEED)[0]
