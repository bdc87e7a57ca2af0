"""A column that matters is seen to matter, one that does not is not, and features go out with the column they read."""

from typing import Any

import numpy as np
import pytest

from jobs.train.report import ablations, paired
from jobs.train.report.ablations import EVERYTHING, Ablations
from scoring.decision import Rule


@pytest.fixture(scope="module")
def measured(world: Any) -> Ablations:
    weights = paired.draws(world.sample.people, 0, 200)
    return ablations.measure(world.sample, world.protected, world.folds, Rule(), weights, 1)


def test_what_lets_risk_in_is_told_from_what_does_not(measured: Ablations) -> None:
    table = {line["label"]: line for line in measured.table}
    assert table["Sex"]["change"] == "let in"
    assert table["Sex"]["roc_auc"]["low"] > 0
    assert table["Sex"]["cost_per_client"]["value"] < 0
    assert table["Weather"]["roc_auc"]["low"] < 0.005
    assert table[EVERYTHING]["columns"] == 2
    assert table["Age"]["change"] == "taken out"
    assert table["Age"]["roc_auc"]["high"] < 0


def test_a_watched_column_leaves_with_every_feature_that_reads_it(world: Any) -> None:
    watched = ablations.watched_features(world.sample)
    assert watched["Age"] == {"AGE_YEARS"}
    assert watched["Occupation"] == {"OCCUPATION_TYPE"}
    (occupation,) = (v for v in ablations.variants(world.sample, world.protected.excluded) if v.label == "Occupation")
    assert "OCCUPATION_TYPE" not in occupation.sample.features + occupation.sample.categories
    assert occupation.sample.rows.shape[1] == len(occupation.sample.features)


def test_a_group_whose_columns_no_feature_reads_makes_no_line(measured: Ablations) -> None:
    assert "Employer and type of income" not in {line["label"] for line in measured.table}


def test_a_model_compared_with_itself_changes_nothing(world: Any, measured: Ablations) -> None:
    compared = ablations.Compared(world.sample, [measured.reference] * 2, Rule(), paired.draws(world.sample.people, 0, 20), seed=0)
    nothing = {"value": 0.0, "low": 0.0, "high": 0.0}
    assert compared.change(measured.reference) == {"roc_auc": nothing, "cost_per_client": nothing}


def test_what_seeds_alone_do_widens_the_intervals(world: Any, measured: Ablations) -> None:
    weights, noise = paired.draws(world.sample.people, 0, 200), np.random.default_rng(0).normal(0, 1, (2, len(measured.reference)))
    sure, unsure = (
        ablations.Compared(world.sample, [measured.reference + spread * one for one in noise], Rule(), weights, seed=0) for spread in (0, 2)
    )
    narrow, wide = (compared.change(measured.margins["Sex"])["roc_auc"] for compared in (sure, unsure))
    assert sure.seeds_alone["roc_auc"] == 0 < unsure.seeds_alone["roc_auc"]
    assert wide["high"] - wide["low"] > narrow["high"] - narrow["low"]
