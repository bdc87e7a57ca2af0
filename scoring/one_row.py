"""Exact contributions of one row at a time, several times faster than ``pred_contrib``: every tree's tables side by side.

The same tables as for a whole population (:mod:`scoring.treeshap`), laid end to end: which splits the row obeys is found for all trees at
once, then what each group of leaves gives is looked up and added. Half a second of processor makes them, and a few megabytes hold them.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from scoring.errors import BrokenModel
from scoring.leaf_tables import Floats, Group, Ordinary, groups_of
from scoring.model import Model, Rows
from scoring.trees import NEARLY_ZERO, Split, Tree, trees_of

TOLERANCE: Final = 1e-9
MOST_SPLITS: Final = 6
"""Splits of a group: with eight the tables are four times as large (13.9 MB against 3.5), and one row takes no less time."""
BYTE: Final = 8
"""What a group's splits say of a row is one byte, so that NumPy packs it."""
_NOBODY: Final = Split(0, np.float32(np.nan), missing_left=False)
"""A split that sends everybody right."""
Places = npt.NDArray[np.intp]


class OneRow:
    """Explains rows of a model; made once, then only read: safe with threads."""

    def __init__(self, model: Model) -> None:
        """Lay the tables out. Raises BrokenModel for trees that have none, see :mod:`scoring.leaf_tables`."""
        self._model = model
        trees, nobody = list(trees_of(model.booster)), Ordinary(model.ordinary, ())
        self._base = sum(tree.mean for tree in trees)
        groups = [(tree, group) for tree in trees for group in groups_of(tree, nobody, MOST_SPLITS)]
        self._splits = _Splits([split for tree, group in groups for split in _byte(tree, group)], len(model.ordinary))
        self._lay_out([group for _, group in groups])

    def contributions(self, row: Rows) -> Floats:
        """Contributions of a row (p,) to ``logit(score)``, shape (p + 1,), the base last: those of ``Model.contributions``."""
        pattern = np.packbits(self._splits.left(row))  # eight at a time: a byte a group
        given = self._given.take(self._starts + pattern.take(self._groups, mode="clip"), mode="clip")
        phi: Floats = np.zeros(len(row) + 1)
        phi[self._columns] = np.add.reduceat(given, self._firsts)
        phi[-1] = self._base
        told: Floats = self._model.contributions_of_margin(phi[None])[0]
        return told

    def check(self, rows: Rows) -> None:
        """Raise BrokenModel unless some rows (n, p) are explained as LightGBM does."""
        gap = max(
            float(np.abs(self.contributions(row) - told).max()) for row, told in zip(rows, self._model.contributions(rows), strict=True)
        )
        if not gap <= TOLERANCE:
            raise BrokenModel(f"Contributions of one row differ from LightGBM's own by {gap:.2g}.")

    def _lay_out(self, groups: Sequence[Group]) -> None:
        """One line for each thing that a group gives, by column: where its table starts, and which group it is of."""
        columns = np.array([column for group in groups for column in group.lines])
        order = np.argsort(columns, kind="stable")
        sizes = [len(line) for group in groups for line in group.table]
        self._given: Floats = np.concatenate([group.table.ravel() for group in groups])
        self._starts: Places = np.cumsum([0, *sizes])[:-1][order]
        self._groups: Places = np.repeat(np.arange(len(groups)), [len(group.lines) for group in groups])[order]
        self._columns, self._firsts = np.unique(columns[order], return_index=True)


def _byte(tree: Tree, group: Group) -> list[Split]:
    """The splits of a group, in the last places of its byte."""
    return [_NOBODY] * (BYTE - len(group.splits)) + [tree.splits[split] for split in group.splits]


class _Splits:
    """Splits, column by column."""

    def __init__(self, splits: Sequence[Split], columns: int) -> None:
        column: Places = np.array([split.column for split in splits])
        self._threshold = np.array([split.threshold for split in splits], np.float32)
        self._place: Places = column + columns * np.array([split.missing_left for split in splits], np.intp)
        zeros = [place for place, split in enumerate(splits) if split.zero_left is not None]
        self._zeros: Places = np.array(zeros, np.intp)
        self._zero_column: Places = column[self._zeros]
        self._zero_left = np.array([bool(splits[place].zero_left) for place in zeros])
        listed = [(place, split.categories) for place, split in enumerate(splits) if split.categories is not None]
        self._listed: Places = np.array([place for place, _ in listed], np.intp)
        self._listed_column: Places = column[self._listed]
        self._last: Places = np.array([len(codes) - 1 for _, codes in listed], np.intp)
        self._codes = np.concatenate([codes for _, codes in listed]) if listed else np.zeros(0, bool)
        self._first: Places = np.cumsum([0, *(self._last + 1)])[:-1].astype(np.intp)

    def left(self, row: Rows) -> npt.NDArray[np.bool_]:
        """For each split, whether it sends a row (p,) left, as :meth:`scoring.trees.Split.goes_left` says it."""
        both = np.concatenate([row, np.where(np.isnan(row), np.float32(-np.inf), row)])
        found: npt.NDArray[np.bool_] = both.take(self._place, mode="clip") <= self._threshold  # a comparison with NaN is false
        if len(self._zeros):
            nearly = np.abs(row[self._zero_column]) <= NEARLY_ZERO
            found[self._zeros[nearly]] = self._zero_left[nearly]
        if len(self._listed):
            codes = row[self._listed_column]
            known = np.where(codes > -1, np.minimum(codes, self._last), self._last).astype(np.intp)
            found[self._listed] = self._codes[self._first + known]
        return found
