"""The key that the dashboard signs identities with, and the public half that the API reads (JWKS, RFC 7517 and 8037)."""

import base64
import contextlib
import hashlib
import json
import os
import secrets
import threading
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appli.access.errors import AccessError

PRIVATE: Final = "identity.pem"
PUBLIC: Final = "jwks.json"


class DeskKeys:
    """The key in use, read again when its file changes. Safe with threads."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / PRIVATE
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._known: tuple[str, Ed25519PrivateKey] | None = None

    def signing(self) -> tuple[str, Ed25519PrivateKey]:
        """The key's number and the key. Raises AccessError."""
        try:
            status = self._file.stat()
            with self._lock:
                if self._known is None or self._stamp != (status.st_ino, status.st_mtime_ns):
                    key = _loaded(self._file)
                    self._known, self._stamp = (str(_public(key)["kid"]), key), (status.st_ino, status.st_mtime_ns)
                return self._known
        except OSError:
            raise AccessError(f"The dashboard has no key in {self._file.parent}: run `python -m appli keys create`.") from None


def create(folder: Path) -> str:
    """Draw the first key; returns its number. Raises AccessError when there is one."""
    if (folder / PRIVATE).exists():
        raise AccessError(f"{folder} holds a key already: `keys rotate` draws the next one.")
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    return _draw(folder, [])


def rotate(folder: Path) -> str:
    """Draw the next key and sign with it; the public half of the former one stays beside it until the next rotation.

    Returns the new key's number. Raises AccessError without a first key.
    """
    if not (folder / PRIVATE).exists():
        raise AccessError(f"{folder} holds no key: `keys create` draws the first one.")
    return _draw(folder, [_public(_loaded(folder / PRIVATE))])


def published(folder: Path) -> list[str]:
    """Numbers of the public keys, the one in use first. Raises AccessError."""
    try:
        return [key["kid"] for key in json.loads((folder / PUBLIC).read_text("ascii"))["keys"]]
    except (OSError, ValueError, KeyError):
        raise AccessError(f"{folder / PUBLIC} cannot be read: run `python -m appli keys create`.") from None


def _draw(folder: Path, former: list[dict[str, str]]) -> str:
    """The public half first: the API knows the key before anything is signed with it."""
    key = Ed25519PrivateKey.generate()
    public = _public(key)
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    _write(folder / PUBLIC, json.dumps({"keys": [public, *former]}, indent=2).encode() + b"\n", 0o644)
    _write(folder / PRIVATE, key.private_bytes(*form), 0o600)
    return public["kid"]


def _public(key: Ed25519PrivateKey) -> dict[str, str]:
    """The public half as a JWK; its number is its thumbprint (RFC 7638)."""
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    needed = {"crv": "Ed25519", "kty": "OKP", "x": _text(raw)}
    thumbprint = hashlib.sha256(json.dumps(needed, separators=(",", ":")).encode()).digest()
    return needed | {"kid": _text(thumbprint)[:16], "use": "sig", "alg": "EdDSA"}


def _loaded(file: Path) -> Ed25519PrivateKey:
    key: Any = None
    with contextlib.suppress(ValueError):
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise AccessError(f"{file} is not an Ed25519 key: restore it, or remove it and run `python -m appli keys create`.")
    return key


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _write(file: Path, content: bytes, mode: int) -> None:
    """Put ``content`` in place, whole or not at all."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as output:
            os.fchmod(output.fileno(), mode)
            output.write(content)
            output.flush()
            os.fsync(output.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
