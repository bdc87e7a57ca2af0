"""The history features of one client from the rows of the raw tables, without an engine: the same expressions, on numpy."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from scoring.features.arithmetic import NAN
from scoring.features.block import Block
from scoring.features.catalogue import HISTORY
from scoring.features.column import Column
from scoring.features.row import as_stored
from scoring.tables import CLIENT, Table
from scoring.tables import HISTORY as TABLES

RawRow = Mapping[str, Any]
_ONLY: Final = 1
"""Whoever the rows are about is one person: all that a feature asks of a client's number is to be the same."""


class Rows:
    """A table of one client's rows: what the features ask of an Ibis table."""

    def __init__(self, columns: Mapping[str, Column], length: int) -> None:
        self._columns = columns
        self.length = length

    @classmethod
    def read(cls, table: Table, rows: Sequence[RawRow]) -> Self:
        """The rows of a raw table; a column that a row does not name is missing there."""
        columns = {name: Column(_typed(table, name, rows), name) for name in table.columns}
        if CLIENT in columns:
            columns[CLIENT] = Column(np.full(len(rows), float(_ONLY)), CLIENT)
        return cls(columns, len(rows))

    def __getattr__(self, name: str) -> Column:
        try:
            return self._columns[name]
        except KeyError:
            raise AttributeError(name) from None

    def select(self, *kept: str | Column, **computed: Column) -> Self:
        """Some columns, and others computed from them."""
        named = {item if isinstance(item, str) else item.name for item in kept}
        return type(self)({name: self._columns[name] for name in named} | computed, self.length)

    def filter(self, condition: Column) -> Self:
        """The rows that meet a condition."""
        return self._taken(np.flatnonzero(condition.values == 1))

    def join(self, other: "Rows", key: str) -> Self:
        """Each row beside the row of the other table that has the same key, where there is one: a key is of one row there."""
        theirs = {value: place for place, value in enumerate(other._columns[key].values.tolist())}
        own = self._columns[key].values.tolist()
        mine = [place for place, value in enumerate(own) if value in theirs]  # NaN, the missing key, equals no other
        added = other._taken([theirs[own[place]] for place in mine])._columns
        return type(self)(dict(added) | dict(self._taken(mine)._columns), len(mine))

    def count(self, where: Column | None = None) -> Column:
        """How many rows there are, or meet a condition."""
        return Column([self.length if where is None else np.count_nonzero(where.values == 1)])

    def _taken(self, places: Sequence[int] | npt.NDArray[np.intp]) -> Self:
        places = np.asarray(places, dtype=np.intp)
        return type(self)({name: Column(column.values[places], name) for name, column in self._columns.items()}, len(places))


def _typed(table: Table, column: str, rows: Sequence[RawRow]) -> Any:
    values = [row.get(column) for row in rows]
    if table.kind(column) == "text":
        return np.array([value or None for value in values], dtype=object)
    return np.array([NAN if value is None else value for value in values], dtype=np.float64)


def past_features(history: Mapping[str, Sequence[RawRow] | None]) -> dict[str, float]:
    """The history features of one client, by name, as float32 values (NaN: missing).

    ``history`` holds the client's rows of each history table by its name: none (known to be empty), some, or ``None`` where the
    history is not known, as for a table that is absent. No two credits of ``bureau`` have the same number.
    """
    read = {table.name: Rows.read(table, history.get(table.name) or ()) for table in TABLES}
    known = {table.name for table in TABLES if history.get(table.name) is not None}
    return {name: value for block in HISTORY for name, value in _block(block, read, known).items()}


def _block(block: Block, read: Mapping[str, Rows], known: set[str]) -> dict[str, float]:
    if not known.issuperset(table.name for table in block.needs):
        return {feature.name: NAN for feature in block.features}
    rows = block.prepare(read)
    if not rows.length:
        return {feature.name: NAN if feature.empty is None else feature.empty for feature in block.features}
    return {feature.name: as_stored(float(feature.expression(rows).values[0])) for feature in block.features}
