"""One table's columns as a Gaussian copula sees them: values to scores when fitting, latent normals to values when drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from scoring.errors import BadData
from scoring.population.copula import Floats
from scoring.population.margins import PEOPLE, Margin, fit_margin, scores

SPLIT: Final = "SPLIT"
"""The column that tells borrowers (:data:`TRAIN`, outcome known) from applicants (:data:`TEST`)."""
TRAIN, TEST = "train", "test"
Values = NDArray[Any]
"""Numbers with NaN, or an object array of texts with None."""


@dataclass(frozen=True, slots=True)
class Column:
    """A modelled column.

    ``given`` names columns (listed before) inside whose combinations the distribution is taken, borrowers and applicants apart
    unless it is ``pooled`` (some of its values are too rare among either); ``missing_with`` is the column whose absence this one
    shares; ``certain`` says that its absence follows from the others and is not drawn. A number rounded to a ``step`` so that what
    is frequent shows is drawn from the whole width of it.
    """

    name: str
    given: tuple[str, ...] = ()
    missing_with: str | None = None
    certain: bool = False
    pooled: bool = False
    step: float = 0.0

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns inside whose combinations the distribution is taken."""
        return self.given if self.pooled else (SPLIT, *self.given)

    @property
    def may_be_missing(self) -> bool:
        """Whether its absence is a random event of its own."""
        return not self.certain and self.missing_with is None


Margins = dict[str, dict[str, Margin]]
"""By column, then by values of ``given`` joined by a bar; the empty key stands for all rows."""


def keys_of(data: Mapping[str, Values], given: Sequence[str], rows: int) -> Values:
    """The values of ``given`` in each row, joined by a bar."""
    if not given:
        return np.full(rows, "", dtype=object)
    parts = [data[name].astype(str).astype(object) for name in given]
    joined = parts[0]
    for part in parts[1:]:
        joined = joined + "|" + part
    return np.asarray(joined)


def in_order(values: Values, target: Floats) -> tuple[Floats, tuple[str, ...]]:
    """Codes of texts, ordered by how often ``target`` is 1 (so that a latent normal can mean something), and their names."""
    names = sorted({value for value in values if value is not None})
    code = {name: i for i, name in enumerate(names)}
    codes = np.array([np.nan if value is None else code[value] for value in values], dtype=float)
    known = ~np.isnan(codes) & ~np.isnan(target)
    size = len(names)
    people = np.bincount(codes[known].astype(int), minlength=size)
    failures = np.bincount(codes[known].astype(int), target[known], minlength=size)
    rate = (failures + 100 * np.nanmean(target)) / (people + 100)
    order = np.argsort(rate, kind="stable")
    rank = np.empty(size)
    rank[order] = np.arange(size)
    coded = np.full(len(codes), np.nan)
    coded[~np.isnan(codes)] = rank[codes[~np.isnan(codes)].astype(int)]
    return coded, tuple(names[i] for i in order)


@dataclass(frozen=True, slots=True)
class Sample:
    """Real rows while fitting: values by column (SPLIT among them), a weight a row, the client's TARGET (NaN: unknown)."""

    data: Mapping[str, Values]
    weights: Floats
    target: Floats


def fit_columns(columns: Sequence[Column], sample: Sample) -> tuple[list[str], Margins, Floats]:
    """Names of the latent normals, margins by column and key, and the rows' expected scores (n, latents)."""
    margins: Margins = {}
    latents: list[str] = []
    scored: list[Floats] = []
    for column in columns:
        codes, names = _codes(sample, column.name)
        margins[column.name] = _margins(codes, sample.weights, keys_of(sample.data, column.keys, len(codes)), names, column.step)
        cell = keys_of(sample.data, (SPLIT, *column.given), len(codes))
        latents.append(column.name)
        scored.append(_scores_by_cell(codes, sample.weights, cell))
        if column.may_be_missing and any(m.missing > 0 for m in margins[column.name].values()):
            latents.append(column.name + "?")
            scored.append(_scores_by_cell((~np.isnan(codes)).astype(float), sample.weights, cell))
    return latents, margins, np.stack(scored, axis=1)


def _codes(sample: Sample, name: str) -> tuple[Floats, tuple[str, ...]]:
    values = sample.data[name]
    return in_order(values, sample.target) if values.dtype == object else (values.astype(float), ())


def _margins(codes: Floats, weights: Floats, key: Values, names: tuple[str, ...], step: float) -> dict[str, Margin]:
    whole = fit_margin(codes, weights, names, step)
    if whole is None:
        raise BadData("A column has values for fewer than 30 people: too few to describe a population.")
    found = {"": whole}
    for value in sorted(set(key) - {""}):
        rows = key == value
        margin = fit_margin(codes[rows], weights[rows], names, step)
        if margin is not None:
            found[value] = margin
        elif weights[rows][np.isnan(codes[rows])].sum() >= PEOPLE:
            found[value] = replace(whole, missing=1.0)
    return found


def _scores_by_cell(codes: Floats, weights: Floats, cell: Values) -> Floats:
    result = np.full(len(codes), np.nan)
    _, inverse = np.unique(cell, return_inverse=True)
    for value in range(inverse.max() + 1):
        rows = inverse == value
        if weights[rows].sum() >= 100:
            result[rows] = scores(codes[rows], weights[rows])
    return result


def draw_columns(
    columns: Sequence[Column], latents: Sequence[str], margins: Margins, normal: Floats, known: Mapping[str, Values]
) -> dict[str, Values]:
    """Values by column from latent normals (n, latents): the inverse of :func:`fit_columns`, in distribution.

    ``known`` holds columns that are not drawn but that others are ``given``, SPLIT among them; they come back too.
    """
    place = {name: i for i, name in enumerate(latents)}
    uniform = ndtr(normal)
    drawn: dict[str, Values] = dict(known)
    absent: dict[str, NDArray[np.bool_]] = {}
    cells: dict[tuple[str, ...], list[tuple[str, NDArray[np.int64]]]] = {}
    for column in columns:
        if column.keys not in cells:
            cells[column.keys] = _cells(drawn, column.keys, len(normal))
        gate = uniform[:, place[column.name + "?"]] if column.name + "?" in place else None
        values, gone = _draw_one(margins[column.name], cells[column.keys], uniform[:, place[column.name]], gate)
        absent[column.name] = absent[column.missing_with] if column.missing_with else gone
        values[absent[column.name]] = None if values.dtype == object else np.nan
        drawn[column.name] = values
    return drawn


def _cells(drawn: Mapping[str, Values], keys: tuple[str, ...], rows: int) -> list[tuple[str, NDArray[np.int64]]]:
    if not keys:
        return [("", np.arange(rows))]
    names, inverse = np.unique(keys_of(drawn, keys, rows), return_inverse=True)
    return [(str(name), np.flatnonzero(inverse == i)) for i, name in enumerate(names)]


def _draw_one(
    margins: Mapping[str, Margin], cells: list[tuple[str, NDArray[np.int64]]], u: Floats, gate: Floats | None
) -> tuple[Values, NDArray[np.bool_]]:
    text = any(isinstance(level, str) for level in margins[""].levels)
    values = np.empty(len(u), dtype=object if text else float)
    absent = np.zeros(len(u), bool)
    for key, rows in cells:
        margin = margins.get(key, margins[""])
        values[rows] = margin.value(u[rows])
        if gate is not None:
            absent[rows] = gate[rows] < margin.missing
    return values, absent
