"""What was counted over some days, and how often the same people may be in it: chance's laws are those of different people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import numpy as np

from scoring.watch.bins import Bins, Counts

AGAIN_AFTER: Final = 7
"""Days after which a counter counts the same person again: in a week of its days nobody is there twice."""


class Row(NamedTuple):
    """What one counter added in one day, ``people`` (size,); ``once_a_day``: by a version that counted everybody anew each day."""

    day: date
    key: str
    people: Counts
    once_a_day: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What was counted in some cells over some days; ``people`` (size,).

    Attributes
    ----------
    repeats : by how much the same people coming back may at most multiply the variance of a count; 1 when nobody can be there twice.
    """

    bins: Bins
    people: Counts
    days: int
    repeats: float = 1.0

    @property
    def total(self) -> int:
        """How many were counted."""
        return int(self.bins.of_zones(self.people).sum())

    @property
    def worth(self) -> float:
        """How many different people these counts are worth at least; never more than there are."""
        return self.total / self.repeats


def seen(bins: Bins, rows: Sequence[Row], last: date) -> Seen:
    """Add up the rows of days that end on ``last``."""
    groups: dict[tuple[str, int], int] = {}
    for row in rows:
        back = (last - row.day).days
        group = row.key, back if row.once_a_day else back // AGAIN_AFTER
        groups[group] = groups.get(group, 0) + int(bins.of_zones(row.people).sum())
    people = np.sum([row.people for row in rows], axis=0)
    return Seen(bins, people, len({row.day for row in rows}), repeats(groups.values()))


def repeats(groups: Iterable[int]) -> float:
    """The most that returning people multiply a count's variance by, when nobody is twice in one group.

    People counted ``m`` times in the same cell multiply it by ``sum(m**2) / sum(m)`` (the design effect of clusters: Kish, "Survey
    sampling", 1965). Knowing the sizes of the groups alone, that is largest when everybody of a smaller group is in all the larger
    ones: whoever is in the c-th largest then brings ``c**2 - (c - 1)**2``.

    >>> repeats([350]), repeats([100, 100])
    (1.0, 2.0)
    """
    sizes = sorted(groups, reverse=True)
    worst = sum((2 * place - 1) * size for place, size in enumerate(sizes, 1))
    return worst / (sum(sizes) or 1) or 1.0


def by_cells(rows: Iterable[Row], told: Mapping[str, str]) -> dict[str, list[Row]]:
    """The rows of each set of cells, whoever counted them: by the text that tells the cells."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(told[row.key], []).append(row)
    return found
