"""How fast the API answers, each figure beside what it is to be compared with, all in one run: gunicorn on loopback under wrk.

``DATA_DIR`` is the folder of a loaded store (``data/demo`` by default); its size tells in the first line.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks import wrk
from benchmarks.memory import cores, family, pss_megabytes, seconds_of
from benchmarks.mlflow_server import served_by_mlflow
from benchmarks.product import ask, free_port
from benchmarks.wrk import Shot
from deploy import environments, services
from deploy.services import ROOT, Service
from scoring.store import Store, StoredClient, url_of

ROUNDS: Final = 7
"""The same row of two rounds differs by a tenth on a machine that others share: a ratio is the median of as many."""
IDS: Final = 5_000
WORKERS: Final = 2
MOST_MEGABYTES: Final = 200
LONGEST_START: Final = 3
"""Seconds."""
LONGEST_TAIL: Final = 6
"""The 99th percentile over the median."""
LAST: Final = ',"model_version":"%s","request_id":"%s"}'
"""In the place of a body's last brace (``api/answers.py``)."""
Row = Callable[[], Shot]


def main() -> int:
    """Print every figure with its ratio; 1 when one is not what is wanted, or when wrk or the store is missing."""
    data = Path(os.environ.get("DATA_DIR") or ROOT / "data" / "demo").resolve()
    if not wrk.installed() or not (data / "clients.sqlite").is_file():
        print("Needed: wrk (apt-get install wrk) and a loaded store (DATA_DIR; `make run` loads data/demo).", file=sys.stderr)
        return 1
    environments.prepare(ROOT)
    ids, rows, size = _sample(data)
    with running(data, size) as (api, pid, ready), served_by_mlflow(rows) as mlflow:
        clients = f"{ask(api, '/health/ready')['clients']:,} clients"
        print(f"{cores()} cores, {clients}, {WORKERS} workers, {wrk.CONNECTIONS} connections, a constant of {size:,} bytes")
        shots: dict[str, Row] = {
            path: lambda path=path: _worked(pid, lambda: wrk.gets(api.url, f"/{path}/", ids))  # type: ignore[misc]
            for path in ("constant", "get_score", "get_shap")
        }
        shots["mlflow models serve"] = mlflow
        shots["bare pred_contrib"] = lambda: _bare(rows)
        measured: dict[str, list[Shot]] = {}
        for shot in shots.values():
            shot()  # not counted: at first the pages, the processor's clock and the interpreter's own shortcuts are still to come
        for _ in range(ROUNDS):  # in turn: what else the machine does falls on all of them
            for name, shot in shots.items():
                measured.setdefault(name, []).append(shot())
        met = _tell(measured)
        workers, both = sum(pss_megabytes(worker) for worker in family(pid)[1:]), pss_megabytes(pid)
        print(f"PSS: {WORKERS} workers {workers:.0f} MB (wanted: less than {MOST_MEGABYTES}), with their parent {both:.0f} MB")
        print(f"Start to ready: {ready:.1f} s (wanted: less than {LONGEST_START})")
    return int(not met or workers > MOST_MEGABYTES or ready > LONGEST_START)


@contextmanager
def running(data: Path, size: int) -> Iterator[tuple[Service, int, float]]:
    """The API with its constant route (``size`` bytes), its process and how many seconds it took to be ready."""
    with tempfile.TemporaryDirectory() as logs:
        service = services.api(environments.executable(ROOT, "api"), free_port(), data, Path(logs), WORKERS)
        constant = {"CONSTANT_SIZE": str(size)}
        service = replace(
            service, command=(*service.command[:-1], "benchmarks.constant_app:app"), environment=service.environment | constant
        )
        start = time.monotonic()
        process = service.start()
        try:
            services.wait_until_ready(service, process, start + services.PATIENCE)
            yield service, process.pid, time.monotonic() - start
        finally:
            services.stop([process])


def _sample(data: Path) -> tuple[list[int], np.ndarray, int]:
    """Clients drawn over the whole store, the rows of some, and the mean size of the answers to them all."""
    store = Store.open(url_of(data, {}))
    everybody, _ = store.ids("", store.count())
    ids = random.Random(0).sample(everybody, min(IDS, len(everybody)))  # noqa: S311  no secret
    rows = np.array([store.client(client).features for client in ids[:200]])
    size = _size([store.client(client) for client in ids])
    store.close()
    return ids, rows, size


def _size(clients: Sequence[StoredClient]) -> int:
    """Bytes of what ``get_score`` answers, on average: what was written down, and the two numbers that every answer ends with."""
    told = [len(client.answer) + len(LAST % (client.model_version, "0" * 32)) - 1 for client in clients if client.answer is not None]
    return round(statistics.mean(told))


def _bare(rows: np.ndarray) -> Shot:
    """As many processes as workers, each explaining rows and doing nothing else."""
    with tempfile.NamedTemporaryFile(suffix=".npy") as file:
        np.save(file, rows)
        file.flush()
        command = [environments.executable(ROOT, "api"), "-m", "benchmarks.bare_contributions", file.name, str(wrk.SECONDS)]
        processes = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(WORKERS)]
        said = [process.communicate()[0] for process in processes]
    rates, processor = zip(*(map(float, line.split()) for line in said), strict=True)
    return Shot(sum(rates), 0.0, 0.0, 0, statistics.mean(processor))


def _worked(pid: int, row: Row) -> Shot:
    """A run with the processor's time that the workers took for an answer: what another program on the same cores disturbs least."""
    before = seconds_of(family(pid)[1:])
    shot = row()
    return replace(shot, processor=1000 * (seconds_of(family(pid)[1:]) - before) / (shot.per_second * wrk.SECONDS))


def _tell(measured: dict[str, list[Shot]]) -> bool:
    """Print rates and ratios; whether each is as wanted."""
    rates = {name: statistics.median(shot.per_second for shot in shots) for name, shots in measured.items()}
    for name, shots in measured.items():
        p50, p99 = (statistics.median(getattr(shot, place) for shot in shots) for place in ("p50", "p99"))
        told = f", p50 {p50:.1f} ms, p99 {p99:.1f} ms" if p50 else ""
        processor = statistics.median(shot.processor for shot in shots)
        told += f", {processor:.2f} ms of the processor each" if processor else ""
        print(f"{name:20} {rates[name]:8.1f}/s{told}, {sum(shot.failed for shot in shots)} failed")
    tails = statistics.median(shot.p99 / shot.p50 for shot in measured["get_score"])
    met = tails < LONGEST_TAIL
    for name, other, wanted in (
        ("get_score", "constant", 0.75),
        ("get_score", "mlflow models serve", 50),
        ("get_shap", "bare pred_contrib", 0.85),
    ):
        ratio = statistics.median(one.per_second / two.per_second for one, two in zip(measured[name], measured[other], strict=True))
        of_processor = [two.processor / one.processor for one, two in zip(measured[name], measured[other], strict=True) if two.processor]
        told = f"; of the processor alone {statistics.median(of_processor):.2f}" if of_processor else ""
        print(f"{name} / {other}: {ratio:.2f} (wanted: {wanted} or more){told}")
        met = met and ratio >= wanted
    print(f"get_score, p99 / p50: {tails:.1f} (wanted: less than {LONGEST_TAIL})")
    return met
