"""Beyond one machine: what a request takes here, then a simulation of 5,000 a second over more machines than there are here."""

import bisect
import heapq
import math
import os
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

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
CORES: Final = 4
"""Of one machine: they share a line, two machines do not."""
WANTED: Final = 0.050
"""Seconds within which 99 requests of 100 are to be answered: network, API and database, waiting included."""
NETWORK: Final = 0.001
"""Seconds supposed for what a request travels between balancer, API and database, in one place."""
DATABASE_BUSY: Final = 0.6
"""A database that is read by all is kept below this."""
SPARE: Final = 2
"""Machines of the API that may be lost at once."""
API_BUSY: Final = 0.9
"""Above, a line has not settled after these seconds."""
PRICE: Final = 0.04
"""Euros supposed for an hour of a core."""
MONTH: Final = 730
"""Hours."""
Floats = npt.NDArray[np.float64]
Chooser = Callable[[list[int]], int]
Balancer = Callable[[], Chooser]


class Fleet(NamedTuple):
    """Machines of four cores each."""

    api: int
    database: int


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
    """Print how many machines it takes, by simulation; whether there is a number that does."""
    planned = []
    for rate in (RATE, 2 * RATE):
        arrivals, works = traffic(rate, [found.costs[kind] for kind in KINDS], np.random.default_rng(1))
        for name, balancer in BALANCERS.items():
            planned.append(fleet := enough(arrivals, works, balancer))
            print(f"{rate:,} a second, {name}: {_told(arrivals, works, balancer, fleet) if fleet else 'no number of machines does'}")
        if planned[-1]:
            print(bill(planned[-1]))
            apart = late(arrivals, works, planned[-1], at_random, CORES)
            print(f"  were each connection kept by one process, a line a core: {1e3 * apart:.0f} ms on {planned[-1].api} machines")
    return all(planned)


def enough(arrivals: Floats, works: tuple[Floats, Floats], balancer: Balancer) -> Fleet | None:
    """The fewest machines that answer in time; the databases are counted first, by how busy they may be."""
    busy = [work.sum() / (arrivals[-1] * CORES) for work in works]
    least, databases = math.ceil(busy[0] / API_BUSY), math.ceil(busy[1] / DATABASE_BUSY)
    fleets = [Fleet(machines, databases) for machines in range(least, 4 * least + 2)]
    place = bisect.bisect_left(fleets, True, key=lambda fleet: late(arrivals, works, fleet, balancer) < WANTED)
    return fleets[place] if place < len(fleets) else None


def _told(arrivals: Floats, works: tuple[Floats, Floats], balancer: Balancer, fleet: Fleet) -> str:
    shares = [100 * work.sum() / (arrivals[-1] * CORES * machines) for work, machines in zip(works, fleet, strict=True)]
    around = [fleet._replace(api=fleet.api + more) for more in (-1, 0, 1, SPARE)]
    lates = ", ".join(f"{one.api}: {1e3 * late(arrivals, works, one, balancer):.0f} ms" for one in around)
    return (
        f"{fleet.api} machines of {CORES} cores for the API, {shares[0]:.0f} % busy, {fleet.database} for the databases, "
        f"{shares[1]:.0f} % busy\n  99th percentile of the whole request, by machines of the API: {lates}"
    )


def bill(fleet: Fleet) -> str:
    """What is to be rented, with machines to lose: of the API, and as many databases again, the first and a standby among them."""
    api, databases = fleet.api + SPARE, 2 * fleet.database + 1
    cores = (api + databases) * CORES
    return f"{api} machines of the API ({SPARE} may be lost), {databases} databases: {cores} cores, {cores * PRICE * MONTH:,.0f} € a month"


def traffic(rate: int, costs: Sequence[Cost], rng: np.random.Generator) -> tuple[Floats, tuple[Floats, Floats]]:
    """Times at which requests come (a Poisson process), and the seconds of one core that each takes of the API and of the database.

    Exponential around what was measured for its kind, which is more uneven than what it is.
    """
    count = rate * SECONDS
    kinds = rng.choice(len(KINDS), count, p=list(MIX.values()))
    means = np.array([(cost.api, cost.database) for cost in costs])[kinds] / 1e3
    api, database = rng.exponential(means).T
    return np.cumsum(rng.exponential(1 / rate, count)), (api, database)


def late(arrivals: Floats, works: tuple[Floats, Floats], fleet: Fleet, balancer: Balancer, lines: int = 1) -> float:
    """The 99th percentile of a whole request: network, then waiting and work at the API, then at a database drawn at random.

    ``lines``: how many a machine of the API has, one for its cores together, or one for each of them.
    """
    done = through(arrivals, works[0], fleet.api * lines, balancer(), CORES // lines)
    order = np.argsort(done)
    answered = np.empty_like(done)
    answered[order] = through(done[order], works[1][order], fleet.database, at_random())
    return NETWORK + float(np.quantile(answered - arrivals, 0.99))


def through(arrivals: Floats, work: Floats, machines: int, choose: Chooser, cores: int = CORES) -> Floats:
    """When each request is done: it goes to one machine, and waits there in one line for the first free core (G/G/c each)."""
    free = [[0.0] * cores for _ in range(machines)]
    present, leaving, done = [0] * machines, list[tuple[float, int]](), np.empty(len(arrivals))
    for place, (came, takes) in enumerate(zip(arrivals.tolist(), work.tolist(), strict=True)):
        while leaving and leaving[0][0] <= came:
            present[heapq.heappop(leaving)[1]] -= 1
        machine = choose(present)
        end = max(came, free[machine][0]) + takes
        heapq.heapreplace(free[machine], end)
        heapq.heappush(leaving, (end, machine))
        present[machine] += 1
        done[place] = end
    return done


def at_random() -> Chooser:
    """Any machine."""
    draw = random.Random(1).random  # noqa: S311  no secret
    return lambda present: int(draw() * len(present))


def least_connections() -> Chooser:
    """The machine that is answering the fewest requests (nginx's ``least_conn``)."""
    return lambda present: present.index(min(present))


BALANCERS: Final = {"a balancer that counts (least_conn)": least_connections, "a balancer that draws": at_random}
