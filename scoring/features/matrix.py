"""The features of many clients as one array, filled batch after batch: an engine's whole answer is never there twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.tables import CLIENT, TARGET

BATCH: Final = 20_000
"""Clients that travel together: some 20 MB."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """The features of ``n`` clients, sorted by client.

    Attributes
    ----------
    ids : (n,) int64.
    rows : (n, p) float32, NaN where missing, columns in the order of ``names``.
    target : (n,) float32 of 0, 1 or NaN (no target known); None when the target was not read.
    names : the p features' names.
    """

    ids: NDArray[np.int64]
    rows: NDArray[np.float32]
    target: NDArray[np.float32] | None
    names: tuple[str, ...]


def filled(ids: NDArray[np.int64], names: tuple[str, ...], batches: Iterable[pa.RecordBatch], with_target: bool) -> Matrix:
    """The matrix of the clients ``ids`` (sorted) from batches of their rows, each once, in any order."""
    rows = np.empty((len(ids), len(names)), dtype=np.float32)
    target = np.empty(len(ids), dtype=np.float32) if with_target else None
    for batch in batches:
        places = np.searchsorted(ids, batch[CLIENT].to_numpy())
        rows[places] = np.column_stack([batch[name].to_numpy(zero_copy_only=False) for name in names])
        if target is not None:
            target[places] = batch[TARGET].to_numpy(zero_copy_only=False)
    return Matrix(ids=ids, rows=rows, target=target, names=names)
