"""`make run`: install, draw the demo population, load it, start both services, stop them cleanly.

Environment: API_PORT (5000), DASH_PORT (8050), DATA_DIR (data/demo: a folder of Home Credit's tables; when it has none,
the demo population is drawn there), ACCESS=closed (sign in over invented people too; over real ones always).
"""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from deploy import desk, environments, services
from deploy.desk import Desk
from deploy.say import Failure, say
from deploy.services import Service

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "data" / "demo"
CLIENTS = 10_000
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Stopped(Exception):
    """Ctrl-C, SIGTERM or a closed terminal."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where to listen and which tables to serve."""

    api_port: int
    dash_port: int
    data: Path

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read the three variables. Raises Failure on a port that is none."""
        data = Path(os.environ.get("DATA_DIR") or DEMO).resolve()
        api_port, dash_port = _port("API_PORT", 5000), _port("DASH_PORT", 8050)
        if api_port == dash_port:
            raise Failure(f"API_PORT and DASH_PORT are both {api_port}: give each its own.")
        return cls(api_port, dash_port, data)


def _port(variable: str, default: int) -> int:
    text = os.environ.get(variable) or str(default)
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise Failure(f"{variable} must be a port number between 1 and 65535, not {text!r}.")
    return int(text)


def main() -> int:
    """Run the product until it is told to stop. Returns the exit code."""
    for number in STOPPING:
        signal.signal(number, _stop)
    try:
        settings = Settings.from_environment()
        services.require_free(settings.api_port, "API_PORT")
        services.require_free(settings.dash_port, "DASH_PORT")
        environments.prepare(ROOT)
        _prepare_data(settings.data)
        _serve(settings)
    except Stopped:
        say("Stopped.")
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def _ignore_signals() -> None:
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _prepare_data(data: Path) -> None:
    if data.exists() and not data.is_dir():
        raise Failure(f"DATA_DIR={data} is a file: name a folder of Home Credit's tables, or one that does not exist yet.")
    if not any(data.glob("*.parquet")) and not any(data.glob("*.csv")):
        if data.exists() and any(data.iterdir()):
            raise Failure(f"DATA_DIR={data} holds no table: copy Home Credit's files there, or name an empty folder for a demonstration.")
        say(f"No table in {data}: drawing a demonstration population of {CLIENTS:,} fictitious clients there…")
        _job("demo-data", "--out", str(data), "--clients", str(CLIENTS))
    _job("load-clients", "--data", str(data), "--if-needed")


def _job(*arguments: str) -> None:
    """Run one job in its environment. When it fails it has said why, in one sentence: nothing to add."""
    command = [environments.executable(ROOT, "jobs"), "-m", "jobs", *arguments]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code:
        raise SystemExit(code)


def _serve(settings: Settings) -> None:
    both = api, dashboard = _services(settings)
    processes: list[subprocess.Popen[bytes]] = []
    try:
        deadline = time.monotonic() + services.PATIENCE
        processes.extend(service.start() for service in both)
        for service, process in zip(both, processes, strict=True):
            services.wait_until_ready(service, process, deadline)
        say(f"\n  API        {api.url}\n  Dashboard  {dashboard.url}\n\nCtrl-C stops both.")
        _watch(both, processes)
    finally:
        _ignore_signals()  # a second Ctrl-C must not leave a service behind
        services.stop(processes)


def _services(settings: Settings) -> tuple[Service, Service]:
    """The API and the dashboard, closed over real people."""
    logs, programs = ROOT / "data" / "logs", [environments.executable(ROOT, name) for name in ("api", "appli")]
    door = Desk(ROOT, programs[1], settings.data) if desk.is_wanted(settings.data) else None
    if door is not None:
        door.prepare()
    callers, people = (door.api(), door.dashboard()) if door else (services.OPEN, services.OPEN)
    api = services.api(programs[0], settings.api_port, settings.data, logs, access=callers)
    return api, services.dashboard(programs[1], settings.dash_port, api.url, logs, access=people)


def _watch(both: tuple[Service, ...], processes: "list[subprocess.Popen[bytes]]") -> None:
    while True:
        for service, process in zip(both, processes, strict=True):
            if process.poll() is not None:
                raise Failure(f"{service.name} stopped by itself (exit code {process.returncode}); {service.log} says why.")
        time.sleep(0.5)


if __name__ == "__main__":
    sys.exit(main())
