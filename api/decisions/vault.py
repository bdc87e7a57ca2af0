"""Seals what concerns a person: each entry's content has a key of its own, filed under the person's pseudonym.

One key an entry, so that retention can end one decision and erasure all of a person's. A key is stored wrapped by the
key-encryption key (AES-256-GCM both, NIST SP 800-38D), in another database than the log: destroyed there, it is nowhere.
"""

import json
import secrets
import zlib
from collections.abc import Sequence
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, insert, select

from api.decisions.database import Database
from api.decisions.schema import KEYS
from scoring.errors import NotReady

NONCE: Final = 12
_AT_ONCE: Final = 500


class Vault:
    """Content in, bytes out; back again for as long as the key is there."""

    def __init__(self, database: Database, key_encryption: bytes) -> None:
        self.database = database
        self._wrapper = AESGCM(key_encryption)

    def seal(self, person: str, seq: int, content: Any) -> tuple[str, bytes]:
        """A key's number and the content sealed by it, once the key is safely stored. Raises NotReady."""
        number, key = secrets.token_hex(16), AESGCM.generate_key(256)
        row = {"key": number, "person": person, "seq": seq, "wrapped": _encrypt(self._wrapper, key, number + person)}
        with self.database.writing() as connection:
            connection.execute(insert(KEYS), row)
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return number, _encrypt(AESGCM(key), zlib.compress(text.encode()), f"{person}{seq}")

    def open(self, number: str, person: str, seq: int, sealed: bytes) -> Any | None:
        """The content, or ``None`` once its key is destroyed. Raises NotReady when the secret is not the one that wrapped the key."""
        with self.database.reading() as connection:
            wrapped = connection.execute(select(KEYS.c.wrapped).where(KEYS.c.key == number)).scalar()
        if wrapped is None:
            return None
        try:
            key = _decrypt(self._wrapper, wrapped, number + person)
            return json.loads(zlib.decompress(_decrypt(AESGCM(key), sealed, f"{person}{seq}")))
        except InvalidTag:
            raise NotReady(f"Entry {seq} does not open: KEY_ENCRYPTION_KEY is another, or the entry was changed (verify tells).") from None

    def of_person(self, person: str) -> list[int]:
        """The entries of a person that have a key, ascending. Raises NotReady."""
        with self.database.reading() as connection:
            return sorted(set(connection.execute(select(KEYS.c.seq).where(KEYS.c.person == person)).scalars()))

    def destroy_person(self, person: str, until: int) -> None:
        """Destroy every key of a person, up to an entry. Raises NotReady."""
        with self.database.writing() as connection:
            connection.execute(delete(KEYS).where(KEYS.c.person == person, KEYS.c.seq <= until))
        self.database.forget()

    def destroy_entries(self, entries: Sequence[int]) -> None:
        """Destroy the keys of some entries. Raises NotReady."""
        with self.database.writing() as connection:
            for start in range(0, len(entries), _AT_ONCE):
                connection.execute(delete(KEYS).where(KEYS.c.seq.in_(entries[start : start + _AT_ONCE])))
        self.database.forget()

    def readable(self) -> set[int]:
        """The entries that have a key."""
        with self.database.reading() as connection:
            return set(connection.execute(select(KEYS.c.seq)).scalars())


def _encrypt(key: AESGCM, content: bytes, bound_to: str) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + key.encrypt(nonce, content, bound_to.encode())


def _decrypt(key: AESGCM, sealed: bytes, bound_to: str) -> bytes:
    return key.decrypt(sealed[:NONCE], sealed[NONCE:], bound_to.encode())
