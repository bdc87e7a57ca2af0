"""How good a model is: ranking, calibration, money; each with a bootstrap interval."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from scoring.decision import Rule
from scoring.model import Floats

Outcomes = npt.NDArray[np.int8]
BINS: Final = 15


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval (percentile bootstrap: over applications in :func:`measure`, over people in a report)."""

    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float]:
        """JSON form, six digits."""
        return {"value": round(self.value, 6), "low": round(self.low, 6), "high": round(self.high, 6)}


def auc(outcomes: Outcomes, pd: Floats) -> float:
    """Area under the ROC curve: the chance that a failed loan has a higher PD than a repaid one."""
    return float(roc_auc_score(outcomes, pd))


def brier(outcomes: Outcomes, pd: Floats) -> float:
    """Mean squared error of the probability (Brier, 1950)."""
    return float(np.mean((pd - outcomes) ** 2))


def log_loss(outcomes: Outcomes, pd: Floats) -> float:
    """Mean negative log-likelihood, in nats."""
    return float(-np.mean(np.where(outcomes == 1, np.log(pd), np.log1p(-pd))))


def mean_gap(outcomes: Outcomes, pd: Floats) -> float:
    """Mean PD minus the observed rate."""
    return float(np.mean(pd) - np.mean(outcomes))


def expected_calibration_error(outcomes: Outcomes, pd: Floats, bins: int = BINS) -> float:
    """Mean |observed rate - mean PD| over ``bins`` groups of equal size, ordered by PD (Naeini et al., AAAI 2015)."""
    groups = np.array_split(np.argsort(pd, kind="stable"), bins)
    return float(sum(abs(outcomes[g].mean() - pd[g].mean()) * len(g) for g in groups) / len(pd))


def calibration_slope(outcomes: Outcomes, pd: Floats) -> float:
    """Slope of a logistic regression of the outcome on logit(PD); 1 is perfect (Cox, 1958)."""
    return affine_map(outcomes, np.log(pd) - np.log1p(-pd))[0]


def costs(outcomes: Outcomes, pd: Floats, rule: Rule, bound: float = 0.5) -> Floats:
    """Cost of each client (n,), in refused good loans, when scores below ``bound`` are refused; unless told, at break-even.

    A granted failure costs ``cost_ratio``, a refused good loan 1.
    """
    refused = pd > rule.probability_of_default(bound)
    return np.asarray(np.where(refused, outcomes == 0, rule.cost_ratio * (outcomes == 1)), dtype=np.float64)


def cost_per_client(outcomes: Outcomes, pd: Floats, rule: Rule) -> float:
    """Mean cost at break-even, in refused good loans."""
    return float(np.mean(costs(outcomes, pd, rule)))


def affine_map(outcomes: Outcomes, margins: Floats) -> tuple[float, float]:
    """Slope and intercept of ``logit(P) = a * margin + b``, by maximum likelihood (Platt, 1999)."""
    fitted = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-10, max_iter=1000).fit(margins.reshape(-1, 1), outcomes)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def measure(outcomes: Outcomes, pd: Floats, rule: Rule, seed: int, draws: int = 500) -> dict[str, Any]:
    """Every figure of the card for outcomes (n,) and calibrated PDs (n,), with intervals."""
    figures: dict[str, Callable[[Outcomes, Floats], float]] = {
        "roc_auc": auc,
        "brier": brier,
        "log_loss": log_loss,
        "mean_pd_minus_base_rate": mean_gap,
        "expected_calibration_error": expected_calibration_error,
        "calibration_slope": calibration_slope,
        "cost_per_client": lambda y, p: cost_per_client(y, p, rule),
    }
    rng = np.random.default_rng(seed)
    samples = [rng.integers(0, len(pd), len(pd)) for _ in range(draws)]
    measured: dict[str, Any] = {"rows": len(pd), "base_rate": float(np.mean(outcomes)), "mean_pd": float(np.mean(pd))}
    for name, figure in figures.items():
        spread = [figure(outcomes[s], pd[s]) for s in samples]
        low, high = np.quantile(spread, [0.025, 0.975])
        measured[name] = Estimate(figure(outcomes, pd), float(low), float(high)).as_dict()
    return measured | {"zones": zone_shares(pd, rule), "reliability": reliability(outcomes, pd)}


def zone_shares(pd: Floats, rule: Rule) -> dict[str, float]:
    """Share of people in each zone."""
    zones = [rule.zone(rule.score(float(p))) for p in pd]
    return {zone: zones.count(zone) / len(zones) for zone in ("refus", "conseiller", "accord")}


def reliability(outcomes: Outcomes, pd: Floats, bins: int = 10) -> list[dict[str, float]]:
    """Mean PD beside the observed rate, by tenth of the PD."""
    groups = np.array_split(np.argsort(pd, kind="stable"), bins)
    return [{"people": len(g), "mean_pd": float(pd[g].mean()), "observed": float(outcomes[g].mean())} for g in groups]
