"""What one person is scored on: the raw fields of the application, and the history features. The model's row is made of it anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from scoring.features.catalogue import HISTORY
from scoring.features.row import row_features, rows_features
from scoring.model import Rows

Fields = Mapping[str, Any]
PAST: Final = frozenset(feature.name for block in HISTORY for feature in block.features)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Raw columns of one application under ``record``, history features under ``past`` (one that is absent is unknown)."""

    record: Fields
    past: Fields

    @classmethod
    def stored(cls, record: Fields, features: Sequence[str], row: Rows) -> Self:
        """The applicant that the store keeps: the record, and the row (p,) of the named features."""
        return cls(record, {name: value for name, value in zip(features, row.tolist(), strict=True) if name in PAST})

    @property
    def fields(self) -> dict[str, Any]:
        """Everything that a row-level feature may read."""
        return {**self.past, **self.record}

    def changed(self, fields: Fields) -> Self:
        """The same applicant with some fields as given."""
        past = {name: value for name, value in fields.items() if name in PAST}
        record = {name: value for name, value in fields.items() if name not in PAST}
        return type(self)({**self.record, **record}, {**self.past, **past})

    def row(self, features: Sequence[str]) -> Rows:
        """The model's row (p,), every feature recomputed. Raises BadData naming an absent column of the application."""
        values = {**self.past, **row_features(self.fields)}
        return np.array([values.get(name, np.nan) for name in features], dtype=np.float32)

    def rows(self, features: Sequence[str], moved: Mapping[str, npt.ArrayLike], count: int) -> Rows:
        """:meth:`row` for ``count`` variants at once, (n, p): ``moved`` holds n values of each field that moves."""
        values = {**self.past, **rows_features(self.fields, moved), **{name: moved[name] for name in moved if name in PAST}}
        rows = np.empty((len(features), count), dtype=np.float32)
        for place, name in enumerate(features):
            rows[place] = values.get(name, np.nan)
        return np.ascontiguousarray(rows.T)
