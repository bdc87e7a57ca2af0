"""The product in one gigabyte under a mixed load, while things go wrong: what callers saw. ``MINUTES`` (30), ``DATA_DIR``; needs root."""

import itertools
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.memory import cores
from benchmarks.soaking import machine, table
from benchmarks.soaking.callers import Caller, Tally, hear
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
    """Something that goes wrong for ``lasts`` seconds, until ``finish``; ``kind`` is the call that shows when it is over."""

    name: str
    kind: str
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
    right, everybody = known_scores(data)
    tally, diary, stop = Tally(), Diary(), threading.Event()
    with tempfile.TemporaryDirectory(prefix="soak-") as scratch, running(data, Path(scratch)) as product:
        print(f"{cores()} cores, {everybody:,} clients, {minutes:g} minutes, {machine.MEMORY >> 20} MiB of memory, no swap", flush=True)
        with calling(product, right, tally, stop):
            go_wrong(product, tally, diary, time.monotonic() + 60 * minutes)
        lost = lost_decisions(product, tally)
        short = table.tell(product, tally, diary, lost)
    print("Short: " + "; ".join(short) if short else "Every figure is as wanted.")
    return int(bool(short))


def known_scores(data: Path) -> tuple[dict[int, float], int]:
    """Scores worked out here from the rows of some clients, and how many clients there are."""
    model, store = models.load(ROOT / "models"), Store.open(url_of(data, {}))
    everybody, total = store.ids("", store.count())
    chosen = everybody[:: max(1, total // IDS)]
    right = {client: model.rule.score(float(model.probability_of_default(store.client(client).features[None])[0])) for client in chosen}
    store.close()
    return right, total


@contextmanager
def calling(product: Running, right: dict[int, float], tally: Tally, stop: threading.Event) -> Iterator[None]:
    """Everybody calls until the end of the block."""
    callers = [Caller(product.port, right, tally, stop, seed) for seed in range(SERVICES + 1)]
    threads = [threading.Thread(target=caller.service, args=(0.05,)) for caller in callers[1:]]
    threads.append(threading.Thread(target=callers[0].advisor, args=(2.0,)))
    at_work = {
        SCREEN: (sys.executable, "-m", "benchmarks.soaking.screen", product.page, *map(str, sorted(right)[:200])),
        LINE: machine.within_network(
            (environments.executable(ROOT, "appli"), "-m", "benchmarks.soaking.line", product.api_seen, str(min(right)))
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


def go_wrong(product: Running, tally: Tally, diary: Diary, end: float) -> None:
    """One thing after the other, with quiet between, until the end."""
    ballast = product.disk / "ballast"
    faults = (
        Fault("a worker killed", "get_score", product.kill_worker, product.both_workers),
        Fault("PostgreSQL crashed", "decision", product.cluster.crash, product.start_database, DOWN),
        Fault("disk full", "decision", lambda: machine.fill(ballast), ballast.unlink, DOWN),
        Fault("model put in place again", "get_score", product.new_model, lambda: None),
        Fault("dashboard cut from the API", LINE, machine.cut, machine.mend, DOWN),
    )
    quiet = min(25.0, max(5.0, (end - time.monotonic()) / 12))
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
    while tally.last_good.get(fault.kind, 0.0) < start and time.monotonic() - start < patience:
        time.sleep(0.01)
    diary.recoveries.setdefault(fault.name, []).append(time.monotonic() - start)


def wait(product: Running, diary: Diary, seconds: float, end: float) -> None:
    """Look at the memory meanwhile."""
    until = min(end, time.monotonic() + seconds)
    while (now := time.monotonic()) < until:
        diary.memory.append(sum(product.megabytes().values()))
        time.sleep(min(5.0, max(0.1, until - now)))


def lost_decisions(product: Running, tally: Tally) -> list[int]:
    """Decisions that were confirmed and that the log does not hold, or does not hold whole."""
    environment = os.environ | {"DATA_DIR": str(product.disk), "DECISIONS_URL": product.cluster.url(product.cluster.ROLE)}
    environment |= {"KEYS_URL": f"sqlite:///{product.disk / 'keys.sqlite'}", "HEADS_DIR": str(product.disk / "heads")}
    command = [environments.executable(ROOT, "api"), "-m", "api", "verify"]
    checked = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    print(f"the log, verified: {(checked.stdout or checked.stderr).strip()}")
    found = product.cluster.rows("select seq from audit_log where kind = 'decision'")
    return sorted(set(tally.decisions) - {int(seq) for (seq,) in found}) + ([-1] if checked.returncode else [])


if __name__ == "__main__":
    sys.exit(main())
