"""The rows of a SQLite store once more, in a file beside it where one read finds one: SQLite takes three times as long.

One client after the other (a sum, the number, the lengths of the parts, the parts), then the numbers in ascending order (int32), where
each one's row begins (uint64), and the end: of which load, how many, the longest, a sum of the specimen that the rows were packed after,
a sum of the index. The file is named after its load, and believed while it tells as many clients as the database holds. Whatever it
does not tell, for whatever reason, the database is asked (docs/decisions/0024-rows-that-one-read-finds.md).
"""

import os
import struct
import zlib
from array import array
from bisect import bisect_left
from pathlib import Path
from typing import Final, NamedTuple, Self
from weakref import finalize

PARTS: Final = ("features", "record", "reasons", "answer", "contributions")
"""As the table's row holds them, except that the inputs' own sum is left out: each row here has one of all."""
Parts = tuple[bytes, bytes, bytes, bytes | None, bytes | None]
HEAD: Final = struct.Struct("<7I")
SUM: Final = 4
_END: Final = struct.Struct("<8sQQQI")
_SEAL: Final = struct.Struct("<I")
_MARK: Final = b"rows\0\0\0\2"


class Index(NamedTuple):
    """Where each client's row begins, ``longest`` (bytes) the longest row, the specimen's sum, and where the index itself begins."""

    numbers: "array[int]"
    places: "array[int]"
    longest: int
    specimen: int
    begins: int

    def place(self, client_id: int) -> int | None:
        """Where a client's row begins; ``None`` for whom the file does not know."""
        at = bisect_left(self.numbers, client_id)
        return self.places[at] if at < len(self.numbers) and self.numbers[at] == client_id else None


class Rows:
    """The rows of one load, for as many threads as like. The file stays open as long as the object lives."""

    def __init__(self, file: int, index: Index) -> None:
        self._file = file
        self._index = index
        finalize(self, os.close, file)

    @classmethod
    def open(cls, store: Path, load: int, clients: int, specimen: bytes) -> Self | None:
        """The rows of a store's load; ``None`` when they are not there or damaged, tell of others than its ``clients``, or were packed
        after another specimen."""
        try:
            file = os.open(path_of(store, load), os.O_RDONLY)
        except OSError:
            return None
        index = read_index(file, load)
        if index is not None and (len(index.numbers), index.specimen) == (clients, zlib.crc32(specimen)):
            return cls(file, index)
        os.close(file)
        return None

    def row(self, client_id: int) -> Parts | None:
        """What the table's row holds in ``PARTS``; ``None`` when the file does not tell, which says nothing of the client."""
        place = self._index.place(client_id)
        try:
            return None if place is None else _parts(os.pread(self._file, self._index.longest, place), client_id)
        except OSError:
            return None


def path_of(store: Path, load: int) -> Path:
    """The file of a load, beside the store itself and not beside a link to it."""
    store = store.resolve()
    return store.with_name(f"{store.name}-{load:016x}.rows")


def read_index(file: int, load: int) -> Index | None:
    """The index of a file; ``None`` when it is another load's, or damaged. Read into its own place: 12 bytes a client, no more."""
    try:
        ends = os.fstat(file).st_size - _END.size - _SEAL.size
        end = os.pread(file, _END.size + _SEAL.size, max(0, ends))
        mark, of, count, longest, specimen = _END.unpack_from(end)
        numbers, places = array("i", [0]), array("Q", [0])
        begins = ends - count * (numbers.itemsize + places.itemsize)
        if (mark, of) != (_MARK, load) or begins < 0:
            return None
        numbers, places = numbers * count, places * count
        os.preadv(file, [numbers, places], begins)
    except (OSError, struct.error):
        return None
    found = Index(numbers, places, longest, specimen, begins)
    return found if end == _ending(found, load) else None


def index_bytes(index: Index, load: int) -> bytes:
    """An index and the end of the file, as :func:`read_index` reads them."""
    return index.numbers.tobytes() + index.places.tobytes() + _ending(index, load)


def _ending(index: Index, load: int) -> bytes:
    told = _END.pack(_MARK, load, len(index.numbers), index.longest, index.specimen)
    return told + _SEAL.pack(zlib.crc32(told, zlib.crc32(index.places, zlib.crc32(index.numbers))))


def _parts(content: bytes, client_id: int) -> Parts | None:
    """The parts of what begins with a client's row; ``None`` unless it is that client's, and whole."""
    if len(content) < HEAD.size:
        return None
    _, number, features, record, reasons, answer, contributions = HEAD.unpack_from(content)
    one = HEAD.size + features
    two = one + record
    three = two + reasons
    four = three + answer
    end = four + contributions
    if number != client_id or content[:SUM] != sum_of(content[SUM:end]):
        return None
    return content[HEAD.size : one], content[one:two], content[two:three], content[three:four] or None, content[four:end] or None


def sum_of(told: bytes) -> bytes:
    """Adler's, which needs no table: after other work crc32's 16 kB of them are no longer at hand, and take longer than the sum."""
    return zlib.adler32(told).to_bytes(SUM, "little")
