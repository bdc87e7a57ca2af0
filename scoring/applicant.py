"""What one person is scored on: the raw fields of the application, and the history features. The model's row is made of it anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from scoring.errors import NotReady
from scoring.features.catalogue import HISTORY, ROW_LEVEL
from scoring.features.row import Row, row_features, rows_features
from scoring.model import Rows
from scoring.tables import APPLICATION

Fields = Mapping[str, Any]
PAST: Final = frozenset(feature.name for block in HISTORY for feature in block.features)

MOST_READ: Final = ("AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE", "AMT_INCOME_TOTAL")
"""What every simulation reads of an application."""


class _Asked(Row):
    """An empty application that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(APPLICATION.columns))
        self.names: set[str] = set()

    def _read(self, name: str) -> float | str | None:
        self.names.add(name)
        return super()._read(name)


@cache
def past_read() -> frozenset[str]:
    """The history features that row-level ones are made of."""
    asked = _Asked()
    for feature in ROW_LEVEL:
        feature.expression(asked)
    return frozenset(asked.names & PAST)


def kept_beside(features: Sequence[str]) -> tuple[str, ...]:
    """The history features that must be kept with a row of the model's features, to compute it anew: they are read, and not in it."""
    return tuple(sorted(past_read() - set(features)))


@dataclass(frozen=True, slots=True)
class Applicant:
    """Raw columns of one application under ``record``, history features under ``past`` (one that is absent is unknown)."""

    record: Fields
    past: Fields

    @classmethod
    def stored(cls, record: Fields, features: Sequence[str], row: Rows) -> Self:
        """The applicant that the store keeps: the record, which also holds what :func:`kept_beside` names, and the row (p,) of the model.

        Raises NotReady when the store was loaded without it.
        """
        lacking = [name for name in (*MOST_READ, *kept_beside(features)) if name not in record]
        if lacking:
            raise NotReady(f"The clients were loaded without {', '.join(lacking)}; run `python -m jobs load-clients --data DIR`.")
        values = zip(features, row.tolist(), strict=True)
        beside = {name: record[name] for name in kept_beside(features)}
        return cls({name: value for name, value in record.items() if name not in PAST}, beside | {n: v for n, v in values if n in PAST})

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
