"""Memory that all the workers of one gunicorn see: made before it forks, gone when the last one ends, without a file or a server."""

import fcntl
import mmap
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Final

CELL: Final = 8


class Shared:
    """Cells of 8 bytes, all zero at first.

    ``with shared:`` keeps threads and processes apart. It lets go of Python's own lock twice, so that every other thread may take a
    turn: what each request does takes ``threads`` alone, and ``processes`` inside it for rare changes.
    """

    def __init__(self, cells: int) -> None:
        self._memory = mmap.mmap(-1, max(CELL * cells, mmap.PAGESIZE))  # anonymous and shared: forked workers inherit it
        self.numbers = memoryview(self._memory).cast("d")
        self.bytes = memoryview(self._memory)
        self.threads = threading.Lock()
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  kept open as long as the lock is

    @contextmanager
    def processes(self) -> Iterator[None]:
        """Alone among the processes; a killed one gives its turn back. To be taken with ``threads``: these locks belong to a process."""
        fcntl.lockf(self._file.fileno(), fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self._file.fileno(), fcntl.LOCK_UN)

    def __enter__(self) -> None:
        self.threads.acquire()
        fcntl.lockf(self._file.fileno(), fcntl.LOCK_EX)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        fcntl.lockf(self._file.fileno(), fcntl.LOCK_UN)
        self.threads.release()
