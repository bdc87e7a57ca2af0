"""Memory that all the workers of one gunicorn see: made before it forks, gone when the last one ends, without a file or a server."""

import fcntl
import mmap
import tempfile
import threading
from types import TracebackType
from typing import Final

CELL: Final = 8


class Shared:
    """Cells of 8 bytes, all zero at first, and a lock over threads and processes that a killed worker gives back."""

    def __init__(self, cells: int) -> None:
        self._memory = mmap.mmap(-1, max(CELL * cells, mmap.PAGESIZE))  # anonymous and shared: forked workers inherit it
        self.numbers = memoryview(self._memory).cast("d")
        self.bytes = memoryview(self._memory)
        # POSIX locks belong to a process, and the system frees them when it dies; threads need one of their own.
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  kept open as long as the lock is
        self._descriptor = self._file.fileno()
        self._thread = threading.Lock()

    def __enter__(self) -> None:
        self._thread.acquire()
        fcntl.lockf(self._descriptor, fcntl.LOCK_EX)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        fcntl.lockf(self._descriptor, fcntl.LOCK_UN)
        self._thread.release()
