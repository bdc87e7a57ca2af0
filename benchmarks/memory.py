"""Proportional set size of processes: shared pages are divided among those who share them, so the sum is what a machine gives."""

import os
from pathlib import Path


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
