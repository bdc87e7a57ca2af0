"""From recommendations that left to people in each cell."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from api.services import Serving
from scoring.store import StoredClient
from scoring.store.records import to_vector
from scoring.tables import MISSING_TEXTS
from scoring.watch import ZONES, Bins
from scoring.watch.bins import Counts


class Look(NamedTuple):
    """One recommendation; ``client`` is there when a record may hold words that the model never learned."""

    serving: Serving
    day: int
    row: bytes
    score: float
    client: StoredClient | None


def counted(bins: Bins, looks: Sequence[Look], failed: list[Exception]) -> Counts:
    """People in each cell, (size,). One that cannot be counted (a damaged record) is left out, its reason added to ``failed``."""
    try:
        return _counts(bins, looks)
    except Exception as problem:  # whatever it is, it must not keep the others from being counted
        if len(looks) == 1:
            failed.append(problem)
            return np.zeros(bins.size, dtype=np.int64)
    half = len(looks) // 2
    return counted(bins, looks[:half], failed) + counted(bins, looks[half:], failed)


def _counts(bins: Bins, looks: Sequence[Look]) -> Counts:
    rule = looks[0].serving.model.rule
    zones = np.array([ZONES.index(rule.zone(look.score)) for look in looks])
    rows = to_vector(b"".join(look.row for look in looks)).reshape(len(looks), -1)
    new = [(row, place) for row, place in bins.lacking(rows) if _is_new(looks[row].client, bins.columns[place].name)]
    return bins.count(rows, np.array([look.score for look in looks]), zones, new)


def _is_new(client: StoredClient | None, name: str) -> bool:
    """Whether a category that the model found missing is a word that it never learned."""
    word = client.word(name) if client else None
    return bool(word) and word not in MISSING_TEXTS
