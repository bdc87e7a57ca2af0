"""Beyond one machine: what a request takes here, then a simulation of 5,000 a second over more cores than there are here."""

import heapq
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks import wrk
from benchmarks.replicas import KINDS, Cost, Measured, measure
from deploy import environments
from deploy.services import ROOT

RATE: Final = 5_000
"""Requests a second."""
MIX: Final = dict(zip(KINDS, (0.90, 0.07, 0.03), strict=True))
SECONDS: Final = 30
CORES: Final = (1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64)
WANTED: Final = 0.050
"""Seconds within which 99 requests of 100 are to be answered, waiting included."""
Floats = npt.NDArray[np.float64]


def main() -> int:
    """Print what was measured and what is simulated; 1 when wrk or the store is missing, or what was found does not hold."""
    data = Path(os.environ.get("DATA_DIR") or ROOT / "data" / "demo").resolve()
    if not wrk.installed() or not (data / "clients.sqlite").is_file():
        print("Needed: wrk (apt-get install wrk), PostgreSQL and a loaded store (DATA_DIR).", file=sys.stderr)
        return 1
    environments.prepare(ROOT)
    found = measure(data)
    for kind, cost in found.costs.items():
        print(f"{kind}: {cost.api:.2f} ms of the API's processor, {cost.database:.2f} ms of PostgreSQL's")
    print(f"decisions over two replicas: {found.decisions_per_second:.0f} a second, one chain: {found.one_log}")
    print(f"a client takes {found.bytes_a_client:.0f} bytes in PostgreSQL: {found.bytes_a_client / 100:.0f} GB for 10 million")
    return int(not (plan(found) and found.one_log))


def plan(found: Measured) -> bool:
    """Print how many cores each part needs, by simulation; whether there is a number that does."""
    rng, planned = np.random.default_rng(1), True
    for rate in (RATE, 2 * RATE):
        arrivals, kinds = traffic(rate, rng)
        for part in ("api", "database"):
            work = works([found.costs[kind] for kind in KINDS], kinds, part, rng)
            enough = next((cores for cores in CORES if late(arrivals, work, cores) < WANTED), None)
            busy = work.sum() / (arrivals[-1] * (enough or CORES[-1]))
            print(f"{rate:,} a second, {part}: {enough} cores, {100 * busy:.0f} % busy, for 99 in 100 within {1e3 * WANTED:.0f} ms")
            planned = planned and enough is not None
            if enough:
                told = ", ".join(
                    f"{cores} cores {1e3 * late(arrivals, work, cores):.0f} ms" for cores in CORES[max(0, CORES.index(enough) - 2) :][:4]
                )
                print(f"  99th percentile: {told}")
    return planned


def traffic(rate: int, rng: np.random.Generator) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Times at which requests come (a Poisson process) and the kind of each."""
    count = rate * SECONDS
    return np.cumsum(rng.exponential(1 / rate, count)), rng.choice(len(KINDS), count, p=list(MIX.values()))


def works(costs: Sequence[Cost], kinds: npt.NDArray[np.int64], part: str, rng: np.random.Generator) -> Floats:
    """Seconds of one core that each request takes: exponential around what was measured, which is more uneven than what it is."""
    means = np.array([getattr(cost, part) for cost in costs]) / 1e3
    return np.asarray(rng.exponential(means[kinds]))


def late(arrivals: Floats, work: Floats, cores: int) -> float:
    """The 99th percentile of waiting and work together, when requests wait in one line for the first free core (G/G/c)."""
    free = [0.0] * cores
    taken = np.empty(len(arrivals))
    for place, (came, takes) in enumerate(zip(arrivals.tolist(), work.tolist(), strict=True)):
        done = max(came, free[0]) + takes
        heapq.heapreplace(free, done)
        taken[place] = done - came
    return float(np.quantile(taken, 0.99))
