"""From contributions to what people read: points, families, reasons."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from scoring import words
from scoring.decision import POINTS_PER_LOG_ODDS
from scoring.features.families import FAMILIES
from scoring.features.record import Feature

MOST_REASONS: Final = 4
"""More than four reasons a side do not help (Regulation B, official comment 9(b)(2)-1)."""
HANDICAP: Final = 5.0
"""A product of scores says nothing to a person: it tells a reason only when it pulls five times more than what does."""
LEAST_POINTS: Final = 1.0
"""A family that moves the score by less than a point is no reason: nobody decides on it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A family that weighed, told through the feature that weighed most in the same direction."""

    feature: Feature
    value: float
    points: float

    def as_dict(self) -> dict[str, Any]:
        """The reason as the API serves it, in both languages."""
        favourable = self.points > 0
        fact, direction = words.fact(self.feature, self.value), words.DIRECTIONS[favourable]
        return {
            "code": f"{self.feature.family}.{self.feature.name}",
            "feature": self.feature.name,
            "family": self.feature.family,
            "direction": "favourable" if favourable else "unfavourable",
            "points": round(self.points, 4),
            "value": plain_value(self.feature, self.value),
            "label": self.feature.label.as_dict(),
            "family_label": FAMILIES[self.feature.family].as_dict(),
            "fact": fact.as_dict(),
            "text": {"fr": f"{fact.fr} {direction.fr}", "en": f"{fact.en} {direction.en}"},
        }


def points(contribution: float) -> float:
    """A contribution in log-odds as points: 20 points double the odds."""
    return contribution * POINTS_PER_LOG_ODDS


def plain_value(feature: Feature, value: float) -> float | str | None:
    """A model's value as JSON can say it: the category's code in the source, a number of seven digits, or null."""
    if math.isnan(value):
        return None
    if feature.is_category:
        return list(feature.values)[int(value)]
    return float(f"{value:.7g}")


def family_contributions(features: Sequence[Feature], contributions: npt.NDArray[np.float64]) -> dict[str, float]:
    """Signed sum of the contributions (p,) of each family present, largest in size first."""
    sums: dict[str, float] = {}
    for feature, contribution in zip(features, contributions, strict=True):
        sums[feature.family] = sums.get(feature.family, 0.0) + float(contribution)
    return dict(sorted(sums.items(), key=lambda item: -abs(item[1])))


def reasons(features: Sequence[Feature], row: Sequence[float], contributions: npt.NDArray[np.float64]) -> list[Reason]:
    """At most four unfavourable reasons, then at most four favourable ones, each side by weight.

    A reason carries its family's signed sum: two features of one subject that cancel out are no reason.
    """
    by_family = family_contributions(features, contributions)
    told = [_tell(family, total, features, row, contributions) for family, total in by_family.items() if abs(points(total)) >= LEAST_POINTS]
    against = [reason for reason in told if reason.points < 0]
    in_favour = [reason for reason in told if reason.points > 0]
    return against[:MOST_REASONS] + in_favour[:MOST_REASONS]


def _tell(family: str, total: float, features: Sequence[Feature], row: Sequence[float], contributions: npt.NDArray[np.float64]) -> Reason:
    """The member of the family that pulled most in its direction; a technical one must pull far more than a plain one."""

    def pull(index: int) -> float:
        return math.copysign(contributions[index], total * contributions[index]) / (HANDICAP if features[index].technical else 1)

    teller = max((index for index, feature in enumerate(features) if feature.family == family), key=pull)
    return Reason(features[teller], float(row[teller]), points(total))


def stated(reasons_told: Sequence[Reason]) -> list[dict[str, Any]]:
    """Reasons in the form that is served."""
    return [reason.as_dict() for reason in reasons_told]


def packed(reasons_told: Sequence[Reason]) -> list[tuple[str, float]]:
    """Reasons in the form that is stored, the feature's name and the points; words and values are found again."""
    return [(reason.feature.name, round(reason.points, 4)) for reason in reasons_told]


def unpacked(stored: Sequence[tuple[str, float]], features: Sequence[Feature], row: Sequence[float]) -> list[Reason]:
    """The reasons that :func:`packed` was given, for the row (p,) of the same client."""
    position = {feature.name: index for index, feature in enumerate(features)}
    return [Reason(features[position[name]], float(row[position[name]]), weight) for name, weight in stored]
