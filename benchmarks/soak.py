"""The product in one gigabyte under a mixed load, while things go wrong: what callers saw. ``MINUTES`` (30), ``DATA_DIR``; needs root."""

import itertools
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.memory import cores
from benchmarks.soaking import log, machine, table
from benchmarks.soaking.callers import Caller, Right, Tally, hear
from benchmarks.soaking.log import Compared
from benchmarks.soaking.product import Running, running
from benchmarks.soaking.table import Diary
from deploy import environments
from deploy.services import ROOT
from scoring import model as models
from scoring.store import Store, url_of

IDS: Final = 2_000
SERVICES: Final = 4
SCREEN, LINE = "screen in Chromium", "dashboard's client of the API"
DOWN: Final = 4.0
"""Seconds that the database is away, the disk full, the wire cut."""


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong for ``lasts`` seconds, until ``finish``; ``kind`` is the call (or the model) that shows when it is over."""

    name: str
    kind: Callable[[], str]
    begin: Callable[[], object]
    finish: Callable[[], object]
    lasts: float = 0.0


def main() -> int:
    """Print the table; 1 when a figure is not what is wanted, 2 when the machine does not permit it."""
    minutes, data = float(os.environ.get("MINUTES") or 30), Path(os.environ.get("DATA_DIR") or ROOT / "data" / "demo").resolve()
    if not machine.permitted() or not (data / "clients.sqlite").is_file():
        print("Needed: root (memory limit, mount, network namespace) and a loaded store (DATA_DIR).", file=sys.stderr)
        return 2
    environments.prepare(ROOT)
    tally, diary, stop = Tally(), Diary(), threading.Event()
    with tempfile.TemporaryDirectory(prefix="soak-") as scratch, running(data, Path(scratch)) as product:
        right, everybody = known_scores(data, product.kept)
        tally.now_serving(next(iter(right)))
        print(f"{cores()} cores, {everybody:,} clients, {minutes:g} minutes, {machine.MEMORY >> 20} MiB of memory, no swap", flush=True)
        with calling(product, right, tally, stop):
            go_wrong(product, list(right), tally, diary, time.monotonic() + 60 * minutes)
        short = table.tell(product, tally, diary, compared(product, tally))
    print("Short: " + "; ".join(short) if short else "Every figure is as wanted.")
    return int(bool(short))


def known_scores(data: Path, folders: Sequence[Path]) -> tuple[Right, int]:
    """Scores that each model gives some clients, worked out here from their rows, and how many clients there are."""
    store = Store.open(url_of(data, {}))
    everybody, total = store.ids("", store.count())
    chosen = everybody[:: max(1, total // IDS)]
    rows = np.array([store.client(client).features for client in chosen])
    store.close()
    right = {}
    for model in map(models.load, folders):
        right[model.version] = dict(zip(chosen, map(model.rule.score, model.probability_of_default(rows).tolist()), strict=True))
    return right, total


@contextmanager
def calling(product: Running, right: Right, tally: Tally, stop: threading.Event) -> Iterator[None]:
    """Everybody calls until the end of the block."""
    some = sorted(next(iter(right.values())))
    callers = [Caller(product.port, right, tally, stop, seed) for seed in range(SERVICES + 1)]
    threads = [threading.Thread(target=caller.service, args=(0.05,)) for caller in callers[1:]]
    threads.append(threading.Thread(target=callers[0].advisor, args=(2.0,)))
    at_work = {
        SCREEN: (sys.executable, "-m", "benchmarks.soaking.screen", product.page, *map(str, some[:200])),
        LINE: machine.within_network(
            (environments.executable(ROOT, "appli"), "-m", "benchmarks.soaking.line", product.api_seen, str(some[0]))
        ),
    }
    processes = []
    for who, command in at_work.items():
        processes.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True))
        threads.append(threading.Thread(target=hear, args=(who, processes[-1].stdout, tally)))
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for process in processes:
            os.killpg(process.pid, signal.SIGKILL)  # with its browser
        for thread in threads:
            thread.join()


def go_wrong(product: Running, versions: Sequence[str], tally: Tally, diary: Diary, end: float) -> None:
    """One thing after the other, with quiet between, until the end."""
    ballast = product.disk / "ballast"

    def another_model() -> None:
        product.new_model()
        tally.now_serving(versions[product.turn])

    def score() -> str:
        return "get_score"

    def decision() -> str:
        return "decision"

    reload = Fault("another model put in place", lambda: versions[product.turn], another_model, lambda: None)
    faults = (
        Fault("a worker killed", score, product.kill_worker, product.both_workers),
        Fault("PostgreSQL crashed", decision, product.cluster.crash, product.start_database, DOWN),
        Fault("disk full", decision, lambda: machine.fill(ballast), ballast.unlink, DOWN),
        reload,
        Fault("dashboard cut from the API", lambda: LINE, machine.cut, machine.mend, DOWN),
    )
    quiet = min(25.0, max(5.0, (end - time.monotonic()) / 12))
    for _ in range(2):  # there and back: warm is once both models have been in
        happen(reload, tally, Diary())
    wait(product, diary, 2 * quiet, end)
    for fault in itertools.cycle(faults):
        if time.monotonic() > end - quiet - DOWN:
            break
        happen(fault, tally, diary)
        wait(product, diary, quiet, end)
    wait(product, diary, max(0.0, end - time.monotonic()), end)


def happen(fault: Fault, tally: Tally, diary: Diary, patience: float = 30.0) -> None:
    """Let it happen, and time how long after it is mended (after it struck, when it mends itself) answers are right again."""
    struck = time.monotonic()
    fault.begin()
    time.sleep(fault.lasts)
    start = time.monotonic() if fault.lasts else struck
    fault.finish()
    while tally.last_good.get(fault.kind(), 0.0) < start and time.monotonic() - start < patience:
        time.sleep(0.01)
    diary.recoveries.setdefault(fault.name, []).append(time.monotonic() - start)


def wait(product: Running, diary: Diary, seconds: float, end: float) -> None:
    """Look at the memory meanwhile."""
    until = min(end, time.monotonic() + seconds)
    while (now := time.monotonic()) < until:
        diary.memory.append(sum(product.megabytes().values()))
        time.sleep(min(5.0, max(0.1, until - now)))


def compared(product: Running, tally: Tally) -> Compared:
    """The log, verified, opened, and laid beside what was confirmed."""
    command = [environments.executable(ROOT, "api"), "-m", "api", "verify"]
    environment = os.environ | product.log_environment()
    checked = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    print(f"the log, verified: {(checked.stdout or checked.stderr).strip()}")
    return log.compare(log.read(product), tally.decisions, whole=not checked.returncode)


if __name__ == "__main__":
    sys.exit(main())
