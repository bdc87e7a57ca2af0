"""The cells in which the service counts: of each input of the model, of the score and of the zones. Each on its own, never two together."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from scoring.features.record import Feature
from scoring.model import Model, Rows
from scoring.store import Reference

BANDS: Final = 10
KINDS: Final = 12
"""Categories told apart; the rarer ones are one cell."""
SMALLEST: Final = 30
SCORES: Final = 100
"""Cells of the score, of one hundredth each: the bounds of the zones fall between two."""
ZONES: Final = ("refus", "conseiller", "accord")
Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Column:
    """One input: its cells, and its share of the model's contributions over the reference.

    Attributes
    ----------
    bounds : of a number, the upper bound of each cell but the last; of a category, the codes that have a cell of their own.
    width : cells in all. After those of the bounds: a number's largest values, then missing; a category's others, missing, new words.
    """

    name: str
    is_category: bool
    bounds: tuple[float, ...]
    importance: float

    @property
    def missing(self) -> int:
        """The cell of a missing value."""
        return len(self.bounds) + 1

    @property
    def width(self) -> int:
        """How many cells there are."""
        return len(self.bounds) + (3 if self.is_category else 2)

    def cells(self, values: npt.NDArray[np.float32]) -> Counts:
        """The cell of each value (n,), NaN where missing."""
        absent = np.isnan(values)
        if self.is_category:
            own = np.array(self.bounds, dtype=np.int64)
            found = np.full(int(max(own, default=0)) + 2, len(own))
            found[own] = np.arange(len(own))
            placed = found[np.minimum(np.where(absent, 0, values).astype(np.int64), len(found) - 1)]
        else:
            placed = np.searchsorted(np.array(self.bounds, dtype=np.float32), values, side="left")  # bounds are values of the reference
        return np.where(absent, self.missing, placed)


@dataclass(frozen=True, eq=False)
class Bins:
    """Every cell, in order: those of the columns, of the score, of the zones; and how many people of the reference are in each."""

    model_version: str
    cost_ratio: float
    columns: tuple[Column, ...]
    reference: tuple[int, ...]

    @classmethod
    def of(cls, model: Model, features: Sequence[Feature], reference: Reference) -> Self:
        """The cells that a reference population gives: tenths of its numbers, the most frequent of its categories."""
        weights = np.abs(reference.contributions[:, :-1].astype(float)).mean(axis=0)
        shares = weights / (weights.sum() or 1.0)
        columns = tuple(
            Column(feature.name, feature.is_category, (_kinds if feature.is_category else _tenths)(values), round(float(share), 6))
            for feature, values, share in zip(features, reference.features.T, shares, strict=True)
        )
        empty = cls(model.version, model.rule.cost_ratio, columns, ())
        zones = np.array([ZONES.index(model.rule.zone(score)) for score in reference.score.tolist()], dtype=np.int64)
        counts = empty.count(reference.features, reference.score, zones)
        return cls(model.version, model.rule.cost_ratio, columns, tuple(counts.tolist()))

    @cached_property
    def starts(self) -> Counts:
        """Where the cells of each column begin, then those of the score, then those of the zones, (p + 2,)."""
        return np.cumsum([0, *(column.width for column in self.columns), SCORES])

    @property
    def size(self) -> int:
        """How many cells there are."""
        return int(self.starts[-1]) + len(ZONES)

    def count(self, rows: Rows, scores: Floats, zones: Counts, new: Sequence[tuple[int, int]] = ()) -> Counts:
        """People in each cell, (size,); see :meth:`cells`."""
        return np.bincount(self.cells(rows, scores, zones, new).ravel("K"), minlength=self.size)

    def cells(self, rows: Rows, scores: Floats, zones: Counts, new: Sequence[tuple[int, int]] = ()) -> Counts:
        """The cells (n, p + 2) of rows (n, p), scores (n,), places of their zones (n,) and (row, column) of each new word."""
        cells = np.empty((len(self.columns) + 2, len(rows)), dtype=np.int64)
        for place, (column, values) in enumerate(zip(self.columns, np.ascontiguousarray(rows.T), strict=True)):
            cells[place] = column.cells(values)
        for row, place in new:
            cells[place, row] = self.columns[place].missing + 1
        cells[-2] = np.clip((scores * SCORES).astype(np.int64), 0, SCORES - 1)
        cells[-1] = zones
        return (cells + self.starts[:, None]).T

    def lacking(self, rows: Rows) -> list[tuple[int, int]]:
        """(row, column) of each category that is missing in rows (n, p): only there may the client's record hold a new word."""
        categories = np.array([place for place, column in enumerate(self.columns) if column.is_category], dtype=np.int64)
        found, of = np.nonzero(np.isnan(rows[:, categories]))
        return list(zip(found.tolist(), categories[of].tolist(), strict=True))

    def of_column(self, place: int, counts: Counts) -> Counts:
        """The cells of one column."""
        return counts[self.starts[place] : self.starts[place] + self.columns[place].width]

    def of_scores(self, counts: Counts) -> Counts:
        """The cells of the score, (SCORES,)."""
        return counts[self.starts[-2] : self.starts[-1]]

    def of_zones(self, counts: Counts) -> Counts:
        """People of each zone, in the order of :data:`ZONES`."""
        return counts[self.starts[-1] :]

    def text(self) -> str:
        """All of it in JSON, as it is kept beside the counts that it gives a meaning to."""
        columns = [[column.name, column.is_category, list(column.bounds), column.importance] for column in self.columns]
        return json.dumps([self.model_version, self.cost_ratio, columns, list(self.reference)], separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> Self:
        """What :meth:`text` gave. Raises ValueError."""
        version, ratio, columns, reference = json.loads(text)
        known = tuple(Column(name, kind, tuple(bounds), share) for name, kind, bounds, share in columns)
        return cls(version, ratio, known, tuple(reference))

    @cached_property
    def key(self) -> str:
        """Sixteen hexadecimal digits that change with any cell: counts of different cells never mix."""
        return hashlib.sha256(self.text().encode()).hexdigest()[:16]


def _tenths(values: npt.NDArray[np.float32]) -> tuple[float, ...]:
    there = values[~np.isnan(values)]
    if len(there) < BANDS * SMALLEST:
        return ()
    bounds = np.unique(np.quantile(there, np.arange(1, BANDS) / BANDS, method="lower"))
    return tuple(bounds[bounds < there.max()].tolist())


def _kinds(values: npt.NDArray[np.float32]) -> tuple[float, ...]:
    counts = np.bincount(values[~np.isnan(values)].astype(np.int64))
    frequent = np.argsort(-counts, kind="stable")[:KINDS]
    return tuple(int(code) for code in frequent if counts[code] >= SMALLEST)
