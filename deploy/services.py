"""The two services as child processes: start, wait until ready, stop."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.say import Failure

ROOT = Path(__file__).resolve().parent.parent
LOCALHOST = "127.0.0.1"
PATIENCE = 60.0
GRACE = 10.0


@dataclass(frozen=True, slots=True)
class Service:
    """One service: how to start it and which address tells that it is ready."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]
    url: str
    ready_path: str
    log: Path

    def start(self) -> "subprocess.Popen[bytes]":
        """Start it in a session of its own: Ctrl-C reaches the starter alone, which then stops the services in order."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.command, env=os.environ | self.environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
            )


Environment = Mapping[str, str]
OPEN: Final[Environment] = {}
"""What nobody signs in with: an open demonstration."""


def api(python: str, port: int, data: Path, logs: Path, workers: int = 2, access: Environment = OPEN) -> Service:
    """The API over the store in ``data``, run by the Python of an environment that holds its requirements.

    ``access`` says how its callers are known (see :mod:`deploy.desk`).
    """
    environment = {"DATA_DIR": str(data), "OMP_WAIT_POLICY": "PASSIVE", **access}  # idle OpenMP threads must not spin
    settings = ("--config", str(ROOT / "api" / "gunicorn.conf.py"))  # the workers share what they import
    return _gunicorn("The API", python, "api.api2:app", port, workers, environment, "/health/ready", logs / "api.log", settings)


def dashboard(python: str, port: int, api_url: str, logs: Path, workers: int = 1, access: Environment = OPEN) -> Service:
    """The dashboard, which knows nothing but the API's address and how people sign in."""
    environment = {"API_URL": api_url, **access}
    return _gunicorn("The dashboard", python, "appli.dash_api:server", port, workers, environment, "/", logs / "appli.log")


def _gunicorn(
    name: str,
    python: str,
    application: str,
    port: int,
    workers: int,
    environment: dict[str, str],
    ready_path: str,
    log: Path,
    settings: tuple[str, ...] = (),
) -> Service:
    command = (
        *(python, "-m", "gunicorn", *settings, "--no-control-socket", "--chdir", str(ROOT), "--bind", f"{LOCALHOST}:{port}"),
        *("--workers", str(workers), "--threads", "4", "--worker-tmp-dir", "/dev/shm", application),  # noqa: S108  heartbeats in memory
    )
    return Service(name, command, environment, f"http://{LOCALHOST}:{port}", ready_path, log)


def require_free(port: int, variable: str) -> None:
    """Raise Failure when something already listens on a port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Failure(f"Port {port} is already in use: stop what uses it, or choose another: {variable}={port + 1} make run") from None


def wait_until_ready(service: Service, process: "subprocess.Popen[bytes]", deadline: float) -> None:
    """Wait for a 200. Raises Failure when the process ends or the time (monotonic seconds) is over."""
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Failure(f"{service.name} stopped while starting; {service.log} says why.")
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(service.url + service.ready_path, timeout=2):  # noqa: S310
            return
        time.sleep(0.1)
    raise Failure(f"{service.name} is not ready after {PATIENCE:.0f} s; {service.log} says why.")


def stop(processes: "list[subprocess.Popen[bytes]]") -> None:
    """Ask each to finish what it is answering; after a grace, end its whole group."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
