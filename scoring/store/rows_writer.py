"""Writes the rows beside a SQLite store while it is loaded, and takes one person away from them."""

import os
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, Final

from scoring.store.records import opened
from scoring.store.rows import HEAD, PARTS, SUM, Index, index_bytes, path_of, read_index, sum_of

_BUFFER: Final = 1 << 20


class Writer:
    """Writes the rows of one load."""

    def __init__(self, draft: Path) -> None:
        self._draft = draft
        self._places: dict[int, int] = {}
        self._longest = self._at = 0

    @cached_property
    def _file(self) -> BinaryIO:
        """Not before there is a row, and the load under way: an erasure deletes what a load left that is not."""
        return self._draft.open("xb", _BUFFER)

    def add(self, made: Iterable[Mapping[str, Any]]) -> None:
        """Rows as the table has them."""
        for row in made:
            parts = [opened(row["features"]), *(row[part] or b"" for part in PARTS[1:])]
            told = HEAD.pack(0, row["id"], *map(len, parts))[SUM:] + b"".join(parts)
            self._places[row["id"]] = self._at
            self._at += self._file.write(sum_of(told) + told)
            self._longest = max(self._longest, SUM + len(told))

    def finish(self, load: int) -> None:
        """Write the index and give the file its name, once every byte is on the disk."""
        numbers = sorted(self._places)
        index = Index(array("i", numbers), array("Q", map(self._places.__getitem__, numbers)), self._longest, self._at)
        self._file.write(index_bytes(index, load))
        _to_disk(self._file)
        self._file.close()
        self._draft.rename(self._draft.with_suffix(""))

    def discard(self) -> None:
        """Leave nothing behind."""
        if "_file" in self.__dict__:
            with suppress(OSError):  # what is still to be written may find no room
                self._file.close()
        for file in (self._draft, self._draft.with_suffix("")):
            retire(file)


@contextmanager
def written(store: Path | None, load: int) -> Iterator[Writer | None]:
    """Something that writes the rows of a load, none beside a database that is no file; nothing is left of a load that fails."""
    writer = Writer(path_of(store, load).with_suffix(".rows.draft")) if store else None
    try:
        yield writer
    except BaseException:
        if writer:
            writer.discard()
        raise


def erase(store: Path, load: int, client_id: int) -> None:
    """Overwrite a client's row and take the number away; delete the files of other loads, and of stores that are gone.

    The caller holds the database's lock for writing, so that no load is under way. Raises OSError.
    """
    own = path_of(store, load)
    for file in store.parent.glob("*.rows*"):
        of = file.with_name(file.name.rpartition("-")[0])
        if file != own and (of == store or not of.exists()):
            retire(file)
    if not own.is_file():
        return
    with own.open("r+b") as content:
        index = read_index(content.fileno(), load)
        place = index and index.place(client_id)
        if index is not None and place is not None:
            _overwrite(content, index, place)
            _take_away(content, index, client_id, load)
    if index is None:
        retire(own)  # nobody could say whether the person is in it


def _overwrite(file: BinaryIO, index: Index, place: int) -> None:
    following = min(other for other in (*index.places, index.begins) if other > place)
    file.seek(place)
    file.write(bytes(following - place))
    _to_disk(file)


def _take_away(file: BinaryIO, index: Index, client_id: int, load: int) -> None:
    at = bisect_left(index.numbers, client_id)
    del index.numbers[at], index.places[at]
    file.seek(index.begins)
    file.write(index_bytes(index, load))
    file.truncate()
    _to_disk(file)


def _to_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def files_of(store: Path) -> list[Path]:
    """The files of all loads of a store, those too of loads that were interrupted."""
    return sorted(store.parent.glob(f"{store.name}-*.rows*"))


def retire(file: Path) -> None:
    """Delete a file; whoever has it open finds nothing in it any more, and asks the database."""
    with suppress(FileNotFoundError):
        os.truncate(file, 0)
        file.unlink()
