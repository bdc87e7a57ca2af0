"""The row-level features of one application, without an engine: what a simulation recomputes."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from scoring.errors import BadData
from scoring.features.arithmetic import NAN, code_of
from scoring.features.catalogue import HISTORY, ROW_LEVEL
from scoring.features.column import Column
from scoring.features.record import Feature
from scoring.tables import APPLICATION

LARGEST: Final = float(np.finfo(np.float32).max)
_HISTORY_NAMES: Final = frozenset(feature.name for block in HISTORY for feature in block.features)
_TEXTS: Final = frozenset(APPLICATION.texts)


class Row:
    """One record read as the engine reads a table: ``row.AMT_CREDIT``; a missing number is NaN, a missing text None."""

    def __init__(self, record: Mapping[str, float | str | None]) -> None:
        self._record = record

    def __getattr__(self, name: str) -> Any:
        value = self._read(name)
        if name in _TEXTS:
            return value if isinstance(value, str) and value else None
        return NAN if value is None or value == "" else float(value)

    def _read(self, name: str) -> float | str | None:
        try:
            return self._record[name]
        except KeyError:
            if name in _HISTORY_NAMES:
                return None
            raise BadData(f"The record of the application lacks {name}: give every column, empty where it is not known.") from None


def row_features(record: Mapping[str, float | str | None]) -> dict[str, float]:
    """The row-level features of one application, by name, as float32 values (NaN: missing; categories as codes).

    ``record`` holds raw columns of the application (None or NaN: missing) and may hold the client's history
    features under their own names; a history feature that is absent counts as unknown. Raises BadData naming an
    absent column of the application.
    """
    row = Row(record)
    return {feature.name: _value(feature, row) for feature in ROW_LEVEL}


def _value(feature: Feature, row: Row) -> float:
    value = feature.expression(row)
    return as_stored(code_of(value, tuple(feature.values)) if feature.is_category else float(value))


def as_stored(number: float) -> float:
    """A number as float32 keeps it; missing when it is infinite or too large."""
    return float(np.float32(number)) if abs(number) <= LARGEST else NAN


class Rows:
    """Many records that differ in some columns: ``moved`` holds n numbers for each of those, ``record`` one for each other."""

    def __init__(self, record: Mapping[str, float | str | None], moved: Mapping[str, npt.ArrayLike]) -> None:
        self._row = Row(record)
        self._moved = {name: Column(np.asarray(values, dtype=np.float64)) for name, values in moved.items()}

    def __getattr__(self, name: str) -> Column:
        return self._moved[name] if name in self._moved else Column([getattr(self._row, name)])


def rows_features(record: Mapping[str, float | str | None], moved: Mapping[str, npt.ArrayLike]) -> dict[str, npt.NDArray[np.float32]]:
    """:func:`row_features` of n records at once, each feature as (n,) or, where nothing that it reads moves, as (1,)."""
    rows = Rows(record, moved)
    return {feature.name: _values(feature, rows) for feature in ROW_LEVEL}


def _values(feature: Feature, rows: Rows) -> npt.NDArray[np.float32]:
    value = feature.expression(rows)
    numbers = (code_of(value, tuple(feature.values)) if feature.is_category else value).values
    return np.where(np.abs(numbers) <= LARGEST, numbers, np.nan).astype(np.float32)
