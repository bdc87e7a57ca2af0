"""Exact TreeSHAP contributions of a whole population, much faster than one row after another.

What a leaf gives a row depends only on which splits of its path the row obeys. The leaves of a tree are put in groups
that share few splits; a table holds what each group gives for every pattern of obeyed splits (:mod:`scoring.leaf_tables`).
Explaining is then: compare, look up, add, on whole columns. Same values as LightGBM's ``pred_contrib``.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from typing import Final

import numpy as np
import numpy.typing as npt

from scoring.leaf_tables import Floats, Group, Ordinary, groups_of
from scoring.trees import Columns, Split, Tree

TREES_AT_ONCE: Final = 64
ROWS_AT_ONCE: Final = 25_000
"""With fewer, threads wait for each other more than they work."""

Rows = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]


def explain(forest: Sequence[Tree], rows: Rows, ordinary: Ordinary, threads: int = 1) -> tuple[Floats, Floats]:
    """Contributions of rows (n, p) to the raw margin, and effects of families on it.

    Returns
    -------
    contributions : (n, p + 1), the base last; equal to ``pred_contrib``.
    effects : (n, f), the row's margin minus what it would be with the family's columns as in ``ordinary.row``.

    Raises BrokenModel when a tree is deeper than :data:`scoring.leaf_tables.MOST_SPLITS`.
    """
    columns = np.ascontiguousarray(rows.T)
    with ThreadPoolExecutor(threads) as pool:
        found = reduce(np.add, pool.map(lambda first: _explained(forest[first::threads], columns, ordinary), range(threads)))
    base = len(columns)
    return found[: base + 1].T, found[base + 1 :].T


def _explained(trees: Sequence[Tree], columns: Columns, ordinary: Ordinary) -> Floats:
    """What some trees give rows seen by column (p, n): their contributions, the base, the families' effects (p + 1 + f, n)."""
    base, rows = columns.shape
    found = np.zeros((base + 1 + len(ordinary.families), rows))
    found[base] = sum(tree.mean for tree in trees)
    parts = [slice(start, start + ROWS_AT_ONCE) for start in range(0, rows, ROWS_AT_ONCE)]
    for some in (trees[first : first + TREES_AT_ONCE] for first in range(0, len(trees), TREES_AT_ONCE)):
        tables = [(tree.splits, list(groups_of(tree, ordinary))) for tree in some]
        for part in parts:
            _add(tables, columns[:, part], found[:, part])
    return found


def _add(tables: Sequence[tuple[Sequence[Split], Sequence[Group]]], columns: Columns, found: Floats) -> None:
    """Add what the groups of some trees give rows seen by column (p, n) to the lines of ``found`` (p + 1 + f, n)."""
    columns, given = np.ascontiguousarray(columns), np.empty(columns.shape[1])
    for splits, groups in tables:
        left = [split.goes_left(columns).view(np.uint8) for split in splits]
        for group in groups:
            pattern = _pattern([left[split] for split in group.splits])
            for line, table in zip(group.lines, group.table, strict=True):
                found[line] += np.take(table, pattern, out=given, mode="clip")


def _pattern(left: Sequence[Bytes]) -> npt.NDArray[np.intp]:
    """For each of n rows, the number whose binary digits (n,) these are, the first one the highest."""
    pattern = left[0].copy()
    for digit in left[1:]:
        pattern += pattern
        pattern += digit
    return pattern.astype(np.intp)
