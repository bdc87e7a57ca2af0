"""From contributions to what people read: points, families, reasons."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from scoring import words
from scoring.decision import POINTS_PER_LOG_ODDS
from scoring.features.catalogue import FAULTS
from scoring.features.families import FAMILIES
from scoring.features.record import Feature
from scoring.model import Floats, Model, Rows

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


def families_of(features: Sequence[Feature]) -> dict[str, list[int]]:
    """Where the features of each family present stand."""
    members: dict[str, list[int]] = {}
    for index, feature in enumerate(features):
        members.setdefault(feature.family, []).append(index)
    return members


def family_contributions(features: Sequence[Feature], contributions: Floats) -> dict[str, float]:
    """Signed sum of the contributions (p,) of each family present, largest in size first."""
    sums = {family: float(contributions[members].sum()) for family, members in families_of(features).items()}
    return dict(sorted(sums.items(), key=lambda item: -abs(item[1])))


def ordinary(features: Sequence[Feature], rows: Rows) -> dict[str, float | None]:
    """An ordinary client of rows (n, p), by feature: the median of those who have a value, or the most frequent category.

    ``None`` where nobody has one.
    """
    return {feature.name: _usual(feature, column[~np.isnan(column)]) for feature, column in zip(features, rows.T, strict=True)}


def _usual(feature: Feature, present: npt.NDArray[np.float32]) -> float | None:
    if not len(present):
        return None
    return float(np.bincount(present.astype(int)).argmax() if feature.is_category else np.median(present))


def reasons(model: Model, features: Sequence[Feature], row: Rows, contributions: Floats) -> list[Reason]:
    """The reasons of one client, of features (p,) and contributions (p + 1,): see :func:`reasons_of_all`."""
    effects = model.effects(row[None], list(families_of(features).values()))
    return next(reasons_of_all(features, row[None], contributions[None], effects))


def reasons_of_all(features: Sequence[Feature], rows: Rows, contributions: Floats, effects: Floats) -> Iterator[list[Reason]]:
    """For each client, at most four unfavourable reasons, then at most four favourable ones, each side by weight.

    A reason carries its family's signed sum: two features of one subject that cancel out are no reason. It must also
    hold when tried: were the family as it is for an ordinary client, the score would move the other way by a point or more.

    Takes rows (n, p), contributions (n, p + 1) and effects (n, f) of the families in the order of :func:`families_of`.
    """
    totals, tellers = zip(*(_told(features, members, rows, contributions) for members in families_of(features).values()), strict=True)
    tellers_of = np.column_stack(tellers)
    values_of = np.take_along_axis(rows, tellers_of, axis=1)
    points_of = POINTS_PER_LOG_ODDS * np.column_stack(totals)
    least = np.minimum(np.abs(points_of), POINTS_PER_LOG_ODDS * effects * np.sign(points_of))
    for of_client in zip(tellers_of.tolist(), values_of.tolist(), points_of.tolist(), least.tolist(), strict=True):
        found = (
            Reason(features[teller], value, weight)
            for teller, value, weight, holds in zip(*of_client, strict=True)
            if holds >= LEAST_POINTS
        )
        told = sorted(found, key=lambda reason: -abs(reason.points))
        against = [reason for reason in told if reason.points < 0]
        in_favour = [reason for reason in told if reason.points > 0]
        yield against[:MOST_REASONS] + in_favour[:MOST_REASONS]


def _told(features: Sequence[Feature], members: list[int], rows: Rows, contributions: Floats) -> tuple[Floats, npt.NDArray[np.intp]]:
    """For each client, a family's total and the member that tells it: the one that pulls most in the total's direction.

    A technical feature must pull far more than a plain one. A fault is never told as a merit: where nothing else could
    tell the family, its total is 0 and no reason comes of it.
    """
    of_members = contributions[:, members]
    total = of_members.sum(axis=1)
    handicap = np.array([HANDICAP if features[index].technical else 1.0 for index in members])
    pull = of_members * np.sign(total)[:, None] / handicap
    faults = np.array([features[index].name in FAULTS for index in members])
    pull[(total > 0)[:, None] & faults & (rows[:, members] > 0)] = -np.inf
    return np.where(pull.max(axis=1) > 0, total, 0.0), np.array(members)[np.argmax(pull, axis=1)]


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
