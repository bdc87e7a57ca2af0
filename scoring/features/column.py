"""The few operations that features ask of an engine's column, on numpy: what computes them where no engine is installed.

A number is float64 with NaN for NULL, a condition is 1, 0 or NaN, a text is an object with ``None`` for NULL; what a NULL does is
what SQL says. Columns of one value and of n go together, so that one field of a record can take n values beside the others.
"""

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[Any]
Operation = Callable[[Any, Any], Any]
_NUMBER: Final = np.dtype(np.float64)


class Column:
    """A column, named when it is a table's; the methods have the names and the meaning of Ibis."""

    __hash__ = None  # type: ignore[assignment]  # == compares row by row

    def __init__(self, values: Any, name: str = "") -> None:
        self.values: Values = values if isinstance(values, np.ndarray) else _array(values)
        self.name = name

    def missing(self) -> Values:
        """Which values are NULL."""
        if self.values.dtype == _NUMBER:
            return np.isnan(self.values)
        return np.array([value is None for value in self.values.tolist()], dtype=bool)

    def notnull(self) -> Self:
        """1 where there is a value, else 0."""
        return type(self)((~self.missing()).astype(float))

    def nullif(self, value: float | str) -> Self:
        """NULL where it equals the value."""
        return self._compared(operator.eq, value).ifelse(None, self)

    def fill_null(self, value: Any) -> Self:
        """The value where it is NULL."""
        return self.notnull().ifelse(self, value)

    def ifelse(self, yes: Any, no: Any) -> Self:
        """``yes`` where the condition holds, ``no`` where it does not or is NULL."""
        return type(self)(np.where(self.values == 1, _of(yes), _of(no)))

    def isin(self, values: tuple[Any, ...]) -> Self:
        """Whether it is one of the values."""
        return self._told(np.isin(self.values, np.array(values, dtype=self.values.dtype)))

    def cases(self, *branches: tuple[Any, float], else_: None) -> Self:  # noqa: ARG002  Ibis's word
        """The number that goes with each value; NULL with any other."""
        numbers = dict(branches)
        return type(self)(np.array([numbers.get(value, np.nan) for value in self.values.tolist()]))

    def substitute(self, words: Mapping[str, str | None]) -> Self:
        """The text with some words replaced."""
        return type(self)(np.array([words.get(value, value) for value in self.values.tolist()], dtype=object))

    def floor(self) -> Self:
        """The whole number below."""
        return type(self)(np.floor(self.values))

    def abs(self) -> Self:
        """The size, without the sign."""
        return type(self)(np.abs(self.values))

    def cast(self, kind: str) -> Self:
        """Numbers written out as text when ``kind`` is "string"; the same numbers for any other."""
        if kind != "string":
            return self
        return type(self)(np.array([None if np.isnan(value) else str(int(value)) for value in self.values.tolist()], dtype=object))

    def least(self, *others: Any) -> Self:
        """The smallest of those that are not NULL, row by row."""
        return self._with(np.fmin, others)

    def greatest(self, *others: Any) -> Self:
        """The greatest of those that are not NULL, row by row."""
        return self._with(np.fmax, others)

    def count(self, where: Any = None) -> Self:
        """How many values are not NULL."""
        return self._one(float(len(self._kept(where))))

    def sum(self, where: Any = None) -> Self:
        """The sum; NULL of no value, as every aggregate below."""
        return self._aggregate(np.sum, where)

    def mean(self, where: Any = None) -> Self:
        """The mean."""
        return self._aggregate(np.mean, where)

    def min(self, where: Any = None) -> Self:
        """The smallest."""
        return self._aggregate(np.min, where)

    def max(self, where: Any = None) -> Self:
        """The greatest."""
        return self._aggregate(np.max, where)

    def nunique(self, where: Any = None) -> Self:
        """How many different values."""
        return self._one(float(len(set(self._kept(where).tolist()))))

    def argmax(self, order: "Column", where: "Column") -> Self:
        """The value where ``order`` is greatest."""
        usable = np.flatnonzero((where.values == 1) & ~order.missing())
        return self._one(self.values[usable[np.argmax(order.values[usable])]] if len(usable) else np.nan)

    def __and__(self, other: Any) -> Self:
        a, b = self.values, _of(other)
        return type(self)(np.where((a == 0) | (b == 0), 0.0, a * b))

    def __or__(self, other: Any) -> Self:
        return ~(~self & ~Column(_of(other)))

    def __invert__(self) -> Self:
        return type(self)(1 - self.values)

    def __add__(self, other: Any) -> Self:
        return self._computed(operator.add, other)

    def __sub__(self, other: Any) -> Self:
        return self._computed(operator.sub, other)

    def __rsub__(self, other: Any) -> Self:
        return type(self)(_of(other) - self.values)

    def __mul__(self, other: Any) -> Self:
        return self._computed(operator.mul, other)

    def __truediv__(self, other: Any) -> Self:
        return self._computed(operator.truediv, other)

    __radd__, __rmul__ = __add__, __mul__

    def __eq__(self, other: object) -> Self:  # type: ignore[override]
        return self._compared(operator.eq, other)

    def __ne__(self, other: object) -> Self:  # type: ignore[override]
        return self._compared(operator.ne, other)

    def __lt__(self, other: Any) -> Self:
        return self._compared(operator.lt, other)

    def __le__(self, other: Any) -> Self:
        return self._compared(operator.le, other)

    def __gt__(self, other: Any) -> Self:
        return self._compared(operator.gt, other)

    def __ge__(self, other: Any) -> Self:
        return self._compared(operator.ge, other)

    def _computed(self, operation: Operation, other: Any) -> Self:
        with np.errstate(all="ignore"):
            return type(self)(operation(self.values, _of(other)))

    def _compared(self, operation: Operation, other: Any) -> Self:
        unknown = self.missing() | (other.missing() if isinstance(other, Column) else False)
        return type(self)(np.where(unknown, np.nan, operation(self.values, _of(other))).astype(float))

    def _told(self, found: Values) -> Self:
        return type(self)(np.where(self.missing(), np.nan, found))

    def _with(self, operation: Operation, others: tuple[Any, ...]) -> Self:
        found = self.values
        for other in others:
            found = operation(found, _of(other))
        return type(self)(found)

    def _kept(self, where: Any) -> Values:
        kept = ~self.missing()
        return self.values[kept if where is None else kept & (where.values == 1)]

    def _aggregate(self, operation: Callable[[Values], Any], where: Any) -> Self:
        kept = self._kept(where)
        return self._one(operation(kept) if len(kept) else np.nan)

    def _one(self, value: float) -> Self:
        return type(self)(np.array([value]))


def _array(values: Any) -> Values:
    """Numbers as float64 (NULL: NaN), texts as objects."""
    if any(isinstance(value, str) for value in values):
        return np.array(values, dtype=object)
    return np.array(values, dtype=np.float64)


def _of(value: Any) -> Any:
    if isinstance(value, Column):
        return value.values
    return np.nan if value is None else value
