"""One entry of the log: what is hashed, signed and chained."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal, Self

from api.decisions.canonical import canonical
from api.decisions.signing import Signer

Kind = Literal[
    "decision",
    "review",
    "review_outcome",
    "erasure",
    "readmission",
    "purge",
    "hold",
    "release",
    "head_signed",
    "signing_key",
    "mode_manual",
    "mode_automatic",
    "portfolios",
]
VERSION: Final = 1
GENESIS: Final = "0" * 64
"""What the first entry carries in place of the hash of the one before."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """The part of an entry that is never sealed: it names no client and holds no free text.

    Attributes
    ----------
    seq : 1, 2, 3 … without a gap. It gives the order: a clock may jump.
    at : UTC, as the clock said.
    person : the client's pseudonym, a keyed hash; ``None`` when the entry is about nobody.
    actor : who did it.
    facts : what has to stay readable once the content is not.
    token, request : keyed hashes of an idempotency key and of the body that came with it.
    key, sealed : the number of the key and the sha-256 of the content that it seals; ``None`` without content.
    prev : hash of the entry before.
    """

    seq: int
    at: str
    kind: Kind
    person: str | None
    actor: str
    facts: dict[str, Any]
    token: str | None
    request: str | None
    key: str | None
    sealed: str | None
    prev: str
    version: int = VERSION

    def text(self) -> str:
        """Its canonical JSON."""
        return canonical(asdict(self)).decode()


@dataclass(frozen=True, slots=True)
class Entry:
    """An envelope as it stands in the log, with what it seals, its hash and its signature.

    ``content`` is what was sealed, for whoever has just written it; ``None`` once it is read from the log.
    """

    envelope: Envelope
    sealed: bytes | None = field(repr=False)
    hash: str
    signature: str
    content: Any = field(default=None, repr=False, compare=False)

    @classmethod
    def written(cls, envelope: Envelope, sealed: bytes | None, signer: Signer, content: Any = None) -> Self:
        """A new entry, hashed and signed."""
        digest = hash_of(envelope.text())
        return cls(envelope, sealed, digest, signer.sign(digest), content)

    @classmethod
    def read(cls, row: Any) -> Self:
        """The entry of a row of the log. Raises ValueError or TypeError when its envelope is none."""
        return cls(Envelope(**json.loads(row.envelope)), row.sealed, row.hash, row.signature)

    def row(self) -> dict[str, Any]:
        """Its columns."""
        envelope = self.envelope
        searched = {name: getattr(envelope, name) for name in ("seq", "at", "kind", "person", "token", "prev")}
        return searched | {"envelope": envelope.text(), "sealed": self.sealed, "hash": self.hash, "signature": self.signature}


def hash_of(text: str) -> str:
    """sha-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def stamp(moment: datetime) -> str:
    """A moment as the log writes it, in UTC: of one length, so that the order of the texts is that of the moments."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def moment(text: str) -> datetime:
    """The moment that :func:`stamp` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
