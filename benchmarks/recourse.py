"""Levers of demo clients whom the tool does not recommend: how long a search of paths and a simulation take, one client at a time."""

import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow.parquet as pq

from deploy.services import ROOT
from scoring import model as models
from scoring.applicant import PAST, Applicant
from scoring.features import pipeline
from scoring.features.domain import outside_record
from scoring.model import Model
from scoring.population.folder import write_population
from scoring.recourse import recourse
from scoring.simulate import ranges, simulated
from scoring.tables import APPLICATION, CLIENT

CLIENTS: Final = 1_000
SEED: Final = 12
LEAST: Final = 200
SLOWEST: Final = 300.0
"""Milliseconds within which 95 searches in a hundred must end."""


def main() -> int:
    """Print medians and 95th percentiles; 1 when a search's processor time is above 300 ms for more than one client in twenty."""
    model = models.load(ROOT / "models")
    people = [person for person in drawn() if model.rule.zone(model.rule.score(pd(model, person))) != "accord"]
    found = [recourse(model, person) for person in people[:LEAST]]
    print(f"{len(people)} clients without a recommended approval of {CLIENTS} drawn; paths: {dict(Counter(r.status for r in found))}")
    print(f"combinations predicted: median {np.median([r.tried for r in found]):.0f}, most {max(r.tried for r in found)}")
    slowest = report("search of paths", people, lambda person: recourse(model, person))
    report("simulation, with its contributions", people, lambda person: after(model, person))
    return int(slowest > SLOWEST or len(people) < LEAST)


def report(what: str, people: list[Applicant], work: Callable[[Applicant], object]) -> float:
    """Time one call a person; returns the 95th percentile of the processor's time, in ms."""
    times = []
    for person in people:
        wall, processor = time.perf_counter(), time.process_time()
        work(person)
        times.append((time.perf_counter() - wall, time.process_time() - processor))
    (wall_50, busy_50), (wall_95, busy_95) = (1000 * np.percentile(times, share, axis=0) for share in (50, 95))
    print(f"{what}: median {wall_50:.1f} ms, 95th percentile {wall_95:.1f} ms; of the processor {busy_50:.1f} and {busy_95:.1f} ms")
    return float(busy_95)


def after(model: Model, person: Applicant) -> object:
    """What ``POST /simulate`` computes, for a loan a tenth smaller."""
    changed = simulated(person, {"amount": 0.9 * ranges(person)["amount"].now})
    return model.contributions(np.stack([person.row(model.features), changed.row(model.features)]))


def pd(model: Model, person: Applicant) -> float:
    """The PD of a person."""
    return float(model.probability_of_default(person.row(model.features)[None])[0])


def drawn() -> list[Applicant]:
    """Applicants of a demo population who can be scored."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "people"
        write_population(folder, CLIENTS, SEED, borrowers=0.0)
        matrix = pipeline.build_features(folder)
        records: list[dict[str, Any]] = pq.read_table(folder / "application_test.parquet", columns=list(APPLICATION.columns)).to_pylist()
    past = [(place, name) for place, name in enumerate(matrix.names) if name in PAST]
    rows = dict(zip(matrix.ids.tolist(), matrix.rows.tolist(), strict=True))
    sound = [record for record in records if not outside_record(record)]
    return [Applicant(record, {name: rows[record[CLIENT]][place] for place, name in past}) for record in sound]
