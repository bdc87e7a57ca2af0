"""LightGBM's trees as arrays, and its exact rules for going left: missing values, zeros, categories.

Source: LightGBM 4, ``include/LightGBM/tree.h``: ``Tree::NumericalDecision`` and ``Tree::CategoricalDecision``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import lightgbm
import numpy as np
import numpy.typing as npt

from scoring.errors import BrokenModel

Bools = npt.NDArray[np.bool_]
Columns = npt.NDArray[np.float32]
"""Rows seen by column, (p, n): what a split reads is then contiguous."""

CATEGORICAL, DEFAULT_LEFT, ZERO_IS_MISSING, NAN_IS_MISSING = 1, 2, 1, 2  # bits of decision_type, then its missing type
NEARLY_ZERO: Final = np.float32(1e-35)
"""Up to this size LightGBM takes a value for zero (``kZeroThreshold``)."""


@dataclass(frozen=True, slots=True)
class Split:
    """One inner node: which rows go left.

    ``threshold`` is the largest float32 that goes left; ``categories`` tells it of each code instead, the last entry
    standing for whatever is missing, negative or unlisted. ``zero_left`` is set when zeros count as missing.
    """

    column: int
    threshold: np.float32
    missing_left: bool
    zero_left: bool | None = None
    categories: Bools | None = None

    def goes_left(self, columns: Columns) -> Bools:
        """For each of n rows given by column (p, n), whether it goes left, shape (n,)."""
        values = columns[self.column]
        if self.categories is not None:
            last = len(self.categories) - 1
            return self.categories[np.where(values > -1, np.minimum(values, last), last).astype(np.intp)]
        left: Bools = ~(values > self.threshold) if self.missing_left else values <= self.threshold  # a comparison with NaN is false
        if self.zero_left is not None:
            left[np.abs(values) <= NEARLY_ZERO] = self.zero_left
        return left


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree of s splits and s + 1 leaves; a child is the number of a split, or ``~leaf``.

    ``cover`` and ``leaf_cover`` count the training rows that came there.
    """

    splits: tuple[Split, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    cover: tuple[float, ...]
    leaf_cover: tuple[float, ...]
    leaf_value: tuple[float, ...]

    def covered(self, child: int) -> float:
        """How many training rows came to a child."""
        return self.cover[child] if child >= 0 else self.leaf_cover[~child]

    @property
    def mean(self) -> float:
        """The mean output over the training rows: what TreeSHAP starts from."""
        return float(np.average(self.leaf_value, weights=self.leaf_cover if self.splits else None))


def trees_of(booster: lightgbm.Booster) -> Iterator[Tree]:
    """The trees that a booster predicts with, one by one.

    Raises BrokenModel for a booster whose margin is no plain sum of constant leaves (several classes, averaged
    outputs, linear leaves).
    """
    header, *blocks = booster.model_to_string().split("\nTree=")
    if "num_tree_per_iteration=1\n" not in header or "\naverage_output\n" in header:
        raise BrokenModel("A booster of several classes, or that averages its trees, cannot be explained; train one of LightGBM's sums.")
    for block in blocks:
        fields = dict(line.split("=", 1) for line in block.split("\n\n", 1)[0].splitlines()[1:])
        if fields.get("is_linear", "0") != "0":
            raise BrokenModel("A booster with linear leaves cannot be explained; train without linear_tree.")
        yield _tree(fields)


def _tree(fields: Mapping[str, str]) -> Tree:
    def integers(name: str) -> tuple[int, ...]:
        return tuple(int(word) for word in fields.get(name, "").split())

    thresholds = [float(word) for word in fields.get("threshold", "").split()]
    bounds, words = integers("cat_boundaries"), integers("cat_threshold")
    splits = [
        _by_category(column, words[bounds[int(threshold)] : bounds[int(threshold) + 1]])
        if kind & CATEGORICAL
        else _by_threshold(column, threshold, bool(kind & DEFAULT_LEFT), kind >> 2)
        for column, threshold, kind in zip(integers("split_feature"), thresholds, integers("decision_type"), strict=True)
    ]
    return Tree(
        tuple(splits),
        integers("left_child"),
        integers("right_child"),
        tuple(float(word) for word in fields.get("internal_count", "").split()),
        tuple(float(word) for word in fields.get("leaf_count", "").split()),
        tuple(float(word) for word in fields["leaf_value"].split()),
    )


def _by_category(column: int, words: tuple[int, ...]) -> Split:
    """A split by a set of codes, written as 32-bit words."""
    codes = [bool(word >> bit & 1) for word in words for bit in range(32)]
    return Split(column, np.float32(0), missing_left=False, categories=np.array([*codes, False]))


def _by_threshold(column: int, threshold: float, default_left: bool, missing: int) -> Split:
    """A split by a number. Where NaN is no missing value of its own, it counts as zero."""
    missing_left = default_left if missing in (ZERO_IS_MISSING, NAN_IS_MISSING) else threshold >= 0
    return Split(column, _largest_left(threshold), missing_left, zero_left=default_left if missing == ZERO_IS_MISSING else None)


def _largest_left(threshold: float) -> np.float32:
    """The largest float32 at or below a threshold; one that is nearly zero has all that is nearly zero on the same side as zero."""
    if abs(threshold) <= NEARLY_ZERO:
        return NEARLY_ZERO if threshold >= 0 else np.nextafter(-NEARLY_ZERO, np.float32(-np.inf))
    floor = np.float32(threshold)
    return floor if float(floor) <= threshold else np.nextafter(floor, np.float32(-np.inf))
