"""Counts of fewer than thirty people, held in memory that the workers share until they are of thirty."""

from typing import Final

import numpy as np

from api.shared import CELL, Shared
from scoring.watch import Bins
from scoring.watch.bins import SMALLEST, Counts

MOST: Final = 1 << 16
"""Cells at most; the system gives only the memory that is used."""


class Held:
    """What was counted and may not be written yet: the row of a day would be somebody's whole profile.

    Cells of one kind at a time: when the model changes, the fewer than thirty people of the former one are let go.
    """

    def __init__(self) -> None:
        self._shared = Shared(1 + MOST)
        self._cells = np.asarray(self._shared.numbers)[1:]

    def add(self, bins: Bins, counts: Counts) -> Counts | None:
        """Add counts (size,); give back all that is held, and hold nothing any more, once it is of thirty people."""
        owner, cells = bytes.fromhex(bins.key), self._cells[: bins.size]
        with self._shared:
            if self._shared.bytes[:CELL] != owner:
                self._shared.bytes[:CELL] = owner
                cells[:] = 0
            cells += counts
            if bins.of_zones(cells).sum() < SMALLEST:
                return None
            given: Counts = cells.astype(np.int64)
            cells[:] = 0
            return given
