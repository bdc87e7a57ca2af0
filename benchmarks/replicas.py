"""Two replicas of the API on one PostgreSQL, on this machine: what each kind of request takes of the processor, and one log for both."""

import http.client
import itertools
import json
import os
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert, select, update

from benchmarks import wrk
from benchmarks.memory import family
from benchmarks.product import free_port
from benchmarks.soaking.callers import WHY
from deploy import environments, services
from deploy.services import ROOT
from scoring.store.schema import CLIENTS, META, REFERENCE, SCHEMA, connect
from tests.api.decisions.cluster import Cluster

PEOPLE: Final = 10_000
KINDS: Final = ("get_score", "get_client_screen", "get_shap")
DECISIONS: Final = 40
TICK: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Milliseconds of processor that one request takes of the API and of PostgreSQL."""

    api: float
    database: float


@dataclass(frozen=True)
class Measured:
    """What was found: costs by kind of request, decisions a second over both replicas, bytes of a client in PostgreSQL."""

    costs: dict[str, Cost]
    decisions_per_second: float
    one_log: bool
    bytes_a_client: float


def measure(data: Path) -> Measured:
    """Bring everything up over some clients of a loaded store, and measure. Raises what the machine refuses."""
    with tempfile.TemporaryDirectory() as scratch, running(data, Path(scratch)) as (cluster, ports, pids, ids):
        postmaster = int((cluster.folder / "data" / "postmaster.pid").read_text().split()[0])
        costs = {}
        for kind in KINDS:
            before = spent(pids), spent([postmaster])
            answered = sum(_both(ports, kind, ids))
            after = spent(pids), spent([postmaster])
            costs[kind] = Cost(*(1e3 * (now - then) / answered for then, now in zip(before, after, strict=True)))
        rate, one_log = _decided(ports, ids, cluster)
        size = cluster.rows("select pg_total_relation_size('clients') / count(*) from clients")[0][0]
    return Measured(costs, rate, one_log, float(size))


@contextmanager
def running(data: Path, scratch: Path) -> Iterator[tuple[Cluster, list[int], list[int], list[int]]]:
    """PostgreSQL with the clients, and two replicas of two workers: their ports and processes, and the clients' numbers."""
    with ExitStack() as stack:
        cluster = stack.enter_context(Cluster.started(durable=True))
        cluster.migrate("postgres")
        ids = _copied(data, cluster)
        processes, ports = [], []
        stack.callback(services.stop, processes)
        for number in range(2):
            api = services.api(environments.executable(ROOT, "api"), free_port(), scratch, scratch / str(number))
            secrets, heads = scratch / "secrets", scratch / "heads"
            api.environment.update(
                DATABASE_URL=cluster.url(), HEADS_DIR=str(heads), DATA_DIR=str(secrets.parent), DECISIONS_URL=cluster.url(cluster.ROLE)
            )
            processes.append(api.start())
            services.wait_until_ready(api, processes[-1], time.monotonic() + services.PATIENCE)
            ports.append(int(api.url.rpartition(":")[2]))
        yield cluster, ports, [process.pid for process in processes], ids


def _copied(data: Path, cluster: Cluster) -> list[int]:
    """Copy the first clients of a SQLite store into PostgreSQL, as a load would have put them there."""
    source, target = connect(f"sqlite:///{data / 'clients.sqlite'}"), connect(cluster.url())
    with source.connect() as reader, target.begin() as writer:
        SCHEMA.create_all(writer)
        for table, most in ((META, None), (REFERENCE, None), (CLIENTS, PEOPLE)):
            rows = [dict(row._mapping) for row in reader.execute(select(table).limit(most))]
            writer.execute(insert(table), rows)
        writer.execute(update(META).where(META.c.key == "clients").values(value=str(len(rows))))
    source.dispose()
    target.dispose()
    return [row["id"] for row in rows]


def _both(ports: list[int], kind: str, ids: list[int]) -> list[float]:
    """Ask both replicas at once; how many answers each gave. Raises ValueError when one was no 2xx."""
    found: dict[int, wrk.Shot] = {}
    threads = [
        threading.Thread(target=lambda port=port: found.update({port: wrk.gets(f"http://127.0.0.1:{port}", f"/{kind}/", ids[:2_000])}))  # type: ignore[misc]
        for port in ports
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if any(shot.failed for shot in found.values()):
        raise ValueError(f"{kind}: {sum(shot.failed for shot in found.values())} answers failed")
    return [shot.per_second * wrk.SECONDS for shot in found.values()]


def spent(pids: list[int]) -> float:
    """Seconds of processor of processes, of those below them and of those that ended below them."""
    total = 0
    for process in {member for pid in pids for member in family(pid)}:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
        total += sum(map(int, fields[11:15]))
    return total / TICK


def _decided(ports: list[int], ids: list[int], cluster: Cluster) -> tuple[float, bool]:
    """Decide on both replicas at once: decisions a second, and whether they make one log without a gap."""
    threads = [threading.Thread(target=_decide, args=(port, ids[place::2][:DECISIONS])) for place, port in enumerate(ports)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = 2 * DECISIONS / (time.monotonic() - start)
    rows = cluster.rows("select seq, hash, prev from audit_log order by seq")
    chained = all(one[1] == other[2] for one, other in itertools.pairwise(rows))
    return rate, chained and [row[0] for row in rows] == list(range(1, 2 * DECISIONS + 1))


def _decide(port: int, clients: list[int]) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for client in clients:
        seen = _sent(line, "GET", f"/get_score/{client}", None)
        shown = {"model_version": seen["model_version"], "score": seen["score"]}
        _sent(
            line,
            "POST",
            "/decisions",
            {"client": client, "outcome": "accord", "reason": {"code": "budget_checked", "text": WHY}, "shown": shown},
        )


def _sent(line: http.client.HTTPConnection, method: str, path: str, body: Any) -> Any:
    headers = {"X-Advisor": "m.durand", "Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
    line.request(method, path, None if body is None else json.dumps(body), headers)
    return json.loads(line.getresponse().read())
