"""Arithmetic that reads the same on a column of the engine and on one value of one record.

A missing value is NULL in a column and NaN (or ``None``) in a record; every helper keeps it missing. This is what lets one
definition of a feature run over a whole table and, unchanged, over the single record of a simulation.
"""

import math
from collections.abc import Mapping
from typing import Any, Final

DAYS_A_YEAR: Final = 365.25
DAYS_A_MONTH: Final = DAYS_A_YEAR / 12
NAN: Final = float("nan")


def is_column(value: Any) -> bool:
    """Whether the value is a column of the engine (an Ibis expression) rather than a plain value. Imports no engine."""
    return hasattr(value, "nullif")


def present(value: Any) -> Any:
    """1 where there is a value, 0 where it is missing."""
    if is_column(value):
        return value.notnull().cast("float64")
    return 0.0 if value is None or math.isnan(value) else 1.0


def filled(value: Any, other: float = 0.0) -> Any:
    """The value, or ``other`` where it is missing."""
    if is_column(value):
        return value.fill_null(other)
    return value if present(value) else other


def missing_if(value: Any, sentinel: float) -> Any:
    """The value, missing where it equals a sentinel."""
    if is_column(value):
        return value.nullif(sentinel)
    return NAN if value == sentinel else value


def missing_outside(value: Any, low: float, high: float) -> Any:
    """The value, missing where it is below ``low`` or above ``high``."""
    if is_column(value):
        return ((value >= low) & (value <= high)).ifelse(value, None)
    return value if low <= value <= high else NAN


def over(numerator: Any, denominator: Any) -> Any:
    """The ratio, missing where the denominator is 0 or where either side is missing."""
    if is_column(denominator):
        return numerator / denominator.nullif(0)
    return NAN if denominator == 0 else numerator / denominator


def years(days: Any) -> Any:
    """A duration in years from a number of days counted backwards (-730.5 is 2 years ago)."""
    return (0 - days) / DAYS_A_YEAR  # not days / -365.25, which makes -0.0 of today


def mean_of(*values: Any) -> Any:
    """The mean of those that are present; missing when none is."""
    return weighted_mean({1.0: values})


def weighted_mean(by_weight: Mapping[float, tuple[Any, ...]]) -> Any:
    """The weighted mean of the values that are present; missing when none is."""
    weighted = [(weight, value) for weight, values in by_weight.items() for value in values]
    return over(sum(weight * filled(value) for weight, value in weighted), sum(weight * present(value) for weight, value in weighted))


def count_missing(*values: Any) -> Any:
    """How many of the values are missing."""
    return sum(1.0 - present(value) for value in values)


def least_of(*values: Any) -> Any:
    """The smallest of those that are present; missing when none is."""
    if hasattr(values[0], "least"):
        return values[0].least(*values[1:])
    if is_column(values[0]):
        import ibis

        return ibis.least(*values)
    return min((value for value in values if present(value)), default=NAN)


def greatest_of(*values: Any) -> Any:
    """The greatest of those that are present; missing when none is."""
    if hasattr(values[0], "greatest"):
        return values[0].greatest(*values[1:])
    if is_column(values[0]):
        import ibis

        return ibis.greatest(*values)
    return max((value for value in values if present(value)), default=NAN)


HALF: Final = 0.5 + 1e-7
"""A ratio that should be a half exactly may stand a rounding error below it: both go up."""


def whole(value: Any) -> Any:
    """The nearest whole number as text ("63"), a half rounded up; missing where the value is."""
    if is_column(value):
        return (value + HALF).floor().cast("int64").cast("string")
    return str(math.floor(value + HALF)) if present(value) else None


def is_equal(text: Any, word: str) -> Any:
    """1 where the text is the word, 0 where it is another, missing where there is none."""
    if is_column(text):
        return (text == word).cast("float64")
    return NAN if text is None else float(text == word)


def recode(text: Any, words: Mapping[str, str | None]) -> Any:
    """The text with some words replaced (``None``: by a missing value)."""
    if is_column(text):
        return text.substitute(dict(words))
    return words.get(text, text)


def code_of(text: Any, words: tuple[str, ...]) -> Any:
    """The place of the text among ``words``, from 0; missing where it is none of them."""
    if is_column(text):
        return text.cases(*((word, float(code)) for code, word in enumerate(words)), else_=None)
    return float(words.index(text)) if text in words else NAN
