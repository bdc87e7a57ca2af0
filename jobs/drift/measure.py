"""How far each input of the model, the score and its zones have moved."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from jobs.drift import bands
from jobs.drift.bands import Cells, Counts, Values
from jobs.drift.sample import Compared, Flags, Side
from scoring.features import catalogue
from scoring.features.record import Feature
from scoring.model import Floats, Model, Rows

MODERATE: Final = 0.10
MAJOR: Final = 0.25
"""The usual bands of the population stability index (Siddiqi, "Credit risk scorecards", 2006)."""
EXPLAINED: Final = 1_000
"""Clients over whom the importance of a column is averaged."""
EXTREME: Final = 0.005
"""Share of the reference beyond which a value counts as this quantile in a mean: one huge income must not move it."""
CORES: Final = os.cpu_count() or 1
ZONES: Final = ("refus", "conseiller", "accord")
Level = Literal["stable", "moderate", "major"]
LEVELS: Final[tuple[Level, ...]] = ("stable", "moderate", "major")
"""From the least to the worst."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One column.

    Attributes
    ----------
    importance : its share of the model's contributions (mean absolute value), all columns summing to 1.
    psi, noise : the index, and what chance alone gives it on average without any drift.
    missing, means : reference and current; ``None`` when too few people or, for means, a category.
    """

    feature: Feature
    importance: float
    cells: Cells
    psi: float
    noise: float
    missing: tuple[float, float] | None
    means: tuple[float, float] | None

    @property
    def excess(self) -> float:
        """The index, once what chance gives is taken off."""
        return self.psi - self.noise

    @property
    def level(self) -> Level:
        """The band of what is left."""
        return level_of(self.excess)


@dataclass(frozen=True, slots=True)
class Scores:
    """The score: its cells, its index, the share of each zone on both sides, and the mean PD on both sides."""

    cells: Cells
    psi: float
    noise: float
    zones: tuple[tuple[float, float], ...]
    mean_pd: tuple[float, float]

    @property
    def excess(self) -> float:
        """The index, once what chance gives is taken off."""
        return self.psi - self.noise

    @property
    def zone_shift(self) -> float:
        """The largest change of a zone's share."""
        return max(abs(now - before) for before, now in self.zones)


def level_of(psi: float) -> Level:
    """Below 0.10 stable, from 0.25 major."""
    return "major" if psi >= MAJOR else "moderate" if psi >= MODERATE else "stable"


def psi(reference: Counts, current: Counts) -> float:
    """Population stability index of two counts (k,): ``sum((q - p) ln(q / p))``; half a person more in each cell, against zeros."""
    p, q = ((counts + 0.5) / (counts.sum() + 0.5 * len(counts)) for counts in (reference, current))
    return float(((q - p) * np.log(q / p)).sum())


def noise(reference: Counts, current: Counts) -> float:
    """Mean of the index when nothing moved: ``(k - 1)(1/n + 1/m)`` (Yurdakul & Naranjo, 2020)."""
    return float((len(reference) - 1) * (1 / max(1, reference.sum()) + 1 / max(1, current.sum())))


def importances(model: Model, rows: Rows) -> Floats:
    """Share of each column (p,) in the mean absolute contributions of some rows (n, p)."""
    size = np.abs(model.contributions(rows[:EXPLAINED], threads=CORES)[:, :-1]).mean(axis=0)
    shares: Floats = size / size.sum()
    return shares


def columns(model: Model, compared: Compared, weights: Floats) -> list[Moved]:
    """Every column of the model, the most important first; each over the clients whose histories it reads are known."""
    return [
        _moved(
            catalogue.BY_NAME[model.features[place]],
            float(weights[place]),
            *(_values(side, place, compared.reads[model.features[place]]) for side in (compared.reference, compared.current)),
        )
        for place in np.argsort(-weights, kind="stable")
    ]


def _values(side: Side, place: int, tables: frozenset[str]) -> Values:
    known: Flags = np.ones(len(side.rows), bool)
    for table in tables:
        known &= side.known[table]
    values: Values = side.rows[known, place]
    return values


def _moved(feature: Feature, importance: float, reference: Values, current: Values) -> Moved:
    cells = bands.cut(feature, reference, current)
    counts = cells.counts()
    absent = tuple(int(np.isnan(values).sum()) for values in (reference, current))
    shares = (absent[0] / max(1, len(reference)), absent[1] / max(1, len(current)))
    return Moved(
        feature,
        importance,
        cells,
        psi(*counts),
        noise(*counts),
        shares if all(map(bands.tellable, absent)) else None,
        None if feature.is_category else _means(reference, current),
    )


def _means(reference: Values, current: Values) -> tuple[float, float] | None:
    there = reference[~np.isnan(reference)], current[~np.isnan(current)]
    if min(map(len, there)) < bands.SMALLEST:
        return None
    low, high = np.quantile(there[0], (EXTREME, 1 - EXTREME))
    return float(there[0].clip(low, high).mean()), float(there[1].clip(low, high).mean())


def scores(model: Model, compared: Compared) -> Scores:
    """How the score, its zones and the mean PD moved over the two samples."""
    pds = [model.probability_of_default(side.rows, threads=CORES) for side in (compared.reference, compared.current)]
    both = [(1 - pd) / (1 - pd + model.rule.cost_ratio * pd) for pd in pds]
    edges = np.quantile(both[0], np.arange(1, bands.BANDS) / bands.BANDS)
    codes = [np.searchsorted(edges, score, side="left") for score in both]
    shown = [f"{100 * edge:.0f}" for edge in edges]
    labels = (f"jusqu’à {shown[0]}", *(f"{a} à {b}" for a, b in pairwise(shown)), f"plus de {shown[-1]}")
    cells = Cells(labels, codes[0], codes[1])
    counts = cells.counts()
    zones = [_zones(model, score) for score in both]
    return Scores(cells, psi(*counts), noise(*counts), tuple(zip(*zones, strict=True)), (float(pds[0].mean()), float(pds[1].mean())))


def _zones(model: Model, score: Floats) -> Sequence[float]:
    refused, granted = float((score < model.rule.lower).mean()), float((score > model.rule.upper).mean())
    return refused, 1 - refused - granted, granted
