"""People of the demo population to whom a drift happens: what the service would count of them, before and after."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scoring import tables
from scoring.features import pipeline
from scoring.features.catalogue import BY_NAME, ROW_LEVEL
from scoring.features.lineage import columns_used
from scoring.features.row import rows_features
from scoring.model import Floats, Model, Rows
from scoring.population.folder import write_population
from scoring.store import Reference
from scoring.watch import ZONES, Bins
from scoring.watch.bins import Counts

INCOME: Final = "AMT_INCOME_TOTAL"
Places = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class People:
    """Rows (n, p) in the model's order, the raw numbers (n,) of each application's column, and (row, column) of words never learned."""

    model: Model
    rows: Rows
    raw: Mapping[str, Floats]
    new: Places = ()

    @classmethod
    def drawn(cls, model: Model, people: int, seed: int) -> Self:
        """People of the demo population."""
        with tempfile.TemporaryDirectory() as folder:
            write_population(Path(folder) / "people", people, seed)
            built = pipeline.build_features(Path(folder) / "people")
            files = sorted((Path(folder) / "people").glob("application_*.parquet"))
            table = pa.concat_tables([pq.read_table(file) for file in files], promote_options="default").sort_by(tables.CLIENT)
        columns = [built.names.index(name) for name in model.features]
        kinds = tables.APPLICATION
        numbers = [name for name in kinds.columns if kinds.kind(name) != "text" and name in table.column_names]
        raw = {name: table[name].to_numpy().astype(np.float64) for name in numbers}
        return cls(model, built.rows[:, columns], raw)

    @cached_property
    def scores(self) -> Floats:
        """Scores (n,)."""
        pd = self.model.probability_of_default(self.rows, threads=2)
        return np.array([self.model.rule.score(value) for value in pd.tolist()])

    def cells(self, bins: Bins) -> Counts:
        """The cells (n, p + 2) that each is counted in."""
        zones = np.array([ZONES.index(self.model.rule.zone(score)) for score in self.scores.tolist()])
        return bins.cells(self.rows, self.scores, zones, self.new)

    def reference(self, chosen: Counts) -> Reference:
        """Some of them as a reference population; their contributions are those of a hundred."""
        phi = self.model.contributions(self.rows[chosen[:100]]).astype(np.float32)
        return Reference(self.rows[chosen], phi, self.scores[chosen], np.zeros(len(chosen)))

    def earning(self, factor: float) -> Self:
        """The same people with another income: every ratio that it is in is worked out again, exactly."""
        history = {name: column.astype(np.float64) for name, column in zip(self.model.features, self.rows.T, strict=True)}
        record: dict[str, Any] = dict.fromkeys(tables.APPLICATION.columns)
        past = {name: column for name, column in history.items() if name not in {feature.name for feature in ROW_LEVEL}}
        before, after = (rows_features(record, {**past, **self.raw, INCOME: self.raw[INCOME] * times}) for times in (1.0, factor))
        rows = self.rows.copy()
        for place, name in enumerate(self.model.features):
            if name in before and before[name].shape == (len(rows),) and not np.array_equal(before[name], after[name], equal_nan=True):
                rows[:, place] = after[name]
        return replace(self, rows=rows)

    def renamed(self, column: str, code: int) -> Self:
        """One word of a category, which a source now writes otherwise."""
        place = self.model.features.index(column)
        rows, who = self.rows.copy(), np.flatnonzero(self.rows[:, place] == code)
        rows[who, place] = np.nan
        return replace(self, rows=rows, new=tuple((int(row), place) for row in who))

    def without(self, table: str) -> Self:
        """A source that does not answer: whatever is read of it is missing."""
        used, rows = columns_used(), self.rows.copy()
        for place, name in enumerate(self.model.features):
            if any(source == table for source, _ in used[name]) and name not in {feature.name for feature in ROW_LEVEL}:
                rows[:, place] = np.nan
        return replace(self, rows=rows)


def features_of(model: Model) -> tuple[Any, ...]:
    """The records of a model's features."""
    return tuple(BY_NAME[name] for name in model.features)
