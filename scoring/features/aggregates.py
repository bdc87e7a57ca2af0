"""Aggregates that history features are made of. They take columns of a table grouped by client."""

from typing import Any

from scoring.features.arithmetic import over


def total(column: Any, where: Any = None) -> Any:
    """The sum; 0 when no row qualifies."""
    return column.sum(where=where).fill_null(0)


def share(condition: Any, among: Any = None) -> Any:
    """The share of rows that meet a condition, where it can be judged; missing when no row can."""
    return condition.cast("float64").mean(where=among)


def latest(column: Any, order: Any) -> Any:
    """The value of the row that comes last in ``order``, among the rows that have one. ``order`` must not tie."""
    return column.argmax(order, where=column.notnull())


def ratio_of_sums(numerator: Any, denominator: Any, where: Any = True) -> Any:
    """Sum over sum, of the rows that have both; missing when the second sum is 0 or missing."""
    both = numerator.notnull() & denominator.notnull() & where
    return over(numerator.sum(where=both), denominator.sum(where=both))


def not_negative(amount: Any) -> Any:
    """The amount, 0 where it is negative: what was paid too much is not owed."""
    return (amount < 0).ifelse(0.0, amount)
