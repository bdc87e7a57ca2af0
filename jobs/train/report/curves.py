"""The curves behind the card's figures, as points to draw: ROC, calibration, cost by score bound."""

from typing import Any, Final

import numpy as np
from sklearn.metrics import roc_curve

from jobs.train.metrics import Outcomes, costs, reliability
from scoring.decision import Rule
from scoring.model import Floats

POINTS: Final = 101


def curves(outcomes: Outcomes, pd: Floats, rule: Rule) -> dict[str, Any]:
    """Points of the three curves, for outcomes (n,) and calibrated PDs (n,); none tells of a single person."""
    return {"roc": _roc(outcomes, pd), "calibration": reliability(outcomes, pd), "cost": _cost(outcomes, pd, rule)}


def _roc(outcomes: Outcomes, pd: Floats) -> dict[str, list[float]]:
    """Share of failures found against share of good loans refused, on an even grid of the latter."""
    refused_good, found, _ = roc_curve(outcomes, pd)
    grid = np.linspace(0, 1, POINTS)
    return {"refused_good": _rounded(grid), "found": _rounded(np.interp(grid, refused_good, found))}


def _cost(outcomes: Outcomes, pd: Floats, rule: Rule) -> dict[str, list[float]]:
    """Cost per client, in refused good loans, if every client whose score is below a bound were refused."""
    bounds = np.linspace(0, 1, POINTS)
    means = [np.mean(costs(outcomes, pd, rule, float(bound))) for bound in bounds]
    return {"score": _rounded(bounds), "cost_per_client": _rounded(np.array(means))}


def _rounded(values: Floats) -> list[float]:
    return [round(float(value), 4) for value in values]
