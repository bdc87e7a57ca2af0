"""Put new files or folders in place of earlier ones: all of them or none, whatever interrupts."""

import shutil
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

HELD: Final = (signal.SIGINT, signal.SIGTERM)


def put_in_place(pairs: Sequence[tuple[Path, Path]]) -> None:
    """Rename each draft to its place, given as (draft, place): both files or both folders, on one file system.

    What stood there waits beside it, as ``.previous-…``, and comes back when anything goes wrong; Ctrl-C and SIGTERM wait
    for the end. Raises OSError.
    """
    done: list[tuple[Path, Path]] = []

    def move(source: Path, target: Path) -> None:
        source.rename(target)
        done.append((source, target))

    with no_interruption():
        try:
            for draft, place in pairs:
                if place.exists():
                    _discard(_kept(place))
                    move(place, _kept(place))
                move(draft, place)
        except BaseException:
            for source, target in reversed(done):
                target.rename(source)
            raise
        for _, place in pairs:
            _discard(_kept(place))


def _kept(place: Path) -> Path:
    return place.with_name(f".previous-{place.name}")


def _discard(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def no_interruption() -> Iterator[None]:
    """Hold Ctrl-C and SIGTERM back for the moment that a few renames take; what came is delivered afterwards.

    By handlers and not by a mask: a mask holds for one thread, and the system then hands the signal to another one (numpy's,
    OpenMP's), for which Python interrupts the main thread all the same. Only the main thread may set handlers, and only it
    is interrupted: in another one nothing is done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        came.append(number)

    before = {held: signal.signal(held, note) for held in HELD}
    try:
        yield
    finally:
        for held in reversed(HELD):  # Ctrl-C last: restored, it may raise here
            signal.signal(held, before[held])
        for number in came[:1]:
            signal.raise_signal(number)
