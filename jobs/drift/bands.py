"""A column cut into cells of at least thirty people: whatever the report shows, it shows of a cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from scoring import words
from scoring.features.record import Feature

SMALLEST: Final = 30
BANDS: Final = 10
KINDS: Final = 12
"""Categories told apart; the rarer ones are one cell."""
MISSING: Final = "non renseigné"
OTHERS: Final = "autres"
Counts = npt.NDArray[np.int64]
Values = npt.NDArray[np.float32]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cells:
    """A column's cells: their labels, and which one each client of either side is in (-1: left out, too few people)."""

    labels: tuple[str, ...]
    reference: Codes
    current: Codes

    def counts(self) -> tuple[Counts, Counts]:
        """People in each cell, reference and current, both (k,)."""
        size = len(self.labels)
        return np.bincount(self.reference[self.reference >= 0], minlength=size), np.bincount(
            self.current[self.current >= 0], minlength=size
        )


def cut(feature: Feature, reference: Values, current: Values) -> Cells:
    """The cells of a column, from values (n,) and (m,), NaN where missing."""
    cells = _categories(feature, reference, current) if feature.is_category else _intervals(feature, reference, current)
    return _with_missing(cells, np.isnan(reference), np.isnan(current))


def tellable(count: int) -> bool:
    """Whether a number of people may be shown: none, or thirty at least."""
    return count == 0 or count >= SMALLEST


def _bad(one: int, other: int) -> bool:
    return not (tellable(one) and tellable(other)) or one + other == 0


def _intervals(feature: Feature, reference: Values, current: Values) -> Cells:
    """Tenths of the reference, neighbours joined until each cell has enough people on both sides."""
    there = reference[~np.isnan(reference)]
    edges = list(np.unique(np.quantile(there, np.arange(1, BANDS) / BANDS, method="lower"))) if len(there) else []
    if edges and there.max() <= edges[-1]:
        edges.pop()
    while True:
        sides = [_placed(edges, values) for values in (reference, current)]
        counts = [np.bincount(side[side >= 0], minlength=len(edges) + 1).tolist() for side in sides]
        bad = next((place for place, pair in enumerate(zip(*counts, strict=True)) if _bad(*pair)), None)
        if bad is None or not edges:
            return Cells(tuple(_interval(feature, edges, place) for place in range(len(edges) + 1)), *sides)
        edges.pop(min(bad, len(edges) - 1))


def _placed(edges: Sequence[float], values: Values) -> Codes:
    return np.where(np.isnan(values), -1, np.searchsorted(np.asarray(edges), values, side="left")).astype(np.int64)


def _interval(feature: Feature, edges: Sequence[float], place: int) -> str:
    if not edges:
        return "toutes les valeurs"
    if feature.unit == "yes_no" and list(edges) == [0.0]:
        return ("non", "oui")[place]
    shown = [words.value_text(feature, float(edge)).fr for edge in edges]
    if place == 0:
        return f"jusqu’à {shown[0]}"
    return f"plus de {shown[-1]}" if place == len(edges) else f"{shown[place - 1]} à {shown[place]}"


def _categories(feature: Feature, reference: Values, current: Values) -> Cells:
    """The most frequent categories of the reference; the others, and those with too few people, are one cell."""
    codes = [np.where(np.isnan(values), -1, values).astype(np.int64) for values in (reference, current)]
    counts = [np.bincount(side[side >= 0], minlength=len(feature.values)) for side in codes]
    kept = [code for code in np.argsort(-counts[0], kind="stable")[:KINDS] if not _bad(int(counts[0][code]), int(counts[1][code]))]
    while True:
        rest = [int(count.sum() - count[kept].sum()) for count in counts]
        if not kept or not _bad(*rest) or sum(rest) == 0:
            break
        kept.pop()
    cell_of = np.full(len(feature.values) + 1, len(kept))
    cell_of[kept], cell_of[-1] = np.arange(len(kept)), -1
    texts = list(feature.values.values())
    labels = (*(texts[code].fr for code in kept), *((OTHERS,) if sum(rest) else ()))
    return Cells(labels, *(cell_of[side] for side in codes))


def _with_missing(cells: Cells, reference: npt.NDArray[np.bool_], current: npt.NDArray[np.bool_]) -> Cells:
    """A cell of its own for missing values when it has enough people."""
    if _bad(int(reference.sum()), int(current.sum())):
        return cells
    last = len(cells.labels)
    return Cells((*cells.labels, MISSING), np.where(reference, last, cells.reference), np.where(current, last, cells.current))
