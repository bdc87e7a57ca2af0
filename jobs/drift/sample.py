"""Whom the drift report compares: seeded samples of borrowers and of applicants about whom as much is known."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from scoring.errors import BadData
from scoring.model import Rows

MEMORY: Final = "256MB"
"""What the engine takes before it works on disk: the whole report stays under 700 MB."""
NORMAL_95: Final = 1.96
NEEDED: Final = "{} must hold application_train with TARGET (the reference) and application_test (the applicants)."
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Side:
    """Some clients: ``rows`` (n, p) in the model's order; whether each one's history in a table is known, (n,) by table."""

    rows: Rows
    known: Mapping[str, Flags]

    def take(self, places: Places) -> "Side":
        """The clients at these places."""
        return Side(self.rows[places], {table: flags[places] for table, flags in self.known.items()})


@dataclass(frozen=True, slots=True)
class Compared:
    """The two samples, how many people they stand for, and the history tables that each feature reads."""

    reference: Side
    current: Side
    people: tuple[int, int]
    known_shares: Mapping[str, tuple[float, float]]
    reads: Mapping[str, frozenset[str]]


def size_for(error: float) -> int:
    """Clients wanted on each side for a difference of two shares to be known to ``error``, 19 times out of 20, at worst.

    The worst share is one half: ``1.96 * sqrt(2 * 0.25 / n) <= error``. Raises BadData outside 0.001 .. 0.2.
    """
    if not 0.001 <= error <= 0.2:
        raise BadData(f"--error is a share between 0.001 and 0.2, not {error}: 0.01 stands for one point.")
    return math.ceil(NORMAL_95**2 * 0.5 / error**2)


def check(folder: Path) -> None:
    """Raise BadData when one of the two tables of applications is not there, before anything long is done."""
    from scoring.features.files import locate
    from scoring.tables import APPLICATION_FILES

    if not all(locate(folder, name) for name in APPLICATION_FILES):
        raise BadData(NEEDED.format(folder))


def read(folder: Path, features: tuple[str, ...], error: float, seed: int) -> Compared:
    """Read a folder of raw tables: application_train (with TARGET) against application_test. Raises BadData."""
    from jobs import matrix
    from scoring.features import lineage

    size, rng = size_for(error), np.random.default_rng(seed)
    built = matrix.build(folder, with_target=True, memory_limit=MEMORY)
    borrowers = np.zeros(0, bool) if built.target is None else ~np.isnan(built.target)
    if not borrowers.any() or borrowers.all():
        raise BadData(NEEDED.format(folder))
    known = _known(folder, built.ids)
    everyone = Side(built.rows[:, [built.names.index(name) for name in features]], known)
    reference, current = everyone.take(np.flatnonzero(borrowers)), everyone.take(np.flatnonzero(~borrowers))
    drawn = draw(reference.known, current.known, (len(reference.rows), len(current.rows)), size, rng)
    used = lineage.columns_used()
    return Compared(
        reference.take(drawn[0]),
        current.take(drawn[1]),
        (len(reference.rows), len(current.rows)),
        {table: (float(reference.known[table].mean()), float(current.known[table].mean())) for table in known},
        {name: frozenset(table for table, _ in used[name] if table in known) for name in features},
    )


def draw(
    reference: Mapping[str, Flags], current: Mapping[str, Flags], people: tuple[int, int], size: int, rng: np.random.Generator
) -> tuple[Places, Places]:
    """Places of the sampled clients of both sides: as many with each pattern of known histories on one side as on the other.

    Otherwise a history that is merely not at hand for more of one side would pass for a change of its people.
    """
    patterns = _patterns(reference, people[0]), _patterns(current, people[1])
    size = min(size, *people)
    chosen: tuple[list[Places], list[Places]] = ([], [])
    for pattern in np.unique(patterns[1]):
        there = tuple(np.flatnonzero(side == pattern) for side in patterns)
        wanted = min(round(size * len(there[1]) / people[1]), *(len(places) for places in there))
        for side, places in zip(chosen, there, strict=True):
            side.append(rng.choice(places, wanted, replace=False))
    both = tuple(np.sort(np.concatenate(side)) for side in chosen)
    if not len(both[0]):
        raise BadData("No borrower has the same known histories as an applicant: check clients_coverage.")
    return both[0], both[1]


def _patterns(known: Mapping[str, Flags], people: int) -> Places:
    """One number for each combination of known tables, (n,)."""
    return sum((flags.astype(np.int64) << bit for bit, flags in enumerate(known.values())), np.zeros(people, np.int64))


def _known(folder: Path, ids: Places) -> dict[str, Flags]:
    """Whether each client's history is at hand, in each history table that the folder holds."""
    from scoring.features.sources import open_folder
    from scoring.tables import CLIENT, HISTORY

    with open_folder(folder, only=frozenset(), memory_limit=MEMORY) as sources:
        found = {}
        for table in (table for table in HISTORY if sources.knows((table,))):
            clients = sources.known_clients((table,)).to_pyarrow()[CLIENT].to_numpy()
            found[table.name] = np.isin(ids, clients)
    return found
