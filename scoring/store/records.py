"""What the store holds, and how it is packed: float32 vectors as little-endian bytes, JSON compressed."""

import hashlib
import json
import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from scoring.errors import NotReady

Vector = npt.NDArray[np.float32]
Kind = Literal["demo", "real"]
FLOAT: Final = np.dtype("<f4")
DOUBLE: Final = np.dtype("<f8")
REMEDY: Final = "load the clients with `python -m jobs load-clients --data DIR`."
LARGEST_ID: Final = 2**31 - 1
_SEAL: Final = 4
LAYOUT: Final = 4
"""Of what the store holds. An earlier one is read, a later one is not: the release before finds its own file (`deploy/load.sh`)."""


class NewClient(NamedTuple):
    """One client to store: ``features`` (p,) in the model's order, raw columns of the application, reasons as (feature, points).

    ``answer`` is what the score's route says of the client, written down, and ``contributions`` (p + 1,) what explains it, the base last;
    ``None`` when it has to be worked out (or refused) live.
    """

    id: int
    features: npt.ArrayLike
    record: Mapping[str, Any]
    reasons: Sequence[tuple[str, float]]
    answer: Mapping[str, Any] | None = None
    contributions: npt.ArrayLike | None = None


class _Packed(NamedTuple):
    """What a row of the store holds: a tuple is made in a fraction of the time of a frozen dataclass."""

    id: int
    packed_features: bytes
    packed_record: bytes
    packed_reasons: bytes
    model_version: str
    load: int
    packed_answer: bytes | None = None
    packed_contributions: bytes | None = None
    specimen: bytes = b""
    whole: bool = False
    """Whether a sum of all that is packed was looked at already."""


class StoredClient(_Packed):
    """One client as stored; what is packed is unpacked only when asked for."""

    @cached_property
    def features(self) -> Vector:
        """The model's inputs (p,), read-only."""
        return to_vector(self.packed_features)

    @cached_property
    def record(self) -> dict[str, Any]:
        """The raw columns of the application. Raises NotReady when they are damaged."""
        record: dict[str, Any] = self._told(self.packed_record, self.specimen)
        return record

    def word(self, name: str) -> str | None:
        """One text of the record as its JSON writes it, up to the first quotation mark, read without its neighbours: a third of the
        time of reading them all. ``None`` for what is no text. Raises NotReady when they are damaged."""
        text, key = self._record_text, b'"%s":"' % name.encode()
        start = text.find(key)
        return None if start < 0 else text[start + len(key) : text.index(b'"', start + len(key))].decode()

    @cached_property
    def _record_text(self) -> bytes:
        return self._unpacked(self.packed_record, self.specimen)

    @cached_property
    def reasons(self) -> list[tuple[str, float]]:
        """The reasons as ``model_version`` gave them: features and points. Raises NotReady when they are damaged."""
        return [(name, points) for name, points in self._told(self.packed_reasons, b"")]

    @property
    def answer(self) -> bytes | None:
        """The answer as it was written down, in JSON: that of the model and of the words of then; ``None`` too when it is damaged."""
        try:
            return None if self.packed_answer is None else self._open(self.packed_answer, self.specimen)
        except zlib.error:
            return None

    @property
    def contributions(self) -> npt.NDArray[np.float64] | None:
        """The contributions that go with the answer (p + 1,), the base last; ``None`` likewise."""
        inputs = len(self.packed_features) // FLOAT.itemsize
        told = unsealed(self.packed_contributions or b"", DOUBLE.itemsize * (inputs + 1))
        return None if told is None else np.frombuffer(told, dtype=DOUBLE)

    def _told(self, packed: bytes, specimen: bytes) -> Any:
        return json.loads(self._unpacked(packed, specimen))

    def _unpacked(self, packed: bytes, specimen: bytes) -> bytes:
        try:
            return self._open(packed, specimen)
        except zlib.error:
            raise damaged(self.id) from None

    def _open(self, packed: bytes, specimen: bytes) -> bytes:
        return inflated(opened(packed), specimen) if self.whole else unpacked(packed, specimen)


@dataclass(frozen=True)
class Reference:
    """n synthetic people: ``features`` (n, p), ``contributions`` to logit(score) with the base last (n, p + 1), ``score`` and PD (n,)."""

    features: npt.NDArray[np.float32]
    contributions: npt.NDArray[np.float32]
    score: npt.NDArray[np.float64]
    probability_of_default: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.score)


@dataclass(frozen=True, slots=True)
class Population:
    """What the load recorded of the population: ``load`` is drawn anew each time, ``wording`` tells whose words its answers are in,
    ``specimen`` holds what is kept of a few invented people, from which everybody's records and answers take what they all repeat."""

    fingerprint: str
    model_version: str
    kind: Kind
    clients: int
    reference: int
    load: int
    loaded_at: str
    wording: str = ""
    specimen: str = ""


def damaged(client_id: int) -> NotReady:
    """What is said of a client whose row does not hold what was written."""
    return NotReady(f"What the store holds of client {client_id} is damaged; {REMEDY}")


def fingerprint(features: Sequence[str], categories: Mapping[str, Sequence[str]]) -> str:
    """sha-256 of what gives a stored vector its meaning: the features in order, and each category's codes in order."""
    meaning = [[name, list(categories.get(name, ()))] for name in features]
    return hashlib.sha256(json.dumps(meaning).encode()).hexdigest()


def pack(value: Any, specimen: bytes) -> bytes:
    """JSON, compressed, with what ``specimen`` says already left out: a quarter of the bytes, in half the time to unpack.

    With the codes that every deflate knows (RFC 1951, 3.2.6): tables of its own would save 6 % of the bytes, and take a
    quarter of the time to unpack a score.
    """
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS, zdict=specimen, strategy=zlib.Z_FIXED)
    body = packer.compress(compact(value).encode()) + packer.flush()
    return _seal(body, specimen) + body


def unpacked(packed: bytes, specimen: bytes) -> bytes:
    """The JSON that :func:`pack` made. Raises zlib.error when it is damaged, or packed after another specimen."""
    body = opened(packed)
    if packed[:_SEAL] != _seal(body, specimen):
        return zlib.decompress(packed)  # an earlier version's, which carry a sum of their own
    return inflated(body, specimen)


def inflated(body: bytes, specimen: bytes) -> bytes:
    """What was packed after a specimen. Raises zlib.error."""
    return zlib.decompressobj(wbits=-zlib.MAX_WBITS, zdict=specimen).decompress(body)


def sealed(body: bytes) -> bytes:
    """Bytes after a sum of them."""
    return _seal(body, b"") + body


def opened(content: bytes) -> bytes:
    """What stands behind a sum, whether it is right or not."""
    return content[_SEAL:]


def unsealed(content: bytes, length: int) -> bytes | None:
    """The ``length`` bytes that :func:`sealed` was given; ``None`` when they are damaged. An earlier version's carry no sum."""
    if len(content) == length:
        return content
    body = content[_SEAL:]
    return body if len(body) == length and content[:_SEAL] == _seal(body, b"") else None


def _seal(body: bytes, specimen: bytes) -> bytes:
    """A sum of the packed bytes and of their specimen: zlib's own would go through the whole specimen each time."""
    return zlib.crc32(body, _sum(specimen)).to_bytes(_SEAL, "big")


@lru_cache(maxsize=4)
def _sum(specimen: bytes) -> int:
    return zlib.crc32(specimen)


def plain(value: Any) -> Any:
    """The same value in Python's own types, ``None`` for NaN and infinities, at any depth."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def compact(value: Any) -> str:
    """JSON; NaN becomes null. Raises TypeError on what JSON cannot say."""
    try:
        return _written(value)
    except (TypeError, ValueError):  # numpy's numbers, or a NaN: rare, and looking for them costs more than the writing
        return _written(plain(value))


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def to_bytes(values: npt.ArrayLike) -> bytes:
    """A vector as float32, little-endian."""
    return np.asarray(values, dtype=FLOAT).tobytes()


def to_vector(content: bytes) -> Vector:
    """The vector that :func:`to_bytes` was given (read-only)."""
    return np.frombuffer(content, dtype=FLOAT)
