"""Histories at hand for far more people on one side than on the other: what the compared samples, drawn alike, cannot show."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from jobs.drift.charts import percent
from jobs.drift.live.statistics import ALPHA, chance_of_shares
from scoring.features.record import Text

GAP: Final = 0.10
"""Gap of the shares of people known from which it is told; a table known of nobody on one side is told whatever the gap."""
Shares = Mapping[str, tuple[float, float]]


def far_apart(shares: Shares, people: tuple[int, int]) -> Shares:
    """Tables that are known of far fewer people on one side than on the other, by more than chance; all else of what is given stays out."""
    return {
        table: (before, now)
        for table, (before, now) in shares.items()
        if (abs(now - before) >= GAP or min(before, now) == 0) and _beyond_chance((before, now), people, len(shares))
    }


def _beyond_chance(shares: tuple[float, float], people: tuple[int, int], tests: int) -> bool:
    counts = np.array(shares) * people
    return bool(tests * chance_of_shares((float(counts[0]), people[0]), (counts[1:], people[1]))[0] < ALPHA)


def told(apart: Shares) -> list[Text]:
    """What the verdict says of them: whom it leaves out."""
    if not apart:
        return []
    french = ", ".join(
        f"{table} ({percent(before)} des emprunteurs, {percent(now)} des demandeurs)" for table, (before, now) in apart.items()
    )
    english = ", ".join(
        f"{table} ({100 * before:.1f}% of borrowers, {100 * now:.1f}% of applicants)" for table, (before, now) in apart.items()
    )
    return [
        Text(
            f"Historiques connus de parts très différentes des personnes, vérifier les sources : {french} ; ce verdict ne compare que des "
            "personnes dont on connaît les mêmes historiques.",
            f"Histories known of very different shares of the people, check the sources: {english}; this verdict only compares people of "
            "whom the same histories are known.",
        )
    ]
