"""Memory of processes, and time of a command.

Proportional set size: shared pages are divided among those who share them, so the sum is what a machine gives.
"""

import contextlib
import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LOOK: Final = 0.2
"""Seconds between two looks at the memory of a command."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took; ``megabytes`` is the largest resident set that one of its processes had, ``together`` the largest
    PSS of all of them at once, as looked at five times a second."""

    seconds: float
    megabytes: float
    together: float


def measured(command: Sequence[str]) -> Run:
    """Run a command, its output unseen. Raises CalledProcessError when it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ended, together = 0, 0.0
    while not ended:
        time.sleep(LOOK)
        with contextlib.suppress(OSError, StopIteration):  # one of them ends while it is looked at
            together = max(together, pss_megabytes(process.pid))
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(time.perf_counter() - start, used.ru_maxrss * 1024 / 1e6, together)


def family(pid: int) -> list[int]:
    """A process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(descendant for child in children for descendant in family(int(child)))]


def pss_megabytes(pid: int) -> float:
    """PSS of a process and all below it, in MB (Linux's ``smaps_rollup``)."""
    return sum(_pss(member) for member in family(pid)) / 1e6


def _pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("Pss:"))
    return int(kilobytes) * 1024


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0))


def seconds_of(pids: list[int]) -> float:
    """The processor's time that some processes have taken so far, their own and the system's for them."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(found[11]) + int(found[12]) for found in fields) / os.sysconf("SC_CLK_TCK")
