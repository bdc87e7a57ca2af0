"""Who signs the log: one Ed25519 key at a time, and the keys before it, each vouched for by the one that followed.

The public part of a former key is in the entry that ended it, which its successor signs: nothing else has to be kept for the
oldest entry to verify. The former key signs its successor there too, so that who knows only the former one can follow.
"""

from collections.abc import Iterable
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KIND: Final = "signing_key"
"""Of the entry that changes keys: the first that the new one signs."""


class Signer:
    """Signs hashes with the key in use, and checks what it or an earlier one signed."""

    def __init__(self, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self._known = [(0, self._private.public_key())]

    @property
    def public(self) -> str:
        """The public key, in hexadecimal."""
        return self._private.public_key().public_bytes_raw().hex()

    @property
    def since(self) -> list[int]:
        """From which entry on each key signs, the one in use first."""
        return [first for first, _ in self._known]

    def sign(self, digest: str) -> str:
        """A signature of a hash, in hexadecimal."""
        return self._private.sign(_entry(digest)).hex()

    def signed(self, seq: int, digest: str, signature: str) -> bool:
        """Whether the signature of entry ``seq``, of this hash, is by the key that was in use then."""
        key = next(key for first, key in self._known if seq >= first)
        return _holds(key, signature, _entry(digest))

    def change(self, successor: "Signer", reason: str) -> dict[str, Any]:
        """What the entry by which ``successor`` takes over says."""
        return {"former": self.public, "vouched": self._private.sign(_key(successor.public)).hex(), "reason": reason}

    def learn(self, changes: Iterable[tuple[int, str, str, dict[str, Any]]]) -> None:
        """Believe the keys before: number, hash, signature and facts of each change of key, the newest first.

        A change that does not hold ends it: verification then names the entries that nobody known has signed.
        """
        known, key = [], self._private.public_key()
        for seq, digest, signature, facts in changes:
            former = _public(facts.get("former"))
            vouched = former and _holds(former, str(facts.get("vouched")), _key(key.public_bytes_raw().hex()))
            if former is None or not vouched or not _holds(key, signature, _entry(digest)):
                break
            known.append((seq, key))
            key = former
        self._known = [*known, (0, key)]


def _public(text: Any) -> Ed25519PublicKey | None:
    try:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(text))
    except (ValueError, TypeError):
        return None


def _holds(key: Ed25519PublicKey, signature: str, statement: bytes) -> bool:
    try:
        key.verify(bytes.fromhex(signature), statement)
    except (InvalidSignature, ValueError):
        return False
    return True


def _entry(digest: str) -> bytes:
    return f"pret-a-depenser audit log {digest}".encode()


def _key(public: str) -> bytes:
    return f"pret-a-depenser signing key {public}".encode()
