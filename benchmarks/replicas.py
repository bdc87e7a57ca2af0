"""Two replicas of the API on one PostgreSQL, on this machine: what each kind of request takes of the processor, and one log for both."""

import http.client
import json
import os
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

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
T = TypeVar("T")


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
        rate, one_log = _decided(ports, ids, cluster, Path(scratch))
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
            api.environment.update(shared(cluster, scratch))
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


def together(calls: Sequence[Callable[[], T]]) -> list[T]:
    """What each call gave, all of them made at once. Raises what the first one that failed raised."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


def _both(ports: list[int], kind: str, ids: list[int]) -> list[float]:
    """Ask both replicas at once; how many answers each gave. Raises ValueError when one was no 2xx."""
    shots = together([partial(wrk.gets, f"http://127.0.0.1:{port}", f"/{kind}/", ids[:2_000]) for port in ports])
    if failed := sum(shot.failed for shot in shots):
        raise ValueError(f"{kind}: {failed} answers failed")
    return [shot.per_second * wrk.SECONDS for shot in shots]


def spent(pids: list[int]) -> float:
    """Seconds of processor of processes, of those below them and of those that ended below them."""
    total = 0
    for process in {member for pid in pids for member in family(pid)}:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
        total += sum(map(int, fields[11:15]))
    return total / TICK


def _decided(ports: list[int], ids: list[int], cluster: Cluster, scratch: Path) -> tuple[float, bool]:
    """Decide on both replicas at once: decisions a second, and whether the log verifies and holds each confirmed one, once."""
    start = time.monotonic()
    confirmed = together([partial(_decide, port, ids[place::2][:DECISIONS]) for place, port in enumerate(ports)])
    rate = 2 * DECISIONS / (time.monotonic() - start)
    return rate, is_one_log(cluster, sorted(number for numbers in confirmed for number in numbers), verified(cluster, scratch))


def is_one_log(cluster: Cluster, confirmed: list[int], said: str) -> bool:
    """Whether ``verify`` said that a log is whole, and it holds the confirmed decisions and no other."""
    numbers = [number for (number,) in cluster.rows("select seq from audit_log where kind = 'decision' order by seq")]
    print(f"the log, verified: {said}")
    return said == f"{len(confirmed)} entries: the log is whole." and numbers == confirmed


def verified(cluster: Cluster, scratch: Path) -> str:
    """What ``python -m api verify`` says of the log that the replicas wrote: every hash, signature and sealed entry, and the head."""
    command = (environments.executable(ROOT, "api"), "-m", "api", "verify")
    done = subprocess.run(command, cwd=ROOT, env=os.environ | shared(cluster, scratch), capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).strip()


def shared(cluster: Cluster, scratch: Path) -> dict[str, str]:
    """What replicas have in common: the databases, the secrets, the head."""
    log = {"DECISIONS_URL": cluster.url(cluster.ROLE), "HEADS_DIR": str(scratch / "heads")}
    return {"DATABASE_URL": cluster.url(), "DATA_DIR": str(scratch)} | log


def _decide(port: int, clients: list[int]) -> list[int]:
    """Decide on each client; the numbers that were confirmed."""
    line, numbers = http.client.HTTPConnection("127.0.0.1", port, timeout=30), []
    for client in clients:
        seen = _sent(line, "GET", f"/get_score/{client}", None)
        shown = {"model_version": seen["model_version"], "score": seen["score"]}
        body = {"client": client, "outcome": "accord", "reason": {"code": "budget_checked", "text": WHY}, "shown": shown}
        numbers.append(_sent(line, "POST", "/decisions", body)["decision"])
    line.close()
    return numbers


def _sent(line: http.client.HTTPConnection, method: str, path: str, body: Any) -> Any:
    """The answer. Raises ValueError when it is no 2xx."""
    headers = {"X-Advisor": "m.durand", "Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
    line.request(method, path, None if body is None else json.dumps(body), headers)
    answer = line.getresponse()
    told = answer.read()
    if answer.status not in (200, 201):
        raise ValueError(f"{method} {path.split('/')[1]}: {answer.status} {told[:200]!r}")
    return json.loads(told)
