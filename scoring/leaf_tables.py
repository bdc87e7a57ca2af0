"""Tables of what a tree's leaves give a row, by which of their splits the row obeys.

Sources: Lundberg et al., "From local explanations to global understanding with explainable AI for trees", 2020 (the game,
path-dependent); Owen, "Multilinear extensions of games", 1972 (the integral that gives the table).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from scoring.errors import BrokenModel
from scoring.trees import Tree

MOST_SPLITS: Final = 8
"""Splits of a group, and of the deepest path: a pattern is a byte, and the table of a group 2 kB a line."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ordinary:
    """An ordinary client: a ``row`` (p,), and the families (f sets of columns) that are each moved there to see what changes."""

    row: npt.NDArray[np.float32]
    families: tuple[frozenset[int], ...]


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
    """Leaves that share k ``splits`` of a tree, and what they give a row for each pattern of obeyed splits.

    Attributes
    ----------
    table : (m, 2**k), one line a result.
    lines : the m results: column c's contribution is c, family f's effect is p + 1 + f (p stands for the base).
    """

    splits: tuple[int, ...]
    lines: tuple[int, ...]
    table: Floats


def groups_of(tree: Tree, ordinary: Ordinary) -> Iterator[Group]:
    """The leaves of a tree, neighbours together, in groups of at most :data:`MOST_SPLITS` splits."""
    some: list[Path] = []
    met: set[int] = set()
    for path in _paths(tree, 0, {}) if tree.splits else ():
        if some and len(met | path.splits) > MOST_SPLITS:
            yield _group(tree, some, sorted(met), ordinary)
            some, met = [], set()
        some.append(path)
        met |= path.splits
    if some:
        yield _group(tree, some, sorted(met), ordinary)


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


def _group(tree: Tree, paths: Sequence[Path], splits: Sequence[int], ordinary: Ordinary) -> Group:
    """The table of some leaves; shorter paths are filled up with conditions that everyone meets, which get nothing."""
    digits = {split: 1 << place for place, split in enumerate(reversed(splits))}
    longest = max(len(path.conditions) for path in paths)
    asked, wanted = np.zeros((2, len(paths), longest, 1), np.intp)
    shares = np.ones(asked.shape)
    for leaf, path in enumerate(paths):
        for place, condition in enumerate(path.conditions.values()):
            shares[leaf, place] = condition.share
            asked[leaf, place] = sum(digits[split] for split, _ in condition.sides)
            wanted[leaf, place] = sum(digits[split] for split, left in condition.sides if left)
    obeyed = (np.arange(1 << len(splits)) & asked) == wanted
    values = np.array([path.value for path in paths])
    by_line = _by_feature(paths, values[:, None, None] * shapley(shares, obeyed))
    by_line |= _by_family(tree, digits, values @ obeyed.all(axis=1), ordinary)
    return Group(tuple(splits), tuple(by_line), np.array(list(by_line.values())))


def _by_feature(paths: Sequence[Path], given: Floats) -> dict[int, Floats]:
    """What the leaves give each feature for each pattern; ``given`` (leaves, d, patterns) in the order of their conditions."""
    lines: dict[int, Floats] = {}
    for path, of_leaf in zip(paths, given, strict=True):
        for feature, line in zip(path.conditions, of_leaf, strict=False):
            lines[feature] = lines[feature] + line if feature in lines else line
    return lines


def _by_family(tree: Tree, digits: dict[int, int], outputs: Floats, ordinary: Ordinary) -> dict[int, Floats]:
    """How much each family that the leaves ask about changes their ``outputs``, for each pattern, when it becomes ordinary."""
    lines: dict[int, Floats] = {}
    patterns, first = np.arange(len(outputs)), len(ordinary.row) + 1
    for family, columns in enumerate(ordinary.families):
        mine = {split: digit for split, digit in digits.items() if tree.splits[split].column in columns}
        if mine:
            moved = sum(digit for split, digit in mine.items() if tree.splits[split].goes_left(ordinary.row[:, None])[0])
            lines[first + family] = outputs - outputs[patterns & ~sum(mine.values()) | moved]
    return lines


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
