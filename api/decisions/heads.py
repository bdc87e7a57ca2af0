"""The signed head: how far the log went, kept outside the database, so that a log cut short is caught."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from api.decisions.entries import GENESIS, hash_of
from api.decisions.files import locked, replace
from api.decisions.signing import Signer
from scoring.errors import NotReady

FILE: Final = "head.json"
_REMEDY: Final = "find out why (`python -m api verify` checks the entries), then run `python -m api sign-head --reason WHY`."


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry: its number, its hash and its signature; number 0 before the first."""

    seq: int
    hash: str
    signature: str


class Heads:
    """The head's file. Copies of it, taken elsewhere, hold even against whoever owns this machine."""

    def __init__(self, place: Path, signer: Signer) -> None:
        """``place``: the folder of the head, or a copy of its file."""
        self.folder, self._file = (place.parent, place) if place.is_file() else (place, place / FILE)
        self._signer = signer

    def read(self) -> Head | None:
        """The head, ``None`` when there is no file. Raises NotReady when it is not one that we signed."""
        try:
            head = _head((self._file).read_text("utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, RecursionError):
            raise NotReady(f"The signed head in {self.folder} cannot be read; {_REMEDY}") from None
        if not self.is_ours(head):
            raise NotReady(f"The head in {self.folder} is not signed by SIGNING_KEY; {_REMEDY}")
        return head

    def found(self) -> Head | None:
        """The head if there is one that can be read and is ours."""
        try:
            return self.read()
        except NotReady:
            return None

    def absent(self) -> bool:
        """Whether there is no file at all: a damaged one is not absent."""
        return not os.path.lexists(self._file)

    def is_ours(self, head: Head) -> bool:
        """Whether the signature is ours: that of the entry, or of the number 0."""
        signed = hash_of(GENESIS) if head.seq == 0 else head.hash
        return self._signer.signed(head.seq, signed, head.signature)

    def advance(self, head: Head) -> None:
        """Put the head forward, on the disk when this returns; never back, whichever writer comes last. Raises NotReady."""
        with self._alone():
            known = self.read()
            if known is None or known.seq < head.seq:
                self._write(head)

    def renew(self, head: Head) -> None:
        """Put a head in place of whatever is there: for a person who knows why the former one is lost. Raises NotReady."""
        with self._alone():
            self._write(head)

    def of_nothing(self) -> Head:
        """The head of an empty log, signed."""
        return Head(0, GENESIS, self._signer.sign(hash_of(GENESIS)))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with locked(self.folder / ".lock"):
                yield
        except OSError as error:
            raise NotReady(f"The signed head cannot be written in {self.folder} ({error.strerror}); nothing was recorded.") from None

    def _write(self, head: Head) -> None:
        replace(self._file, json.dumps(asdict(head)).encode() + b"\n")


def _head(text: str) -> Head:
    """Raises ValueError or TypeError when a text is not a head, whoever signed it."""
    head = Head(**json.loads(text))
    if type(head.seq) is not int or not (isinstance(head.hash, str) and isinstance(head.signature, str)):
        raise TypeError
    if not 0 <= head.seq < 2**63:  # what a column of the log can hold
        raise ValueError
    return head
