"""One gigabyte without swap, a small disk, and a network of its own for the dashboard: needs root (cgroup v1 or v2, mount, ip netns)."""

import contextlib
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MEMORY: Final = 1 << 30
DISK: Final = "48m"
NAME: Final = "pret-soak"
HOST, DASHBOARD = "10.77.0.1", "10.77.0.2"
FRONT, BROWSER = "10.77.1.1", "10.77.1.2"
"""The dashboard's two wires: to the API, which is cut, and to whoever looks at it."""
_V1, _V2 = Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Limit:
    """A control group that holds all of the product; the files' names depend on the version."""

    folder: Path

    @property
    def first(self) -> bool:
        """Whether it is of version 1."""
        return self.folder.parent == _V1

    def inside(self, command: Sequence[str]) -> tuple[str, ...]:
        """A command that joins the group before it starts."""
        return ("sh", "-c", f'echo $$ > {self.folder}/cgroup.procs && exec "$@"', "sh", *command)

    def adopt(self, pid: int) -> None:
        """Move a process that runs already."""
        with contextlib.suppress(OSError):
            (self.folder / "cgroup.procs").write_text(str(pid))

    def peak_megabytes(self) -> float:
        """The most that it ever held, files that it read included (they give way)."""
        return int((self.folder / ("memory.max_usage_in_bytes" if self.first else "memory.peak")).read_text()) / 1e6

    def kills(self) -> int:
        """How many processes the kernel killed for want of memory."""
        file = self.folder / ("memory.oom_control" if self.first else "memory.events")
        return sum(int(line.split()[1]) for line in file.read_text().splitlines() if line.startswith("oom_kill "))


@contextmanager
def limited() -> Iterator[Limit]:
    """The group, with its limit on memory and none left for swap. Raises OSError where it is not permitted."""
    first = _V1.is_dir()
    limit = Limit((_V1 if first else _V2) / NAME)
    limit.folder.mkdir(exist_ok=True)
    try:
        if first:
            (limit.folder / "memory.limit_in_bytes").write_text(str(MEMORY))
            _without_swap(limit.folder / "memory.memsw.limit_in_bytes")
        else:
            (limit.folder / "memory.max").write_text(str(MEMORY))
            (limit.folder / "memory.swap.max").write_text("0")
        yield limit
    finally:
        with contextlib.suppress(OSError):
            limit.folder.rmdir()


def _without_swap(file: Path) -> None:
    """Allow none. Raises OSError where the kernel counts none and the machine has some."""
    try:
        file.write_text(str(MEMORY))
    except OSError:
        if len(Path("/proc/swaps").read_text().splitlines()) > 1:
            raise


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system that a few megabytes fill."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(ballast: Path) -> None:
    """Write a file until there is no room left on its disk."""
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        for size in (1 << 20, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while file.write(b"x" * size):
                    pass


@contextmanager
def networked() -> Iterator[None]:
    """A network namespace for the dashboard, with two wires."""
    _ip("netns", "add", NAME)
    try:
        for wire, here, there in (("soak-api", HOST, DASHBOARD), ("soak-web", FRONT, BROWSER)):
            _ip("link", "add", wire, "type", "veth", "peer", "name", f"{wire}1", "netns", NAME)
            _ip("addr", "add", f"{here}/24", "dev", wire)
            _ip("link", "set", wire, "up")
            for words in (
                ("addr", "add", f"{there}/24", "dev", f"{wire}1"),
                ("link", "set", f"{wire}1", "up"),
                ("link", "set", "lo", "up"),
            ):
                _ip("netns", "exec", NAME, "ip", *words)
        yield
    finally:
        for wire in ("soak-api", "soak-web"):
            with contextlib.suppress(subprocess.CalledProcessError):
                _ip("link", "del", wire)
        _ip("netns", "del", NAME)


def cut(wire: str = "soak-api") -> None:
    """Nothing passes any more, and nobody is told."""
    _ip("link", "set", wire, "down")


def mend(wire: str = "soak-api") -> None:
    """It passes again."""
    _ip("link", "set", wire, "up")


def within_network(command: Sequence[str]) -> tuple[str, ...]:
    """A command run in the dashboard's network."""
    return ("ip", "netns", "exec", NAME, *command)


def permitted() -> bool:
    """Whether this user may do all of it."""
    return os.geteuid() == 0


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
