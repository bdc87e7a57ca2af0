"""The whole product on free ports: a real population, a real store, two real gunicorns."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy import services
from deploy.services import ROOT, Service

CLIENTS = 1_500
SEED = 7


def without(*libraries: str) -> dict[str, str]:
    """For a process that finds no such libraries, as on a real machine: LightGBM imports them where they are, in a second or two."""
    return {"PYTHONPATH": str(ROOT / "tests" / "lean"), "ABSENT": " ".join(libraries)}


LEAN = without("pandas", "sklearn")
"""Of the API."""


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def job(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run ``python -m jobs`` as a person would; its output is kept."""
    command = [sys.executable, "-m", "jobs", *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ | without("sklearn"), capture_output=True, text=True, check=False)


def draw_and_load(folder: Path, clients: int = CLIENTS, seed: int = SEED) -> Path:
    """A demo population with its store, in ``folder``."""
    for arguments in (
        ("demo-data", "--out", str(folder), "--clients", str(clients), "--seed", str(seed)),
        ("load-clients", "--data", str(folder)),
    ):
        done = job(*arguments)
        assert done.returncode == 0, done.stderr
    return folder


@dataclass
class Product:
    """The two services; the API can be stopped and started again on its port."""

    api: Service
    dashboard: Service
    running: "dict[str, subprocess.Popen[bytes]]" = field(default_factory=dict)

    @property
    def api_url(self) -> str:
        """Address of the API."""
        return self.api.url

    @property
    def dash_url(self) -> str:
        """Address of the dashboard."""
        return self.dashboard.url

    @property
    def api_log(self) -> Path:
        """What the API wrote, one JSON line a request."""
        return self.api.log

    def start_api(self) -> None:
        """Start the API and wait until it is ready."""
        self._start(self.api)

    def start_dashboard(self) -> None:
        """Start the dashboard and wait until it answers."""
        self._start(self.dashboard)

    def stop_api(self) -> None:
        """Stop the API."""
        services.stop([self.running.pop(self.api.name)])

    def stop(self) -> None:
        """Stop whatever runs."""
        services.stop(list(self.running.values()))
        self.running.clear()

    def _start(self, service: Service) -> None:
        self.running[service.name] = process = service.start()
        services.wait_until_ready(service, process, time.monotonic() + services.PATIENCE)


@contextmanager
def running_product(data: Path, logs: Path) -> Iterator[Product]:
    """Both services over the population in ``data`` (see :func:`draw_and_load`), stopped at the end."""
    api = services.api(sys.executable, free_port(), data, logs)
    api.environment.update(LEAN)
    product = Product(api, services.dashboard(sys.executable, free_port(), api.url, logs))
    try:
        product.start_api()
        product.start_dashboard()
        yield product
    finally:
        product.stop()
