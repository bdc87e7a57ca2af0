"""Writes the rows beside a SQLite store while it is loaded, and takes one person away from them."""

import os
import re
import stat
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np

from scoring.store.records import opened
from scoring.store.rows import HEAD, PARTS, SUM, Index, index_bytes, path_of, read_index, sum_of

_BUFFER: Final = 1 << 20
_NAME: Final = re.compile(r"(.+\.sqlite)-[0-9a-f]{16}\.rows(\.draft)?")
"""Nothing that is named otherwise is ever deleted: the folder holds the lender's tables too."""
_OURS: Final = re.compile(r"clients.*\.sqlite")


class Writer:
    """Writes the rows of one load."""

    def __init__(self, store: Path, load: int, specimen: bytes) -> None:
        self._store = store
        self._load = load
        self._specimen = zlib.crc32(specimen)
        self._place = path_of(store, load)
        self._draft = self._place.with_suffix(".rows.draft")
        self._places: dict[int, int] = {}
        self._longest = self._at = 0

    @cached_property
    def _file(self) -> BinaryIO:
        """Not before there is a row, and the load under way: an erasure deletes what a load left that is not."""
        file, like = self._draft.open("xb", _BUFFER), self._store.stat()
        os.fchmod(file.fileno(), stat.S_IMODE(like.st_mode))
        with suppress(PermissionError):  # only root gives files away
            os.fchown(file.fileno(), like.st_uid, like.st_gid)
        return file

    def add(self, made: Iterable[Mapping[str, Any]]) -> None:
        """Rows as the table has them."""
        for row in made:
            parts = [opened(row["features"]), *(row[part] or b"" for part in PARTS[1:])]
            told = HEAD.pack(0, row["id"], *map(len, parts))[SUM:] + b"".join(parts)
            self._places[row["id"]] = self._at
            self._at += self._file.write(sum_of(told) + told)
            self._longest = max(self._longest, SUM + len(told))

    def finish(self) -> None:
        """Write the index and give the file its name, once every byte is on the disk."""
        numbers = sorted(self._places)
        index = Index(array("i", numbers), array("Q", map(self._places.__getitem__, numbers)), self._longest, self._specimen, self._at)
        self._file.write(index_bytes(index, self._load))
        _to_disk(self._file)
        self._file.close()
        self._draft.rename(self._place)
        _keep_names(self._place.parent)

    def discard(self) -> None:
        """Leave nothing behind."""
        if "_file" in self.__dict__:
            with suppress(OSError):  # what is still to be written may find no room
                self._file.close()
        for file in (self._draft, self._place):
            retire(file)


@contextmanager
def written(store: Path | None, load: int, specimen: bytes) -> Iterator[Writer | None]:
    """Something that writes the rows of a load, none beside a database that is no file; nothing is left of a load that fails."""
    writer = Writer(store, load, specimen) if store else None
    try:
        yield writer
    except BaseException:
        if writer:
            writer.discard()
        raise


def erase(store: Path, load: int, client_id: int, clients: int) -> None:
    """Overwrite a client's row and take the number away; delete the files of other loads, and of stores that are gone.

    ``clients``: how many the table holds, the client included. A file that tells of others is deleted: somebody who was erased may be
    in it. The caller holds the database's lock for writing, so that no load is under way. Raises OSError.
    """
    own, store = path_of(store, load), store.resolve()
    for file in _useless(store, own):
        retire(file)
    if not own.is_file():
        return
    with own.open("r+b") as content:
        index = _read(content, load, clients)
        place = index and index.place(client_id)
        if index is not None and place is not None:
            _overwrite(content, index, place)
            _take_away(content, index, client_id, load)
    if index is None:
        retire(own)  # nobody could say whether the person is in it


def _read(content: BinaryIO, load: int, clients: int) -> Index | None:
    index = read_index(content.fileno(), load)
    return index if index is not None and len(index.numbers) == clients else None


def _useless(store: Path, own: Path) -> list[Path]:
    """The files of a store but one, and those whose store is gone."""
    gone = (file for file, of in _named(store.parent) if _OURS.fullmatch(of.name) and not of.exists())
    return [file for file in (*files_of(store), *gone) if file != own]


def _named(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Each file of rows in a folder, and its store."""
    for file in sorted(folder.iterdir()):
        named = _NAME.fullmatch(file.name)
        if named and file.is_file():
            yield file, file.with_name(named[1])


def _overwrite(file: BinaryIO, index: Index, place: int) -> None:
    places = np.frombuffer(index.places, dtype=np.uint64)
    following = int(places[places > place].min(initial=index.begins))
    file.seek(place)
    file.write(bytes(following - place))
    _to_disk(file)


def _take_away(file: BinaryIO, index: Index, client_id: int, load: int) -> None:
    at = bisect_left(index.numbers, client_id)
    left = index._replace(
        numbers=index.numbers[:at] + index.numbers[at + 1 :],
        places=index.places[:at] + index.places[at + 1 :],
    )
    file.seek(index.begins)
    file.write(index_bytes(left, load))
    file.truncate()
    _to_disk(file)


def _to_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _keep_names(folder: Path) -> None:
    """A name that was given or taken away outlives a power cut."""
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def files_of(store: Path) -> list[Path]:
    """The files of all loads of a store, those too of loads that were interrupted."""
    store = store.resolve()
    return [file for file, of in _named(store.parent) if of == store]


def retire(file: Path) -> None:
    """Delete a file; whoever has it open finds nothing in it any more, and asks the database. Raises OSError when it cannot be deleted."""
    with suppress(OSError), file.open("r+b") as content:  # another user's can be deleted, not emptied
        content.truncate()
        _to_disk(content)
    file.unlink(missing_ok=True)
    _keep_names(file.parent)
