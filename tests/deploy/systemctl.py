"""``python -m tests.deploy.systemctl VERB UNIT ...``: starts and stops what the units say, on a :class:`tests.deploy.machine.Machine`."""

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.deploy.machine import Machine

GRACE = 20.0
"""Seconds, as the units' TimeoutStopSec."""
OTHERS = {"nginx.service": Path("/run/nginx.pid")}


def main(verb: str, units: list[str]) -> int:
    """``restart``, ``stop``, ``start`` of what ends by itself, ``is-active``; of what is enabled, the timers alone are kept."""
    machine = Machine(Path(os.environ["ROOT"]))
    known = {"restart": restart, "stop": stop_unit, "start": run_once, "is-active": is_active, "enable": enable, "disable": disable}
    return max([known[verb](machine, unit) for unit in units] if verb in known else [0], default=0)


def noted(machine: Machine, unit: str) -> Path:
    """Where the process of a unit is noted; of a timer, that it is there."""
    return machine.root / f"{unit.removesuffix('.service')}.pid"


def restart(machine: Machine, unit: str) -> int:
    """End what runs, and start it again."""
    stop_unit(machine, unit)
    service, _, colour = unit.removesuffix(".service").partition("@")
    noted(machine, unit).write_text(str(machine.start(service, colour).pid))
    return 0


def stop_unit(machine: Machine, unit: str) -> int:
    """End what runs."""
    if noted(machine, unit).exists():
        stop(int(noted(machine, unit).read_text()))
        noted(machine, unit).unlink()
    return 0


def run_once(machine: Machine, unit: str) -> int:
    """Run what ends by itself, to its end."""
    return machine.start(unit.removesuffix(".service")).wait()


def is_active(machine: Machine, unit: str) -> int:
    """0 when a process runs, or a timer is enabled."""
    file = OTHERS.get(unit, noted(machine, unit))
    if unit.endswith(".timer") or not file.exists():
        return 0 if file.exists() else 3
    return 0 if Path(f"/proc/{int(file.read_text())}").exists() else 3


def enable(machine: Machine, unit: str) -> int:
    """Keep that a timer runs."""
    if unit.endswith(".timer"):
        noted(machine, unit).touch()
    return 0


def disable(machine: Machine, unit: str) -> int:
    """Forget a timer."""
    if unit.endswith(".timer"):
        noted(machine, unit).unlink(missing_ok=True)
    return 0


def stop(pid: int) -> None:
    """SIGTERM to the main process, then SIGKILL to whatever is left (KillMode=mixed)."""
    with suppress(ProcessLookupError, FileNotFoundError):
        os.kill(pid, signal.SIGTERM)
        end = time.monotonic() + GRACE
        while time.monotonic() < end and Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z":
            time.sleep(0.05)
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], [word for word in sys.argv[2:] if not word.startswith("-")]))
