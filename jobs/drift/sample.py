"""Whom the drift report compares: seeded samples of borrowers and of applicants about whom as much is known."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from scoring.errors import BadData

if TYPE_CHECKING:
    from scoring.features.sources import Sources

MEMORY: Final = "256MB"
"""What the engine takes before it works on disk: the whole report stays under 700 MB."""
NORMAL_95: Final = 1.96
NEEDED: Final = "{} must hold application_train with TARGET (the reference) and application_test (the applicants)."
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
Rows = npt.NDArray[np.float32]
"""As the model's, which is not imported for it: the process that reads would carry LightGBM along."""


@dataclass(frozen=True, slots=True)
class Side:
    """Some clients: ``rows`` (n, p) in the model's order; whether each one's history in a table is known, (n,) by table."""

    rows: Rows
    known: Mapping[str, Flags]


@dataclass(frozen=True, slots=True)
class _People:
    """Clients by number, ascending, and what is known of each: (n,) by table."""

    ids: Places
    known: Mapping[str, Flags]

    def take(self, places: Places) -> "_People":
        """Those at these places."""
        return _People(self.ids[places], {table: flags[places] for table, flags in self.known.items()})


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
    from scoring.features import lineage

    size, rng = size_for(error), np.random.default_rng(seed)
    reference, current = _everyone(folder)
    people = len(reference.ids), len(current.ids)
    drawn = draw(reference.known, current.known, people, size, rng)
    chosen = reference.take(drawn[0]), current.take(drawn[1])
    rows = _rows(folder, features, chosen)
    used = lineage.columns_used()
    return Compared(
        Side(rows[0], chosen[0].known),
        Side(rows[1], chosen[1].known),
        people,
        {table: (float(reference.known[table].mean()), float(current.known[table].mean())) for table in reference.known},
        {name: frozenset(table for table, _ in used[name] if table in reference.known) for name in features},
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


def _everyone(folder: Path) -> tuple[_People, _People]:
    """Borrowers and applicants, and whether each one's history is at hand, in each history table that the folder holds."""
    from scoring.features.sources import open_folder
    from scoring.tables import CLIENT, HISTORY, TARGET

    with open_folder(folder, with_target=True, only=frozenset(), memory_limit=MEMORY) as sources:
        people = sources.application.select(CLIENT, borrowed=sources.application[TARGET].notnull()).order_by(CLIENT).to_pyarrow()
        ids, borrowed = (people[name].to_numpy() for name in (CLIENT, "borrowed"))
        tables = [table for table in HISTORY if sources.knows((table,))]
        known = {table.name: np.isin(ids, sources.known_clients((table,)).to_pyarrow()[CLIENT].to_numpy()) for table in tables}
    if not borrowed.any() or borrowed.all():
        raise BadData(NEEDED.format(folder))
    everyone = _People(ids, known)
    return everyone.take(np.flatnonzero(borrowed)), everyone.take(np.flatnonzero(~borrowed))


def _rows(folder: Path, features: tuple[str, ...], people: tuple[_People, _People]) -> tuple[Rows, Rows]:
    """The features (n, p) of some people alone: the whole population's would take three times as long to put together."""
    from jobs import matrix

    ids = np.sort(np.concatenate([side.ids for side in people]))
    built = matrix.build(folder, memory_limit=MEMORY, change=lambda sources: _only(sources, ids))
    columns = [built.names.index(name) for name in features]
    first, second = (built.rows[np.searchsorted(built.ids, side.ids)][:, columns] for side in people)
    return first, second


def _only(sources: "Sources", ids: Places) -> "Sources":
    import pyarrow as pa

    from scoring.tables import CLIENT

    sources.connection.con.register("drawn", pa.table({CLIENT: ids}))  # Ibis 12 has this as create_table, which DuckDB 2 refuses
    return replace(sources, application=sources.application.semi_join(sources.connection.table("drawn"), CLIENT))
