"""Two sets of the service's counts, one beside the other: what moved by more than chance would have it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from jobs.drift.live import sources, statistics
from jobs.drift.live.sources import Source
from jobs.drift.live.statistics import ALPHA, Floats
from jobs.drift.measure import Level, level_of
from jobs.drift.verdict import NEW_WORDS
from scoring.features.catalogue import BY_NAME
from scoring.features.record import Feature
from scoring.watch import ZONES, Bins
from scoring.watch.bins import SMALLEST, Counts

Repeats = tuple[float, float]
ONCE: Final[Repeats] = (1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Index:
    """An index: what chance gives it on average, the smallest that is no chance, and how likely it is without a change (among all)."""

    psi: float
    noise: float
    least: float
    chance: float

    @property
    def excess(self) -> float:
        """What is left of it without what chance gives; nothing when it may all be chance."""
        return self.psi - self.noise if self.chance < ALPHA else 0.0


@dataclass(frozen=True, slots=True)
class Moved:
    """One column; ``missing`` before and now and ``new`` (words never learned) are shares, ``None`` when of fewer than thirty people."""

    feature: Feature
    importance: float
    index: Index
    missing: tuple[float, float] | None
    new: float | None

    @property
    def psi(self) -> float:
        """The index."""
        return self.index.psi

    @property
    def excess(self) -> float:
        """The part of it that is no chance."""
        return self.index.excess

    @property
    def level(self) -> Level:
        """The band of that part."""
        return level_of(self.excess)


@dataclass(frozen=True, slots=True)
class Zone:
    """A recommendation: its share before and now, the 95 % interval of the latter, and the chance of such a gap (among all tests)."""

    name: str
    before: float
    now: float
    interval: tuple[float, float]
    chance: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Everything that moved or not: the columns, the most important first, the score and the zones.

    Attributes
    ----------
    people : counted before and now.
    worth : how many different people these are worth at least, before and now: the people, unless some may be there several times.
    """

    people: tuple[int, int]
    worth: tuple[float, float]
    columns: tuple[Moved, ...]
    score: Index
    shares: tuple[Zone, ...]
    sources: tuple[Source, ...]

    @property
    def excess(self) -> float:
        """What the score's index holds besides chance."""
        return self.score.excess

    @property
    def zones(self) -> tuple[tuple[float, float], ...]:
        """The share of each zone before and now."""
        return tuple((zone.before, zone.now) for zone in self.shares)

    @property
    def zone_shift(self) -> float:
        """The largest gap that is no chance."""
        return max((abs(zone.now - zone.before) for zone in self.shares if zone.chance < ALPHA), default=0.0)

    @property
    def new_words(self) -> tuple[Moved, ...]:
        """Columns in which enough people have a word that the model never learned."""
        return tuple(moved for moved in self.columns if (moved.new or 0) >= NEW_WORDS)

    @property
    def lost(self) -> dict[str, tuple[float, float] | None]:
        """Sources that went missing, with the shares of people known before and now, ``None`` when of fewer than thirty."""
        return {one.name: one.known if one.tellable else None for one in self.sources if one.lost}


def compare(bins: Bins, before: Counts, now: Counts, repeats: Repeats = ONCE) -> Compared:
    """Compare counts (size,) with those of before, in the same cells; ``repeats``: see :class:`scoring.watch.Seen`, before and now."""
    return next(compare_all(bins, before, now[None], repeats))


def compare_all(bins: Bins, before: Counts, now: Counts, repeats: Repeats = ONCE) -> Iterator[Compared]:
    """Compare each of r sets of counts (r, size), all of as many people, with those of before (size,)."""
    people = int(bins.of_zones(before).sum()), int(bins.of_zones(now[0]).sum())
    worth, scaled = (people[0] / repeats[0], people[1] / repeats[1]), (before / repeats[0], now / repeats[1])
    cells = [_gathered(scaled[0][part], scaled[1][:, part], int(min(worth))) for part in _parts(bins)]
    indices = np.column_stack([statistics.index(*pair) for pair in cells])
    raw = np.column_stack([statistics.chance_of_index(found, len(pair[0]), *worth) for found, pair in zip(indices.T, cells, strict=True)])
    zones = np.column_stack(_zone_chances(bins, *scaled, worth))
    of_sources = sources.chances(bins, *scaled, worth)
    tests = raw.shape[1] + zones.shape[1] + len(of_sources)
    chances = statistics.corrected(np.column_stack([raw, zones, *of_sources]))
    sizes = [len(pair[0]) for pair in cells]
    limits = {size: ((size - 1) * statistics.scale(*worth), statistics.least_index(size, *worth, tests)) for size in set(sizes)}
    for row, counts in enumerate(now):
        found = [
            Index(psi, *limits[size], chance)
            for psi, size, chance in zip(indices[row].tolist(), sizes, chances[row].tolist(), strict=False)
        ]
        columns = (_moved(bins, place, found[place], (before, counts), repeats) for place in range(len(bins.columns)))
        ordered = tuple(sorted(columns, key=lambda moved: -moved.importance))
        of_zones, left = chances[row, len(sizes) : len(sizes) + len(ZONES)], chances[row, len(sizes) + len(ZONES) :]
        shares = _zones(bins, scaled[0], scaled[1][row], of_zones)
        yield Compared(people, worth, ordered, found[-1], shares, sources.sources(bins, (before, counts), repeats, left))


def _parts(bins: Bins) -> list[slice]:
    """Where the cells of each column are, then those of the score."""
    return [slice(start, end) for start, end in zip(bins.starts[:-1].tolist(), bins.starts[1:].tolist(), strict=True)]


def _gathered(before: Floats, now: Floats, worth: int) -> tuple[Floats, Floats]:
    groups = statistics.grouped(before, worth)
    return statistics.gathered(before, groups), statistics.gathered(now, groups)


def _zone_chances(bins: Bins, before: Floats, now: Floats, worth: tuple[float, float]) -> list[Floats]:
    old, new = before[bins.starts[-1] :], now[:, bins.starts[-1] :]
    return [statistics.chance_of_shares((float(old[zone]), worth[0]), (new[:, zone], worth[1])) for zone in range(len(ZONES))]


def _moved(bins: Bins, place: int, index: Index, counts: tuple[Counts, Counts], repeats: Repeats) -> Moved:
    column = bins.columns[place]
    cells = [bins.of_column(place, side) for side in counts]
    people = [max(1, int(side.sum())) for side in cells]
    absent = [int(side[column.missing]) for side in cells]
    told = all(count == 0 or count >= SMALLEST * often for count, often in zip(absent, repeats, strict=True))
    new = int(cells[1][-1]) if column.is_category else 0
    return Moved(
        feature=BY_NAME[column.name],
        importance=column.importance,
        index=index,
        missing=(absent[0] / people[0], absent[1] / people[1]) if told else None,
        new=new / people[1] if new >= SMALLEST * repeats[1] else None,
    )


def _zones(bins: Bins, before: Floats, now: Floats, chances: Floats) -> tuple[Zone, ...]:
    old, new = before[bins.starts[-1] :], now[bins.starts[-1] :]
    people = float(old.sum()), float(new.sum())
    return tuple(
        Zone(name, float(was) / people[0], float(is_now) / people[1], statistics.interval(float(is_now), people[1]), float(chance))
        for name, was, is_now, chance in zip(ZONES, old, new, chances, strict=True)
    )
