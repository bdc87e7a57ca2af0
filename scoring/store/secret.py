"""Secrets of 32 bytes, from the environment or from files, and what is made of the one behind pseudonyms."""

import base64
import binascii
import contextlib
import hmac
import os
import secrets
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from scoring.errors import NotReady

LENGTH: Final = 32
PSEUDONYM_KEY: Final = "PSEUDONYM_KEY"
FOLDER: Final = "secrets"
"""Where a demonstration's secrets are, in its folder of data."""


def keyed_hash(secret: bytes, purpose: str, *parts: str) -> str:
    """128 bits that only a holder of the secret can compute from ``parts``; ``purpose`` keeps two uses apart."""
    said = "\0".join((purpose, *parts)).encode()
    mac = _keyed(secret).copy()
    mac.update(said)
    return mac.hexdigest()[:32]


@lru_cache(maxsize=8)
def _keyed(secret: bytes) -> hmac.HMAC:
    """HMAC-SHA256, begun with the key: OpenSSL takes five times as long to begin it as to go on with a copy."""
    return hmac.new(secret, digestmod="sha256")


def person(secret: bytes, client_id: int) -> str:
    """A client's pseudonym in the log of decisions."""
    return keyed_hash(secret, "person", str(client_id))


def load(name: str, environment: Mapping[str, str], folder: Path, draw: bool = False) -> bytes:
    """A secret from its variable, else from the file that ``<NAME>_FILE`` names, else from ``folder``.

    With ``draw`` (a demonstration), one that is missing is drawn into ``folder``, readable by its owner only. Raises NotReady.
    """
    said, file = environment.get(name), environment.get(f"{name}_FILE")
    if said:
        return _decoded(name, said)
    place = Path(file) if file else folder / name.lower()
    try:
        if draw and not file and not place.exists():
            _draw(place)
        return _decoded(name, place.read_text("ascii"))
    except FileNotFoundError:
        raise NotReady(
            f"{name} is missing: set it, or {name}_FILE, to {LENGTH} random bytes in base64 (openssl rand -base64 32)."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise NotReady(f"{name} cannot be read from {place} ({type(error).__name__}); mend the file or its rights.") from None


def _decoded(name: str, text: str) -> bytes:
    with contextlib.suppress(binascii.Error, ValueError):
        secret = base64.b64decode(text.strip(), validate=True)
        if len(secret) == LENGTH:
            return secret
    raise NotReady(f"{name} is not {LENGTH} bytes in base64; draw one with `openssl rand -base64 32`.")


def _draw(place: Path) -> None:
    """Write a new secret whole, or leave the one that another process has just written."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = place.with_name(f"{place.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as output:
            output.write(base64.b64encode(secrets.token_bytes(LENGTH)) + b"\n")
            output.flush()
            os.fsync(output.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, place)
    finally:
        draft.unlink()
