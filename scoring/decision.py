"""From a probability of default to a score and a zone. Pure arithmetic; imports nothing of the project.

The score weighs a failure ``cost_ratio`` times a refused good loan:
``logit(score) = -logit(PD) - ln(cost_ratio)``, so 0.50 is the break-even of expected cost
(Elkan, "The foundations of cost-sensitive learning", IJCAI 2001).
"""

import math
from dataclasses import dataclass
from typing import Final, Literal

Zone = Literal["refus", "conseiller", "accord"]
POINTS_PER_LOG_ODDS: Final = 20 / math.log(2)  # the usual scorecard unit: 20 points double the odds


@dataclass(frozen=True, slots=True)
class Rule:
    """The lender's rule: cost of a failure (in refused good loans) and the zone left to the advisor (both bounds included)."""

    cost_ratio: float = 10.0
    lower: float = 0.45
    upper: float = 0.55

    def __post_init__(self) -> None:
        if not (math.isfinite(self.cost_ratio) and self.cost_ratio > 0):
            raise ValueError(f"cost_ratio must be a positive number, not {self.cost_ratio!r}")
        if not 0 < self.lower <= self.upper < 1:
            raise ValueError(f"bounds must satisfy 0 < lower <= upper < 1, not {self.lower!r}, {self.upper!r}")

    def score(self, probability_of_default: float) -> float:
        """Score in [0, 1] of a PD in [0, 1]; strictly decreasing. Raises ValueError outside (NaN included)."""
        pd = probability_of_default
        if not 0 <= pd <= 1:
            raise ValueError(f"a probability lies between 0 and 1, not {pd!r}")
        return (1 - pd) / ((1 - pd) + self.cost_ratio * pd)

    def probability_of_default(self, score: float) -> float:
        """The PD that gives this score: the inverse of :meth:`score`."""
        if not 0 <= score <= 1:
            raise ValueError(f"a score lies between 0 and 1, not {score!r}")
        return (1 - score) / ((1 - score) + self.cost_ratio * score)

    def zone(self, score: float) -> Zone:
        """``refus`` below the lower bound, ``accord`` above the upper one, else ``conseiller``. Never give it a rounded score."""
        if not 0 <= score <= 1:
            raise ValueError(f"a score lies between 0 and 1, not {score!r}")
        if score < self.lower:
            return "refus"
        return "accord" if score > self.upper else "conseiller"

    def displayed(self, score: float) -> int:
        """The score out of 100 as people see it: rounded, but never across a bound."""
        zone = self.zone(score)
        shown = round(100 * score)
        first, last = self.displayed_bounds
        if zone == "refus":
            return min(shown, first - 1)
        return max(shown, last + 1) if zone == "accord" else min(max(shown, first), last)

    @property
    def displayed_bounds(self) -> tuple[int, int]:
        """First and last score out of 100 of the zone left to the advisor (9 decimals absorb 100 * 0.55 = 55.00000000000001)."""
        return math.ceil(round(100 * self.lower, 9)), math.floor(round(100 * self.upper, 9))
