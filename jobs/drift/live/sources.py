"""The sources of the model's inputs: is one of them known of far fewer people than before, whatever its columns weigh?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from jobs.drift.live import statistics
from jobs.drift.live.statistics import ALPHA, Floats
from scoring.features.catalogue import HISTORY
from scoring.features.record import Text
from scoring.watch import Bins
from scoring.watch.bins import SMALLEST, Counts

LOST: Final = 0.20
"""Share of those of whom it told something: a source that fails reaches it on the second day of its week; no usual change does."""
SCORES: Final = ("EXT_SOURCE_1", "EXT_SOURCE_2", "EXT_SOURCE_3")
"""Each is given by somebody else, and stands in the application: a source of its own."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source: the share of people of whom it tells something, before and now, and the chance of such a gap (among all tests).

    Attributes
    ----------
    tellable : whether the shares are of nobody or of thirty people at least, and so are those of the others.
    """

    name: str
    known: tuple[float, float]
    chance: float
    tellable: bool

    @property
    def lost(self) -> bool:
        """Whether it is missing for too many of those of whom it told something, by more than chance."""
        return self.chance < ALPHA and self.known[1] <= (1 - LOST) * self.known[0]


def read_by(bins: Bins) -> dict[str, list[int]]:
    """Places of the columns that a source alone gives, all missing where it is unknown; only sources that the model reads."""
    names: dict[str, set[str]] = {name: {name} for name in SCORES}
    for block in HISTORY:
        for table in block.needs:
            names.setdefault(table.name, set()).update(feature.name for feature in block.features)
    places = {source: [place for place, column in enumerate(bins.columns) if column.name in own] for source, own in names.items()}
    return {source: found for source, found in places.items() if found}


def known_of(bins: Bins, places: list[int], counts: Counts | Floats) -> Floats:
    """People (...,) of whom a source tells something, from counts (..., size): those of its fullest column.

    Counts tell each column apart, so that this is the least that it can be.
    """
    starts, cells = bins.starts, [bins.columns[place] for place in places]
    people = [
        counts[..., starts[place] : starts[place + 1]].sum(axis=-1) - counts[..., starts[place] + column.missing]
        for place, column in zip(places, cells, strict=True)
    ]
    return np.asarray(np.array(people, dtype=np.float64).max(axis=0))


def chances(bins: Bins, before: Floats, now: Floats, worth: tuple[float, float]) -> list[Floats]:
    """For each source, the chance (r,) of the gap between counts (size,) and (r, size) of different people, without a change."""
    return [
        statistics.chance_of_shares((float(known_of(bins, places, before)), worth[0]), (known_of(bins, places, now), worth[1]))
        for places in read_by(bins).values()
    ]


def sources(bins: Bins, counts: tuple[Counts, Counts], repeats: tuple[float, float], of_sources: Floats) -> tuple[Source, ...]:
    """The sources of two sets of counts (size,), with their chances (s,)."""
    people = [int(bins.of_zones(side).sum()) for side in counts]
    found = []
    for (name, places), chance in zip(read_by(bins).items(), of_sources.tolist(), strict=True):
        known = [int(known_of(bins, places, side)) for side in counts]
        told = all(
            count in (0, total) or min(count, total - count) >= SMALLEST * often
            for count, total, often in zip(known, people, repeats, strict=True)
        )
        found.append(Source(name, (known[0] / max(1, people[0]), known[1] / max(1, people[1])), chance, told))
    return tuple(found)


def told(lost: Mapping[str, object]) -> list[Text]:
    """What to say of the sources that are lost, by name."""
    if not lost:
        return []
    names = ", ".join(lost)
    return [Text(f"Source qui manque à beaucoup plus de personnes : {names}.", f"Source missing for many more people: {names}.")]
