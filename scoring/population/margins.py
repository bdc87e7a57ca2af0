"""The distribution of one column, as aggregates over at least 30 people: shares of its levels, or quantiles around frequent values.

A row weighs one over the number of rows of its client, so a total weight of 30 means at least 30 different people.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

PEOPLE: Final = 30
"""The smallest number of people that any published figure may describe."""
ROUNDING: Final = 0.5
"""What rounding shares and orders may take from a number of people."""
MOST_LEVELS: Final = 90
"""A column with more values than this is described by quantiles."""
COMMON: Final = 0.99
"""… and so is one of which a larger share of people than the rest holds values that fewer than 30 people have."""
FREQUENT: Final = 0.003
"""A value that this share of people hold (and 30 of them) is told exactly, with its share, among the quantiles."""
TAIL: Final = np.array([0.0005, 0.001, 0.002, 0.005, 0.01])
GRID: Final = np.concatenate([TAIL, np.linspace(0.02, 0.98, 49), 1 - TAIL[::-1]])
"""Orders of the quantiles that are told where people are enough."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Margin:
    """One column's distribution: ``levels`` with ``shares``, or ``quantiles`` with as many ``orders``: how many people hold less.

    Between two orders values are spread evenly; a frequent value stands at two orders, and an order told twice is a jump.
    ``people`` is the total weight behind it, ``missing`` the share of absent values.
    """

    people: float
    missing: float
    levels: tuple[Any, ...] = ()
    shares: tuple[float, ...] = ()
    quantiles: tuple[float, ...] = ()
    orders: tuple[float, ...] = ()

    def value(self, u: Floats) -> NDArray[Any]:
        """The values of order ``u`` (shape (n,), in [0, 1])."""
        if self.quantiles:
            return np.interp(u * self.people, self.orders, self.quantiles)
        index = np.searchsorted(np.cumsum(self.shares)[:-1], u, side="right")
        return np.array(self.levels, dtype=object if isinstance(self.levels[0], str) else float)[index]

    def smallest(self) -> float:
        """The fewest people behind a figure: those who hold a level, who stand between two orders, whose value is missing."""
        held = np.diff(self.orders) if self.quantiles else np.array(self.shares) * self.people
        missing = self.missing * self.people / (1 - self.missing) if 0 < self.missing < 1 else np.inf
        return float(min(held[held > 0].min(), missing))

    def as_dict(self) -> dict[str, Any]:
        """The JSON form, without the empty parts."""
        form: dict[str, Any] = {"people": self.people, "missing": self.missing}
        if self.quantiles:
            return form | {"quantiles": list(self.quantiles), "orders": list(self.orders)}
        return form | {"levels": list(self.levels), "shares": list(self.shares)}

    @classmethod
    def from_dict(cls, form: dict[str, Any]) -> "Margin":
        """The inverse of :meth:`as_dict`."""
        parts = {name: tuple(form[name]) for name in ("levels", "shares", "quantiles", "orders") if name in form}
        return cls(people=form["people"], missing=form["missing"], **parts)


def fit_margin(values: Floats, weights: Floats, names: tuple[str, ...] = (), step: float = 0.0) -> Margin | None:
    """The margin of ``values`` (NaN: missing), or ``None`` when fewer than 30 people have one.

    With ``names``, the values are codes 0, 1, … of categories in that order. With a ``step``, a frequent value stands for all that
    round to it.
    """
    present = ~np.isnan(values)
    total, known = float(weights.sum()), float(weights[present].sum())
    if known < PEOPLE:
        return None
    missing = (total - known) / total if total - known >= PEOPLE else 0.0
    levels, inverse = np.unique(values[present], return_inverse=True)
    share = np.bincount(inverse, weights[present]).astype(float)
    common = share[share >= PEOPLE].sum() >= COMMON * known
    if names or (len(levels) <= MOST_LEVELS and common and not step):
        return _levels_margin(levels, share, known, missing, names)
    return _quantiles_margin(levels, share, step, missing)


def _levels_margin(levels: Floats, weight: Floats, known: float, missing: float, names: tuple[str, ...]) -> Margin | None:
    kept = weight >= PEOPLE
    if not kept.any():
        return None
    shares = np.floor(weight[kept] / weight[kept].sum() * 1e6) / 1e6
    shares[np.argmax(shares)] += 1 - shares.sum()
    values = [names[int(level)] if names else float(level) for level in levels[kept]]
    return Margin(round(known, 1), round(missing, 5), tuple(values), tuple(round(float(s), 6) for s in shares))


def _quantiles_margin(levels: Floats, weight: Floats, step: float, missing: float) -> Margin:
    """Frequent values with their shares; between them (and at the ends) quantiles, at least 30 people from one to the next."""
    known = float(weight.sum())
    cumulated, least = np.cumsum(weight) / known, PEOPLE / known
    knots = [(0.0, _end_mean(levels, weight))]
    for i in np.flatnonzero(weight >= max(PEOPLE, FREQUENT * known)):
        value, begin, end = float(levels[i]), float(cumulated[i] - weight[i] / known), float(cumulated[i])
        if begin - knots[-1][0] < least:  # the few people before it are told as being there
            begin = knots[-1][0]
            knots = knots if begin > 0 else []
        else:
            knots += _between(levels, weight, cumulated, knots[-1], (begin, value - step / 2))
        knots += [(begin, value - step / 2), (end, value + step / 2)]
    if 1 - knots[-1][0] >= least:
        top = (1.0, max(knots[-1][1], _end_mean(levels[::-1], weight[::-1])))
        knots += [*_between(levels, weight, cumulated, knots[-1], top), top]
    else:
        knots[-1] = (1.0, knots[-1][1])
    orders, quantiles = zip(*knots, strict=True)
    ascending = tuple(np.maximum.accumulate(np.round(quantiles, 6)).tolist())
    return Margin(round(known, 1), round(missing, 5), quantiles=ascending, orders=tuple(round(p * known, 1) for p in orders))


def _between(
    levels: Floats, weight: Floats, cumulated: Floats, start: tuple[float, float], stop: tuple[float, float]
) -> list[tuple[float, float]]:
    """Knots (order, value) of the people between two: quantiles on the grid, 30 people apart, and the means of the outermost 30."""
    least, last = PEOPLE / weight.sum(), start[0]
    inside = slice(int(np.searchsorted(cumulated, start[0] + 1e-9)), int(np.searchsorted(cumulated, stop[0] - 1e-9)) + 1)
    some, heavy = levels[inside], weight[inside]
    found = [(start[0], _end_mean(some, heavy))] if start[0] > 0 else []
    for p in GRID[(start[0] < GRID) & (stop[0] > GRID)].tolist():
        if p - last >= least and stop[0] - p >= least:
            i = min(int(np.searchsorted(cumulated, p)), len(levels) - 1)
            found.append((p, _rounded(levels[i], weight[i])))
            last = p
    found += [(stop[0], _end_mean(some[::-1], heavy[::-1]))] if stop[0] < 1 else []
    orders, values = [p for p, _ in found], np.clip([v for _, v in found], start[1], stop[1])
    return list(zip(orders, np.maximum.accumulate(values).tolist(), strict=True)) if found else []


def _end_mean(levels: Floats, weight: Floats) -> float:
    """The mean of the 30 outermost people: the extremes themselves would be single persons."""
    upto = int(np.searchsorted(np.cumsum(weight), PEOPLE)) + 1
    return float(f"{np.average(levels[:upto], weights=weight[:upto]):.4g}")


def _rounded(value: float, weight: float) -> float:
    """Four digits, unless at least 30 people share the exact value."""
    return float(value) if weight >= PEOPLE else float(f"{value:.4g}")


def scores(values: Floats, weights: Floats) -> Floats:
    """Expected normal score of each value, E[Z | value], NaN where missing: the mean of Z over the value's interval."""
    result = np.full(len(values), np.nan)
    present = ~np.isnan(values)
    if not present.any():
        return result
    _, inverse = np.unique(values[present], return_inverse=True)
    mass = np.bincount(inverse, weights[present])
    edges = ndtri(np.clip(np.concatenate([[0.0], np.cumsum(mass) / mass.sum()]), 0, 1))
    density = np.exp(-0.5 * edges**2) / np.sqrt(2 * np.pi)
    result[present] = ((density[:-1] - density[1:]) / (mass / mass.sum()))[inverse]
    return result
