"""The whole product in its gigabyte: PostgreSQL for the log, the API with two workers, the dashboard behind its own wire."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from benchmarks.memory import family, pss_megabytes
from benchmarks.product import free_port
from benchmarks.soaking import machine
from benchmarks.soaking.machine import Limit
from benchmarks.soaking.models import put, write_another
from deploy import environments, services
from deploy.services import ROOT
from tests.api.decisions.cluster import Cluster

WORKERS: Final = 2


@dataclass
class Running:
    """What runs, and the handles by which something can happen to it."""

    limit: Limit
    disk: Path
    models: Path
    kept: tuple[Path, Path]
    port: int
    page: str
    api_seen: str
    api: int
    dashboard: int
    cluster: Cluster
    turn: int = 0

    def log_environment(self) -> dict[str, str]:
        """Where the log, its keys and its head are."""
        keys, heads = self.disk / "keys.sqlite", self.disk / "heads"
        log = self.cluster.url(self.cluster.ROLE)
        return {"DATA_DIR": str(self.disk), "DECISIONS_URL": log, "KEYS_URL": f"sqlite:///{keys}", "HEADS_DIR": str(heads)}

    def workers(self) -> list[int]:
        """The API's workers."""
        return family(self.api)[1:]

    def megabytes(self) -> dict[str, float]:
        """PSS by part."""
        return {name: _pss(pid) for name, pid in (("API", self.api), ("dashboard", self.dashboard), ("PostgreSQL", self.postmaster()))}

    def postmaster(self) -> int:
        """PostgreSQL's first process."""
        return int((self.cluster.folder / "data" / "postmaster.pid").read_text().split()[0])

    def start_database(self) -> None:
        """Start PostgreSQL again, inside the limit."""
        self.cluster.start()
        self.adopt_database()

    def adopt_database(self) -> None:
        """Bring PostgreSQL's processes under the limit; those that it starts later are born there."""
        for process in family(self.postmaster()):
            self.limit.adopt(process)

    def kill_worker(self) -> None:
        """Kill the newest worker without a word: the oldest lives through all of it, and shows whether memory grows."""
        os.kill(self.workers()[-1], signal.SIGKILL)
        time.sleep(0.05)

    def both_workers(self) -> None:
        """Wait for the killed one's successor."""
        limit = time.monotonic() + services.PATIENCE
        while len(self.workers()) < WORKERS and time.monotonic() < limit:
            time.sleep(0.01)

    def new_model(self) -> None:
        """Put the other model's files in place: the API reads them anew, over the clients that were loaded for the first."""
        self.turn = 1 - self.turn
        put(self.kept[self.turn], self.models)


@contextmanager
def running(clients: Path, scratch: Path) -> Iterator[Running]:
    """The product over the clients' store of a folder. Needs root; raises what the machine refuses."""
    with ExitStack() as stack:
        limit = stack.enter_context(machine.limited())
        disk = stack.enter_context(machine.small_disk(scratch / "disk"))
        stack.enter_context(machine.networked())
        cluster = stack.enter_context(Cluster.started(durable=True))
        cluster.migrate("postgres")
        models, kept = scratch / "models", (ROOT / "models", scratch / "another")
        write_another(*kept)
        put(kept[0], models)
        port, page_port = free_port(), free_port()
        log_url = cluster.url(cluster.ROLE)
        api = services.api(environments.executable(ROOT, "api"), port, disk, scratch)
        api.environment.update(DATABASE_URL=f"sqlite:///{clients / 'clients.sqlite'}", MODELS_DIR=str(models), DECISIONS_URL=log_url)
        api.environment.update(KEYS_URL=f"sqlite:///{disk / 'keys.sqlite'}", ACCESS_URL=f"sqlite:///{disk / 'access.sqlite'}")
        seen = f"http://{machine.HOST}:{port}"
        dashboard = services.dashboard(environments.executable(ROOT, "appli"), page_port, seen, scratch)
        dashboard = replace(dashboard, command=limit.inside(machine.within_network(dashboard.command)))
        processes = [replace(api, command=limit.inside(api.command)).start()]
        stack.callback(services.stop, processes)
        services.wait_until_ready(api, processes[0], time.monotonic() + services.PATIENCE)
        processes.append(dashboard.start())
        relays = [_relay(machine.HOST, port, port), _relay(machine.BROWSER, page_port, page_port, within=True)]
        stack.callback(lambda: [relay.kill() for relay in relays])
        page = f"http://{machine.BROWSER}:{page_port}"
        services.wait_until_ready(replace(dashboard, url=page), processes[1], time.monotonic() + services.PATIENCE)
        found = Running(limit, disk, models, kept, port, page, seen, processes[0].pid, processes[1].pid, cluster)
        found.adopt_database()
        yield found


def _pss(pid: int) -> float:
    """PSS of a process and all below it, tried again when one of them ends meanwhile."""
    for _ in range(20):
        with contextlib.suppress(OSError):
            return pss_megabytes(pid)
    raise ProcessLookupError(f"no process {pid}")


def _relay(address: str, port: int, to_port: int, within: bool = False) -> "subprocess.Popen[bytes]":
    command = (sys.executable, "-m", "benchmarks.soaking.relay", address, str(port), str(to_port))
    return subprocess.Popen(machine.within_network(command) if within else command, cwd=ROOT)
