"""The distribution of one column, as aggregates over at least 30 people: shares of its levels, or quantiles.

A row weighs one over the number of rows of its client, so a total weight of 30 means at least 30 different people.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

PEOPLE: Final = 30
"""The smallest number of people that any published figure may describe."""
MOST_LEVELS: Final = 90
"""A column with more values than this is described by quantiles."""
COMMON: Final = 0.99
"""… and so is one of which a larger share of people than the rest holds values that fewer than 30 people have."""
TAIL: Final = np.array([0.0005, 0.001, 0.002, 0.005, 0.01])
GRID: Final = np.concatenate([TAIL, np.linspace(0.02, 0.98, 49), 1 - TAIL[::-1]])

Floats = NDArray[np.float64]


def probabilities(people: float) -> Floats:
    """Orders of the quantiles, from 0 to 1, that ``people`` people allow: at least 30 people between two of them."""
    kept = [0.0]
    for p in GRID:
        if (p - kept[-1]) * people >= PEOPLE and (1 - p) * people >= PEOPLE:
            kept.append(float(p))
    return np.array([*kept, 1.0])


@dataclass(frozen=True, slots=True)
class Margin:
    """One column's distribution: ``levels`` with ``shares``, or ``quantiles`` at :func:`probabilities`.

    ``people`` is the total weight behind it, ``missing`` the share of absent values.
    """

    people: float
    missing: float
    levels: tuple[Any, ...] = ()
    shares: tuple[float, ...] = ()
    quantiles: tuple[float, ...] = ()

    def value(self, u: Floats) -> NDArray[Any]:
        """The values of order ``u`` (shape (n,), in [0, 1])."""
        if self.quantiles:
            return np.interp(u, probabilities(self.people), self.quantiles)
        index = np.searchsorted(np.cumsum(self.shares)[:-1], u, side="right")
        return np.array(self.levels, dtype=object if isinstance(self.levels[0], str) else float)[index]

    def as_dict(self) -> dict[str, Any]:
        """The JSON form, without the empty parts."""
        form: dict[str, Any] = {"people": self.people, "missing": self.missing}
        if self.quantiles:
            return form | {"quantiles": list(self.quantiles)}
        return form | {"levels": list(self.levels), "shares": list(self.shares)}

    @classmethod
    def from_dict(cls, form: dict[str, Any]) -> "Margin":
        """The inverse of :meth:`as_dict`."""
        parts = {name: tuple(form[name]) for name in ("levels", "shares", "quantiles") if name in form}
        return cls(people=form["people"], missing=form["missing"], **parts)


def fit_margin(values: Floats, weights: Floats, names: tuple[str, ...] = ()) -> Margin | None:
    """The margin of ``values`` (NaN: missing), or ``None`` when fewer than 30 people have one.

    With ``names``, the values are codes 0, 1, … of categories in that order.
    """
    present = ~np.isnan(values)
    total, known = float(weights.sum()), float(weights[present].sum())
    if known < PEOPLE:
        return None
    missing = (total - known) / total if total - known >= PEOPLE else 0.0
    levels, inverse = np.unique(values[present], return_inverse=True)
    share = np.bincount(inverse, weights[present]).astype(float)
    common = share[share >= PEOPLE].sum() >= COMMON * known
    if names or (len(levels) <= MOST_LEVELS and common):
        return _levels_margin(levels, share, known, missing, names)
    return _quantiles_margin(levels, share, known, missing)


def _levels_margin(levels: Floats, weight: Floats, known: float, missing: float, names: tuple[str, ...]) -> Margin | None:
    kept = weight >= PEOPLE
    if not kept.any():
        return None
    shares = np.floor(weight[kept] / weight[kept].sum() * 1e6) / 1e6
    shares[np.argmax(shares)] += 1 - shares.sum()
    values = [names[int(level)] if names else float(level) for level in levels[kept]]
    return Margin(round(known, 1), round(missing, 5), tuple(values), tuple(round(float(s), 6) for s in shares))


def _quantiles_margin(levels: Floats, weight: Floats, known: float, missing: float) -> Margin:
    people = float(np.floor(known))
    orders = probabilities(people)
    cumulated = np.cumsum(weight) / weight.sum()
    inner = np.minimum(np.searchsorted(cumulated, orders[1:-1]), len(levels) - 1)
    rounded = [_rounded(levels[i], weight[i]) for i in inner]
    low, high = _end_mean(levels, weight), _end_mean(levels[::-1], weight[::-1])
    grid = np.maximum.accumulate([min([low, *rounded]), *rounded, max([high, *rounded])])
    return Margin(people, round(missing, 5), quantiles=tuple(float(q) for q in grid))


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
