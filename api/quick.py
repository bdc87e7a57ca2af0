"""Contributions of one row, soon after a model is opened by the tables of its trees, until then by LightGBM: the same to 1e-9."""

import logging
import threading
from typing import Final

import numpy as np

from api.traffic import line
from scoring.errors import BrokenModel
from scoring.leaf_tables import Floats
from scoring.model import Model, Rows
from scoring.one_row import OneRow

LOG: Final = logging.getLogger("api")
CHECKED: Final = 8


class Quick:
    """Explains one row at a time. Safe with threads."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._tables: OneRow | None = None

    def contributions(self, row: Rows) -> Floats:
        """Contributions of a row (p,) to ``logit(score)``, shape (p + 1,), the base last."""
        return self._tables.contributions(row) if self._tables else np.asarray(self._model.contributions(row[None])[0])

    def prepare(self, rows: Rows) -> None:
        """Make the tables beside what is being served, and use them if they explain some ``rows`` (n, p) as LightGBM does."""
        threading.Thread(target=self.make, args=(rows[:CHECKED],), name="tables", daemon=True).start()

    def make(self, rows: Rows) -> None:
        """The same, at once. A model whose trees have no tables is explained by LightGBM for good, and the log says so."""
        try:
            tables = OneRow(self._model)
            tables.check(rows)
            self._tables = tables
        except BrokenModel as problem:
            LOG.warning(line("explained_slowly", reason=str(problem)))
