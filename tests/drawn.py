"""Two hundred people of the demo population, with the rows of their histories: drawn once, read without an engine."""

import tempfile
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from scoring import policy
from scoring.applicant import Applicant
from scoring.features.past import past_features
from scoring.population.folder import write_population
from scoring.tables import APPLICATION, CLIENT, HISTORY

PEOPLE = 200
SEED = 11
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Person:
    """A client: the raw fields that the store keeps, and the rows of each history table."""

    id: int
    record: dict[str, Any]
    history: dict[str, Rows]

    @cached_property
    def applicant(self) -> Applicant:
        """What this person is scored on."""
        return Applicant(self.record, past_features(self.history))


@cache
def drawn() -> tuple[Person, ...]:
    """Applicants whose whole history is known."""
    rules = policy.load()
    kept = [name for name in APPLICATION.columns if rules.status((APPLICATION.name, name)) in ("allowed", "watched")]
    with tempfile.TemporaryDirectory() as folder:
        write_population(Path(folder) / "people", PEOPLE, seed=SEED, borrowers=0.0)
        read = {file.stem: pq.read_table(file).to_pylist() for file in (Path(folder) / "people").glob("*.parquet")}
    owners = {credit["SK_ID_BUREAU"]: credit[CLIENT] for credit in read["bureau"]}
    histories: dict[int, dict[str, Rows]] = {row[CLIENT]: {table.name: [] for table in HISTORY} for row in read["application_test"]}
    for table in HISTORY:
        for row in read[table.name]:
            whose = row[CLIENT] if CLIENT in row else owners.get(row["SK_ID_BUREAU"])
            if whose is not None:  # as in the real tables, some months are of nobody's credit
                histories[whose][table.name].append(row)
    return tuple(
        Person(row[CLIENT], {name: row[name] for name in kept}, histories[row[CLIENT]])
        for row in sorted(read["application_test"], key=lambda row: row[CLIENT])
    )
