"""Exact TreeSHAP contributions of a whole population, much faster than one row after another.

What a leaf gives a row depends only on which splits of its path the row obeys. The leaves of a tree are put in groups
that share at most :data:`MOST_SPLITS` splits; a table holds what each group gives for every pattern of obeyed splits.
Explaining is then: compare, look up, add, on whole columns. Same values as LightGBM's ``pred_contrib``.

Sources: Lundberg et al., "From local explanations to global understanding with explainable AI for trees", 2020 (the game,
path-dependent); Owen, "Multilinear extensions of games", 1972 (the integral that gives the table).
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from scoring.errors import BrokenModel
from scoring.trees import Columns, Split, Tree

MOST_SPLITS: Final = 8
"""Splits of a group, and of the deepest path: a pattern is a byte, and the table of a group 2 kB a feature."""
TREES_AT_ONCE: Final = 64
ROWS_AT_ONCE: Final = 8_192

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Condition:
    """What a path asks of one feature: for each split, whether to go left; ``share`` of the training rows went that way."""

    share: float
    sides: tuple[tuple[int, bool], ...]


@dataclass(frozen=True, slots=True)
class Path:
    """The way to a leaf: a condition for each feature met on it."""

    value: float
    conditions: dict[int, Condition]

    @property
    def splits(self) -> set[int]:
        """The splits met on the way."""
        return {split for condition in self.conditions.values() for split, _ in condition.sides}


@dataclass(frozen=True, slots=True)
class Group:
    """Leaves that share k splits of a tree; ``table`` (m, 2**k): what they give each of m features for each pattern."""

    splits: tuple[Split, ...]
    features: tuple[int, ...]
    table: Floats


def contributions(forest: Sequence[Tree], rows: Rows, threads: int = 1) -> Floats:
    """Contributions of rows (n, p) to the raw margin, shape (n, p + 1), the base last; equal to ``pred_contrib``.

    Raises BrokenModel when a tree is deeper than :data:`MOST_SPLITS`.
    """
    columns = np.ascontiguousarray(rows.T)
    phi = np.zeros((len(columns) + 1, len(rows)))
    parts = [slice(start, start + ROWS_AT_ONCE) for start in range(0, len(rows), ROWS_AT_ONCE)]
    with ThreadPoolExecutor(threads) as pool:
        for some in (forest[first : first + TREES_AT_ONCE] for first in range(0, len(forest), TREES_AT_ONCE)):
            phi[-1] += sum(tree.mean for tree in some)
            groups = [group for tree in some for group in groups_of(tree)]
            list(pool.map(lambda part: _add(groups, columns[:, part], phi[:, part]), parts))  # noqa: B023  the map ends here
    return phi.T


def _add(groups: Sequence[Group], columns: Columns, phi: Floats) -> None:
    """Add what the groups give rows seen by column (p, n) to ``phi`` (p + 1, n)."""
    columns, found = np.ascontiguousarray(columns), np.empty(columns.shape[1])
    for group in groups:
        pattern = _pattern(group.splits, columns)
        for feature, table in zip(group.features, group.table, strict=True):
            phi[feature] += np.take(table, pattern, out=found, mode="clip")


def _pattern(splits: Sequence[Split], columns: Columns) -> npt.NDArray[np.intp]:
    """For each row, the number whose binary digits say which splits send it left, the first split in the highest."""
    pattern = np.zeros(columns.shape[1], np.uint8)
    for split in splits:
        pattern += pattern
        pattern += split.goes_left(columns).view(np.uint8)
    return pattern.astype(np.intp)


def groups_of(tree: Tree) -> Iterator[Group]:
    """The leaves of a tree, neighbours together, in groups of at most :data:`MOST_SPLITS` splits."""
    some: list[Path] = []
    met: set[int] = set()
    for path in _paths(tree, 0, {}) if tree.splits else ():
        if len(met | path.splits) > MOST_SPLITS:
            yield _group(tree, some, sorted(met))
            some, met = [], set()
        some.append(path)
        met |= path.splits
    if some:
        yield _group(tree, some, sorted(met))


def _paths(tree: Tree, child: int, conditions: dict[int, Condition], depth: int = 0) -> Iterator[Path]:
    """The ways to the leaves below a child, from left to right; ``conditions`` lead to the child."""
    if depth > MOST_SPLITS:
        raise BrokenModel(f"A tree deeper than {MOST_SPLITS} splits cannot be explained fast; train with a smaller max_depth.")
    if child < 0:
        yield Path(tree.leaf_value[~child], conditions)
        return
    feature = tree.splits[child].column
    before = conditions.get(feature, Condition(1.0, ()))
    for next_child, left in ((tree.left[child], True), (tree.right[child], False)):
        share = before.share * tree.covered(next_child) / tree.covered(child)
        yield from _paths(tree, next_child, conditions | {feature: Condition(share, (*before.sides, (child, left)))}, depth + 1)


def _group(tree: Tree, paths: Sequence[Path], splits: Sequence[int]) -> Group:
    """The table of some leaves; shorter paths are filled up with conditions that everyone meets, which get nothing."""
    digit = {split: 1 << place for place, split in enumerate(reversed(splits))}
    longest = max(len(path.conditions) for path in paths)
    asked, wanted = np.zeros((2, len(paths), longest, 1), np.intp)
    shares = np.ones(asked.shape)
    for leaf, path in enumerate(paths):
        for place, condition in enumerate(path.conditions.values()):
            shares[leaf, place] = condition.share
            asked[leaf, place] = sum(digit[split] for split, _ in condition.sides)
            wanted[leaf, place] = sum(digit[split] for split, left in condition.sides if left)
    obeyed = (np.arange(1 << len(splits)) & asked) == wanted
    given = np.array([path.value for path in paths])[:, None, None] * shapley(shares, obeyed)
    row = {feature: number for number, feature in enumerate(sorted({feature for path in paths for feature in path.conditions}))}
    table = np.zeros((len(row), obeyed.shape[-1]))
    for path, of_leaf in zip(paths, given, strict=True):
        table[[row[feature] for feature in path.conditions]] += of_leaf[: len(path.conditions)]
    return Group(tuple(tree.splits[split] for split in splits), tuple(row), table)


def shapley(shares: Floats, obeyed: npt.NDArray[np.bool_]) -> Floats:
    """Shapley values of a product: ``shares`` (..., d, 1) and ``obeyed`` (..., d, m) of d features, shape (..., d, m).

    A coalition of features is worth the product, over its members, of 1 if the feature's splits are obeyed else 0,
    and over the others of their share. The Shapley value is then an integral over t in (0, 1), that of the product over the *other*
    features of ``t * obeyed + (1 - t) * share``: a polynomial of degree d - 1, which Gauss's rule integrates exactly.
    """
    times, weights = _gauss((shares.shape[-2] + 1) // 2)
    total = np.zeros(obeyed.shape)
    for time, weight in zip(times, weights, strict=True):
        factors = time * obeyed + (1 - time) * shares
        total += weight * factors.prod(axis=-2, keepdims=True) / factors
    return (obeyed - shares) * total


@cache
def _gauss(points: int) -> tuple[Floats, Floats]:
    """Gauss-Legendre points and weights on (0, 1)."""
    at, weights = np.polynomial.legendre.leggauss(points)
    return (at + 1) / 2, weights / 2
