"""Gaussian dependence between columns, estimated from expected normal scores and repaired into valid covariances."""

import numpy as np
from numpy.typing import NDArray

from scoring.population.margins import PEOPLE

Floats = NDArray[np.float64]
SMALLEST = 0.02


def nearest_valid(matrix: Floats) -> Floats:
    """The symmetric matrix with the same diagonal whose eigenvalues are all positive (negative ones are raised, then rescaled)."""
    symmetric = (matrix + matrix.T) / 2
    if not len(symmetric):
        return symmetric
    values, vectors = np.linalg.eigh(symmetric)
    repaired = (vectors * np.maximum(values, SMALLEST)) @ vectors.T
    scale = np.sqrt(np.maximum(np.diag(symmetric), SMALLEST) / np.diag(repaired))
    return np.asarray(repaired * np.outer(scale, scale))


def root(covariance: Floats) -> Floats:
    """A lower-triangular matrix whose product with its transpose is the covariance (rounded entries are forgiven)."""
    size = len(covariance)
    for jitter in (0.0, 1e-3, 1e-2, 1e-1):
        try:
            return np.asarray(np.linalg.cholesky(covariance + jitter * np.eye(size)))
        except np.linalg.LinAlgError:
            continue
    raise ValueError("the covariance is far from positive definite")


def score_variance(score: Floats, weights: Floats) -> Floats:
    """Variance of each column's scores (mean zero by construction), shape (columns,); 1 for a continuous column."""
    present = ~np.isnan(score)
    filled = np.where(present, score, 0)
    total = weights @ present
    return np.asarray(np.maximum((weights @ filled**2) / np.maximum(total, 1), 1e-6))


def row_correlation(left: Floats, right: Floats, weights: Floats) -> Floats:
    """Latent correlations of columns of ``left`` (n, p) with those of ``right`` (n, q), over rows where both are present.

    Cov(E[Z1|x1], E[Z2|x2]) is about rho Var(E[Z1|x1]) Var(E[Z2|x2]) for a Gaussian pair (exact if one is continuous), so
    dividing by the variances undoes the loss that grouping into categories causes. Differences within three
    standard errors of zero count as zero.
    """
    return _corrected(*_sums(left, right, weights), score_variance(left, weights), score_variance(right, weights), float(len(weights)))


def _sums(left: Floats, right: Floats, weights: Floats) -> tuple[Floats, Floats]:
    p, q = ~np.isnan(left), ~np.isnan(right)
    x, y = np.where(p, left, 0), np.where(q, right, 0)
    return (x * weights[:, None]).T @ y, (p * weights[:, None]).T @ q.astype(float)


def _corrected(total: Floats, count: Floats, left: Floats, right: Floats, rows: float) -> Floats:
    covariance = total / np.maximum(count, 1e-9)
    noise = 3 * np.sqrt(np.outer(left, right) / np.maximum(np.minimum(count, rows), 1))
    covariance[(np.abs(covariance) < noise) | (count < PEOPLE)] = 0
    return np.asarray(np.clip(covariance / np.outer(left, right), -0.97, 0.97))


def same_client_correlation(score: Floats, client: NDArray[np.int64], weights: Floats) -> Floats:
    """Latent covariance between two different rows of one client, shape (p, p); every client with two rows or more weighs one."""
    sizes = np.bincount(client)
    several = sizes[client] > 1
    rows, owner = score[several], np.unique(client[several], return_inverse=True)[1]
    present = ~np.isnan(rows)
    filled = np.where(present, rows, 0)
    n = np.bincount(owner).astype(float)
    weight = 1 / (n * (n - 1))
    total = _pair_products(filled, owner, weight)
    count = _pair_products(present.astype(float), owner, weight)
    variance = score_variance(score, weights)
    return _corrected(total, count, variance, variance, float(len(n)))


def _pair_products(rows: Floats, owner: NDArray[np.int64], weight: Floats) -> Floats:
    sums = np.zeros((len(weight), rows.shape[1]))
    np.add.at(sums, owner, rows)
    return np.asarray((sums * weight[:, None]).T @ sums - (rows * weight[owner][:, None]).T @ rows)
