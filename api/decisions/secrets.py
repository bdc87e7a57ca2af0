"""The three secrets behind the log: from the environment or from files, never from the repository."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from scoring.store import secret

SIGNING_KEY: Final = "SIGNING_KEY"
FORMER: Final = "SIGNING_KEY_FORMER"
"""The key before, wanted once: to hand over to the next."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """32 bytes each: what wraps each person's keys, the seed of the Ed25519 signature, and what makes pseudonyms."""

    key_encryption: bytes = field(repr=False)
    signing: bytes = field(repr=False)
    pseudonym: bytes = field(repr=False)

    @classmethod
    def load(cls, environment: Mapping[str, str], folder: Path, draw: bool) -> Self:
        """Each secret from where :func:`scoring.store.secret.load` looks for it. Raises NotReady."""
        names = ("KEY_ENCRYPTION_KEY", SIGNING_KEY, secret.PSEUDONYM_KEY)
        return cls(*(secret.load(name, environment, folder, draw) for name in names))

    def keyed_hash(self, purpose: str, *parts: str) -> str:
        """128 bits that only a holder of the pseudonyms' secret can compute from ``parts``."""
        return secret.keyed_hash(self.pseudonym, purpose, *parts)

    def person(self, client_id: int) -> str:
        """A client's pseudonym in the log."""
        return secret.person(self.pseudonym, client_id)
