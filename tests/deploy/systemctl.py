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


def main(verb: str, units: list[str]) -> None:
    """``restart`` and ``stop``; what is enabled is not kept."""
    machine = Machine(Path(os.environ["ROOT"]))
    for unit in units if verb in ("restart", "stop") else ():
        noted = machine.root / f"{unit}.pid"
        if noted.exists():
            stop(int(noted.read_text()))
            noted.unlink()
        if verb == "restart":
            service, _, colour = unit.partition("@")
            noted.write_text(str(machine.start(service, colour).pid))


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
    main(sys.argv[1], [word for word in sys.argv[2:] if not word.startswith("-")])
