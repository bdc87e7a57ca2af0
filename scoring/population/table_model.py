"""One table of the population: rows a client, what a client's rows share, and what each row has of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from scoring.population.columns import Column, Margins, Sample, Values, draw_columns, fit_columns
from scoring.population.copula import Floats, nearest_valid, root, row_correlation, same_client_correlation
from scoring.population.margins import Margin, fit_margin, scores

RIDGE = 0.05


@dataclass(frozen=True, slots=True)
class Drivers:
    """What is known of clients before a table is drawn: names, expected scores (clients, k), latent correlation (k, k)."""

    names: tuple[str, ...]
    scores: Floats
    correlation: Floats

    def with_count(self, count: Floats, slopes: Floats) -> "Drivers":
        """The same with the number of rows as one more driver."""
        reach = self.correlation @ slopes
        grown = np.block([[self.correlation, reach[:, None]], [reach[None, :], np.ones((1, 1))]])
        return Drivers((*self.names, "ROWS"), np.column_stack([self.scores, count]), grown)


@dataclass(frozen=True, slots=True)
class TableModel:
    """A row's latent normals are ``drivers @ slopes`` + a client's part (``between``) + the row's own part (``within``)."""

    latents: tuple[str, ...]
    margins: Margins
    slopes: Floats
    between: Floats
    within: Floats
    count: dict[str, Margin] | None = None
    count_slopes: Floats | None = None
    count_noise: float = 0.0

    def draw_counts(self, split: Values, drivers: Floats, rng: np.random.Generator) -> tuple[NDArray[np.int64], Floats]:
        """Rows of each client and the latent normal behind them, from their SPLIT (clients,) and drivers (clients, k)."""
        if self.count is None or self.count_slopes is None:
            raise ValueError("this table has one row a client")
        latent = drivers @ self.count_slopes + self.count_noise * rng.standard_normal(len(drivers))
        counts = np.zeros(len(drivers), dtype=np.int64)
        for name, margin in self.count.items():
            counts[split == name] = np.rint(margin.value(ndtr(latent[split == name])))
        return counts, latent

    def draw_normals(self, drivers: Floats, owner: NDArray[np.int64], rng: np.random.Generator) -> Floats:
        """Latent normals (rows, latents) of rows that belong to clients ``owner`` (indices into ``drivers``)."""
        size = len(self.latents)
        shared = drivers @ self.slopes + rng.standard_normal((len(drivers), size)) @ root(self.between).T
        if not self.within.any():
            return np.asarray(shared[owner])
        return np.asarray(shared[owner] + rng.standard_normal((len(owner), size)) @ root(self.within).T)

    def draw(self, columns: Sequence[Column], normal: Floats, known: Mapping[str, Values]) -> dict[str, Values]:
        """Values by column of rows with these latent normals, beside the ``known`` ones (SPLIT at least)."""
        return draw_columns(columns, self.latents, self.margins, normal, known)

    def as_dict(self) -> dict[str, Any]:
        """The JSON form: matrices rounded to three digits, covariances as lower triangles."""
        form: dict[str, Any] = {
            "latents": list(self.latents),
            "slopes": _rounded(self.slopes),
            "between": _triangle(self.between),
            "within": _triangle(self.within),
            "margins": {name: {key: m.as_dict() for key, m in cells.items()} for name, cells in self.margins.items()},
        }
        if self.count is not None and self.count_slopes is not None:
            form["count"] = {split: margin.as_dict() for split, margin in self.count.items()}
            form["count_slopes"] = _rounded(self.count_slopes)
            form["count_noise"] = round(self.count_noise, 4)
        return form

    @classmethod
    def from_dict(cls, form: dict[str, Any]) -> "TableModel":
        """The inverse of :meth:`as_dict`."""
        size = len(form["latents"])
        return cls(
            latents=tuple(form["latents"]),
            margins={name: {key: Margin.from_dict(m) for key, m in cells.items()} for name, cells in form["margins"].items()},
            slopes=np.array(form["slopes"], dtype=float).reshape(-1, size),
            between=_square(form["between"], size),
            within=_square(form["within"], size),
            count={split: Margin.from_dict(m) for split, m in form["count"].items()} if "count" in form else None,
            count_slopes=np.array(form["count_slopes"], dtype=float) if "count" in form else None,
            count_noise=form.get("count_noise", 0.0),
        )


def fit_single(columns: Sequence[Column], sample: Sample) -> tuple[TableModel, Floats]:
    """The model of a table with one row a client and no driver, and the rows' scores."""
    latents, margins, scored = fit_columns(columns, sample)
    correlation = row_correlation(scored, scored, sample.weights)
    np.fill_diagonal(correlation, 1)
    size = len(latents)
    return TableModel(tuple(latents), margins, np.zeros((0, size)), nearest_valid(correlation), np.zeros((size, size))), scored


def fit_count(counts: Floats, split: Values, drivers: Drivers) -> tuple[dict[str, Margin], Floats, float, Drivers]:
    """Margins by SPLIT, slopes and residual spread of the rows a client, and the drivers grown by it."""
    weights = np.ones(len(counts))
    score = np.empty((len(counts), 1))
    margins: dict[str, Margin] = {}
    for name in np.unique(split):
        group = split == name
        score[group, 0] = scores(counts[group], weights[group])
        margin = fit_margin(counts[group], weights[group])
        if margin is None:
            raise ValueError(f"too few clients to count rows ({name})")
        margins[name] = margin
    slopes = _slopes(row_correlation(drivers.scores, score, weights), drivers.correlation)[:, 0]
    explained = min(float(slopes @ drivers.correlation @ slopes), 0.95)
    return margins, slopes, float(np.sqrt(1 - explained)), drivers.with_count(score[:, 0], slopes)


def fit_rows(columns: Sequence[Column], sample: Sample, owner: NDArray[np.int64], drivers: Drivers) -> TableModel:
    """The model of a table's rows, ``owner`` giving each row's client as an index into the drivers' scores."""
    latents, margins, scored = fit_columns(columns, sample)
    total = row_correlation(scored, scored, sample.weights)
    np.fill_diagonal(total, 1)
    known = drivers.scores[owner]
    centred = known - np.nansum(known * sample.weights[:, None], axis=0) / (sample.weights @ ~np.isnan(known))
    slopes = _slopes(row_correlation(centred, scored, sample.weights), drivers.correlation)
    explained = slopes.T @ drivers.correlation @ slopes
    between, within = _split(total, scored, owner, sample.weights)
    rest = nearest_valid(between - explained)
    scale = 1 / np.sqrt(np.diag(explained) + np.diag(rest) + np.diag(within))
    both = np.outer(scale, scale)
    return TableModel(tuple(latents), margins, slopes * scale, rest * both, within * both)


def _split(total: Floats, scored: Floats, owner: NDArray[np.int64], weights: Floats) -> tuple[Floats, Floats]:
    if (np.bincount(owner) > 1).sum() < 1000:
        return total, np.zeros_like(total)
    between = same_client_correlation(scored, owner, weights)
    np.fill_diagonal(between, np.clip(np.diag(between), 0.02, 0.95))
    between = nearest_valid(between)
    return between, nearest_valid(total - between)


def _slopes(covariance: Floats, correlation: Floats) -> Floats:
    return np.asarray(np.linalg.solve(correlation + RIDGE * np.eye(len(correlation)), covariance))


def _rounded(matrix: Floats) -> list[Any]:
    return list(np.round(matrix, 4).tolist())


def _triangle(matrix: Floats) -> list[float]:
    return list(np.round(matrix[np.tril_indices(len(matrix))], 3).tolist()) if matrix.any() else []


def _square(triangle: list[float], size: int) -> Floats:
    matrix = np.zeros((size, size))
    if triangle:
        matrix[np.tril_indices(size)] = triangle
        matrix = matrix + np.tril(matrix, -1).T
    return matrix
