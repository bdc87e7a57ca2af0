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
Places = npt.NDArray[np.intp]


class OneRow:
    """Explains rows of a model; made once, then only read: safe with threads."""

    def __init__(self, model: Model) -> None:
        """Lay the tables out. Raises BrokenModel for trees that have none, see :mod:`scoring.leaf_tables`."""
        self._model = model
        trees, nobody = list(trees_of(model.booster)), Ordinary(model.ordinary, ())
        self._base = sum(tree.mean for tree in trees)
        self._splits = _Splits([split for tree in trees for split in tree.splits], len(model.ordinary))
        self._lay_out(trees, [list(groups_of(tree, nobody, MOST_SPLITS)) for tree in trees])

    def contributions(self, row: Rows) -> Floats:
        """Contributions of a row (p,) to ``logit(score)``, shape (p + 1,), the base last: those of ``Model.contributions``."""
        left = self._splits.left(row)
        pattern = np.packbits(left[self._asked])  # eight at a time: a byte a group
        given = self._given[self._starts + pattern[self._groups]]
        phi: Floats = np.bincount(self._columns, weights=given, minlength=len(row) + 1).astype(np.float64, copy=False)
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

    def _lay_out(self, trees: Sequence[Tree], groups: Sequence[Sequence[Group]]) -> None:
        """One line for each thing that a group gives: to which column, where its table starts, which group it is of."""
        firsts = np.cumsum([0, *(len(tree.splits) for tree in trees)])
        every = [(first, group) for first, found in zip(firsts.tolist(), groups, strict=False) for group in found]
        asked: Places = np.full((len(every), BYTE), int(firsts[-1]))  # a split that nobody obeys fills up the byte
        for place, (first, group) in enumerate(every):
            asked[place, BYTE - len(group.splits) :] = [first + split for split in group.splits]
        self._asked: Places = asked.ravel()
        sizes = [len(line) for _, group in every for line in group.table]
        self._given: Floats = np.concatenate([group.table.ravel() for _, group in every])
        self._starts: Places = np.cumsum([0, *sizes])[:-1]
        self._columns: Places = np.array([column for _, group in every for column in group.lines])
        self._groups: Places = np.repeat(np.arange(len(every)), [len(group.lines) for _, group in every])


class _Splits:
    """Every split of every tree, by column; the last of them, which nobody obeys, is none of theirs."""

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
        """For each split, whether it sends a row (p,) left, as :meth:`scoring.trees.Split.goes_left` says it; the last does not."""
        both = np.concatenate([row, np.where(np.isnan(row), np.float32(-np.inf), row)])
        found = np.zeros(len(self._place) + 1, np.bool_)
        np.less_equal(both[self._place], self._threshold, out=found[:-1])  # a comparison with NaN is false
        if len(self._zeros):
            nearly = np.abs(row[self._zero_column]) <= NEARLY_ZERO
            found[self._zeros[nearly]] = self._zero_left[nearly]
        if len(self._listed):
            codes = row[self._listed_column]
            known = np.where(codes > -1, np.minimum(codes, self._last), self._last).astype(np.intp)
            found[self._listed] = self._codes[self._first + known]
        return found
