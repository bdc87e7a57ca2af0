"""Bins weigh what they hold; no coefficient works against its own evidence."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

from jobs.train import metrics
from jobs.train.metrics import auc
from jobs.train.report import evidence, scorecard
from scoring.decision import Rule


def test_the_worth_of_a_bin_is_its_log_odds_against_everyone_s() -> None:
    column = np.repeat([0.0, 1.0], 1000).astype(np.float32)
    outcomes = np.zeros(2000, dtype=np.int8)
    outcomes[:100] = outcomes[1000:1400] = 1
    binning, information = evidence.fit(column, outcomes, is_category=False)
    low, high = binning.evidence(np.array([0, 1], dtype=np.float32))
    everyone = np.log(500 / 1500)
    assert low == pytest.approx(np.log(100.5 / 900.5) - everyone)
    assert high == pytest.approx(np.log(400.5 / 600.5) - everyone)
    assert information == pytest.approx((0.2 - 0.6) * low + (0.8 - 0.4) * high)


def test_missing_is_a_bin_of_its_own_and_a_handful_of_people_is_worth_nothing() -> None:
    column = np.where(np.arange(3000) < 1000, np.nan, np.arange(3000) % 7).astype(np.float32)
    outcomes = ((np.arange(3000) < 300) | (np.arange(3000) > 2900)).astype(np.int8)
    binning, _ = evidence.fit(column, outcomes, is_category=True)
    missing, known = binning.evidence(np.array([np.nan, 3], dtype=np.float32))
    assert missing > 0 > known
    column[:30] = 40
    rare, _ = evidence.fit(column, outcomes, is_category=True)
    assert rare.evidence(np.array([40, 12, 99], dtype=np.float32))[0] == 0


def test_a_category_never_seen_in_training_has_a_bin() -> None:
    binning, _ = evidence.fit(np.repeat([0.0, 1.0], 500).astype(np.float32), np.arange(1000) % 2, is_category=True)
    assert np.isfinite(binning.evidence(np.array([7.0], dtype=np.float32))).all()


def test_the_card_ranks_and_no_coefficient_has_the_wrong_sign(world: Any) -> None:
    learn, watch = world.folds[0]
    card = scorecard.fit(world.sample.part(learn))
    assert (card.coefficients > 0).all()
    assert auc(world.sample.outcomes[watch], card.margins(world.sample.rows[watch])) > 0.75
    names = [world.sample.features[place] for place in card.places]
    assert "EXT_SOURCE_2" in names


def test_a_feature_that_says_nothing_is_held_to_say_nothing() -> None:
    rng = np.random.default_rng(0)
    _, information = evidence.fit(rng.normal(size=20_000).astype(np.float32), rng.integers(0, 2, 20_000), is_category=False)
    assert information < scorecard.LEAST_INFORMATION


def test_a_feature_that_the_others_turn_against_its_own_evidence_is_dropped(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both tell the external score, blurred by the same noise: once the first is known, the second speaks for the noise alone."""
    monkeypatch.setattr(scorecard, "SHRINKAGE", 100.0)  # so few people would otherwise leave every coefficient near nothing
    score = world.sample.rows[:, 0]
    noise = np.random.default_rng(0).normal(size=len(score))
    blurred = np.column_stack([score + noise, score / 3 + noise]).astype(np.float32)
    card = scorecard.fit(replace(world.sample, rows=blurred, features=("FIRST", "SECOND"), categories=()))
    assert card.places == (0,)
    assert (card.coefficients > 0).all()


def test_it_is_measured_as_the_other_models_are(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scorecard, "measure", partial(metrics.measure, draws=20))
    learn, watch = world.folds[0]
    told = scorecard.measured(world.sample.part(learn), world.sample.part(watch), Rule(), folds=3, seed=0)
    assert told["roc_auc"]["low"] < told["roc_auc"]["value"]
    assert 0.6 < told["calibration_slope"]["value"] < 1.5
    assert 0 < told["features"] <= len(world.sample.features)
