"""The reference population in JSON: importance, distributions, pairs of features, contributions person by person."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from api.presenters import statistics
from api.presenters.links import sentence
from api.services import Serving
from scoring import explain, words
from scoring.decision import Zone
from scoring.features.families import FAMILIES
from scoring.features.record import Feature

ZONES: Final[tuple[Zone, ...]] = ("refus", "conseiller", "accord")
PAIRS, SWARM = 600, 300
MOST_CATEGORIES: Final = 100
"""A chart of more says nothing to a person."""
QUANTILES: Final = (0, 25, 50, 75, 100)
Floats = npt.NDArray[np.float64]


def describe(feature: Feature) -> dict[str, Any]:
    """What a chart needs to name an axis."""
    kind = "category" if feature.is_category else "number"
    return {"feature": feature.name, "label": feature.label.as_dict(), "unit": feature.unit, "kind": kind}


def importance(serving: Serving) -> dict[str, Any]:
    """Mean size of each feature's contribution, and of each family's signed sum, largest first."""
    contributions = serving.store.reference.contributions[:, :-1].astype(np.float64)
    features = [
        _weight(size)
        | describe(feature)
        | {
            "meaning": words.meaning(feature).as_dict(),
            "family": feature.family,
            "comparable": len(feature.values) <= MOST_CATEGORIES,
        }
        for feature, size in zip(serving.features, np.abs(contributions).mean(axis=0), strict=True)
    ]
    families = [
        _weight(np.abs(contributions[:, _members(serving, family)].sum(axis=1)).mean()) | {"family": family, "label": label.as_dict()}
        for family, label in FAMILIES.items()
        if _members(serving, family)
    ]
    return {"data": _ranked(features, "feature"), "families": _ranked(families, "family")}


def _weight(size: float) -> dict[str, Any]:
    return {"importance": float(size), "points": explain.points(float(size))}


def _ranked(items: list[dict[str, Any]], first_key: str) -> list[dict[str, Any]]:
    return [{first_key: item[first_key], **item} for item in sorted(items, key=lambda item: -item["importance"])]


def _members(serving: Serving, family: str) -> list[int]:
    return [index for index, feature in enumerate(serving.features) if feature.family == family]


def distribution(serving: Serving, column: int) -> dict[str, Any]:
    """How many people of each zone have each value of a feature."""
    feature, values = serving.features[column], _values(serving, column)
    known = ~np.isnan(values)
    counts = {"n": len(values), "missing": int(np.count_nonzero(~known))}
    by_zone = {zone: values[known & (serving.zones == zone)] for zone in ZONES}
    shape = _categories(feature, by_zone) if feature.is_category else _numbers(values[known], by_zone)
    return describe(feature) | counts | shape


def _categories(feature: Feature, by_zone: dict[Zone, Floats]) -> dict[str, Any]:
    counts = {zone: np.bincount(values.astype(int), minlength=len(feature.values)) for zone, values in by_zone.items()}
    return {
        "bins": [
            {"value": code, "label": label.as_dict(), **{zone: int(counts[zone][index]) for zone in ZONES}}
            for index, (code, label) in enumerate(feature.values.items())
        ]
    }


def _numbers(known: Floats, by_zone: dict[Zone, Floats]) -> dict[str, Any]:
    """Bins between the 1 % and 99 % quantiles; what lies beyond is counted in the first and the last, then marked open."""
    if not len(known):
        return {"bins": [], "open": {"low": False, "high": False}, "quantiles": {str(share): None for share in QUANTILES}}
    edges = statistics.edges(known)
    counts = {zone: np.histogram(np.clip(values, edges[0], edges[-1]), edges)[0] for zone, values in by_zone.items()}
    spans = zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
    return {
        "bins": [
            {"from": low, "to": high, **{zone: int(counts[zone][index]) for zone in ZONES}} for index, (low, high) in enumerate(spans)
        ],
        "open": {"low": bool(known.min() < edges[0]), "high": bool(known.max() > edges[-1])},
        "quantiles": {str(share): value for share, value in zip(QUANTILES, np.percentile(known, QUANTILES).tolist(), strict=True)},
    }


def bivariate(serving: Serving, x: int, y: int) -> dict[str, Any]:
    """Two features of the same people with their scores, and how they go together, in words."""
    first, second = serving.features[x], serving.features[y]
    columns = np.column_stack([_values(serving, x), _values(serving, y), serving.store.reference.score])
    pairs = columns[~np.isnan(columns).any(axis=1)]
    ordered = not (first.is_category or second.is_category)
    correlation = statistics.rank_correlation(pairs[:, 0], pairs[:, 1]) if ordered else None
    return {
        "x": describe(first),
        "y": describe(second),
        "points": [[explain.plain_value(first, a), explain.plain_value(second, b), score] for a, b, score in pairs[:PAIRS].tolist()],
        "correlation": correlation,
        "sentence": sentence(first, second, correlation).as_dict(),
    }


def beeswarm(serving: Serving, limit: int) -> dict[str, Any]:
    """Contributions in points, person by person, beside how high the value stands (0 to 1) among the people."""
    contributions = serving.store.reference.contributions[:, :-1]
    heaviest = np.argsort(-np.abs(contributions).mean(axis=0), kind="stable")[:limit].tolist()
    return {"features": [describe(serving.features[column]) | {"points": _swarm(serving, column)} for column in heaviest]}


def _swarm(serving: Serving, column: int) -> list[list[float | None]]:
    points = [explain.points(value) for value in serving.store.reference.contributions[:SWARM, column].tolist()]
    if serving.features[column].is_category:
        return [[value, None] for value in points]
    heights = statistics.heights(_values(serving, column))[:SWARM].tolist()
    return [[value, None if np.isnan(height) else height] for value, height in zip(points, heights, strict=True)]


def _values(serving: Serving, column: int) -> Floats:
    return serving.store.reference.features[:, column].astype(np.float64)
