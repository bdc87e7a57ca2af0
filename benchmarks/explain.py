"""Explain 50,000 synthetic clients with the served model, and compare with LightGBM's ``pred_contrib`` on the same threads."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.memory import cores
from deploy.services import ROOT
from jobs.answers import CHUNK, columns, described
from scoring import explain, treeshap
from scoring import model as models
from scoring.features import pipeline
from scoring.leaf_tables import Ordinary
from scoring.model import Model, Rows
from scoring.population.folder import write_population
from scoring.trees import trees_of

CLIENTS: Final = 50_000
SEED: Final = 50
COMPARED: Final = 2_000
"""Clients given to ``pred_contrib``: its time is proportional to their number, and everyone would take minutes."""
LEAST_RATIO: Final = 10


def main() -> int:
    """Print both throughputs and the largest difference; 1 when the ratio is below ten or a difference above 1e-6."""
    model = models.load(ROOT / "models")
    rows = drawn(model)
    some = rows[:: CLIENTS // COMPARED]
    trees = list(trees_of(model.booster))
    print(f"{len(rows):,} clients x {rows.shape[1]} features, {len(trees):,} trees, {cores()} cores")
    ratios, gaps = [], []
    for threads in sorted({1, cores()}):
        slow, expected = timed(lambda: np.asarray(model.booster.predict(some, pred_contrib=True, num_threads=threads)))  # noqa: B023
        fast, found = timed(lambda: explained(model, rows, threads))  # noqa: B023
        each_slow, each_fast = 1000 * slow / len(some), 1000 * fast / len(rows)
        ratios.append(each_slow / each_fast)
        gaps.append(float(np.abs(found[:: CLIENTS // COMPARED] - expected).max()))
        print(
            f"threads {threads}: pred_contrib {each_slow:.2f} ms a client, tables {each_fast:.3f} ms a client, "
            f"{ratios[-1]:.0f} times faster; largest difference {gaps[-1]:.1e}"
        )
    return int(min(ratios) < LEAST_RATIO or max(gaps) > 1e-6)


def drawn(model: Model) -> Rows:
    """The features of synthetic clients, in the model's order."""
    with tempfile.TemporaryDirectory() as folder:
        write_population(Path(folder) / "demo", CLIENTS, SEED)
        built = pipeline.build_features(Path(folder) / "demo")
    return columns(model, built.names, built.rows)


def explained(model: Model, rows: Rows, threads: int) -> Any:
    """Contributions of everyone to the margin, as the batch job computes them: reading the trees and trying the families are part of it."""
    trees, families = list(trees_of(model.booster)), explain.families_of(described(model)).values()
    ordinary = Ordinary(model.ordinary, tuple(map(frozenset, families)))
    chunks = (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))
    return np.concatenate([treeshap.explain(trees, chunk, ordinary, threads)[0] for chunk in chunks])


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that some work takes, and what it gives."""
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found
