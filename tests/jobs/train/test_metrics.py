"""The card's figures, against worked examples and against what is known of perfect forecasts."""

import numpy as np
import pytest

from jobs.train import metrics
from scoring.decision import Rule

RULE = Rule()


def perfect(people: int = 60_000, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes drawn from the very probabilities that are forecast."""
    rng = np.random.default_rng(seed)
    pd = 1 / (1 + np.exp(-rng.normal(-2.8, 1.0, people)))
    return (rng.random(people) < pd).astype(np.int8), pd


def test_cost_counts_a_granted_failure_ten_times() -> None:
    outcomes = np.array([1, 1, 0, 0], dtype=np.int8)
    pd = np.array([0.05, 0.50, 0.05, 0.50])
    assert metrics.cost_per_client(outcomes, pd, RULE) == pytest.approx((10 + 0 + 0 + 1) / 4)


def test_a_perfect_forecast_is_calibrated() -> None:
    outcomes, pd = perfect()
    assert metrics.expected_calibration_error(outcomes, pd) < 0.005
    assert metrics.calibration_slope(outcomes, pd) == pytest.approx(1, abs=0.06)
    assert metrics.mean_gap(outcomes, pd) == pytest.approx(0, abs=0.003)


def test_an_overconfident_forecast_is_seen() -> None:
    outcomes, pd = perfect()
    logit = np.log(pd / (1 - pd))
    assert metrics.calibration_slope(outcomes, 1 / (1 + np.exp(-2 * logit))) == pytest.approx(0.5, abs=0.03)


def test_the_affine_map_recovers_slope_and_intercept() -> None:
    outcomes, pd = perfect(200_000)
    margins = (np.log(pd / (1 - pd)) - 0.3) / 0.8
    slope, intercept = metrics.affine_map(outcomes, margins)
    assert slope == pytest.approx(0.8, abs=0.02)
    assert intercept == pytest.approx(0.3, abs=0.05)


def test_intervals_hold_the_value_and_narrow_with_people() -> None:
    outcomes, pd = perfect(8_000)
    wide = metrics.measure(outcomes[:1000], pd[:1000], RULE, seed=0, draws=100)["roc_auc"]
    narrow = metrics.measure(outcomes, pd, RULE, seed=0, draws=100)["roc_auc"]
    assert narrow["low"] <= narrow["value"] <= narrow["high"]
    assert narrow["high"] - narrow["low"] < wide["high"] - wide["low"]


def test_zones_and_tenths_cover_everyone() -> None:
    outcomes, pd = perfect(5_003)
    assert sum(metrics.zone_shares(pd, RULE).values()) == pytest.approx(1)
    tenths = metrics.reliability(outcomes, pd)
    assert sum(tenth["people"] for tenth in tenths) == 5_003
    assert [t["mean_pd"] for t in tenths] == sorted(t["mean_pd"] for t in tenths)
