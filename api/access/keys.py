"""The public keys of who signs people's identities (JWKS, RFC 7517): from a file or an address, read again when they change."""

import http.client
import json
import logging
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import jwt
from jwt.algorithms import AllowedPublicKeys

from api.traffic import line
from scoring.errors import NotReady

LOG: Final = logging.getLogger("api")
ALGORITHMS: Final = {("OKP", "Ed25519"): "EdDSA", ("RSA", None): "RS256", ("EC", "P-256"): "ES256"}
"""The one algorithm of each kind of key. No secret key has a place here: a public key can then never pass for one."""
FRESH_SECONDS: Final = 300.0
"""How long keys fetched from an address are used without asking again."""
HURRY_SECONDS: Final = 10.0
"""How often an unknown key may have an address asked again, and how often one that does not answer is tried."""
STALE_SECONDS: Final = 3600.0
"""How long keys outlive the last answer of their address."""
LARGEST: Final = 256 * 1024
SMALLEST_RSA: Final = 2048
_TIMEOUT: Final = 3.0


@dataclass(frozen=True, slots=True)
class Key:
    """A public key and the one algorithm that it may check."""

    algorithm: str
    public: AllowedPublicKeys


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follow nobody: the keys come from the address that was set."""


class Keys:
    """The keys by number (``kid``). Safe with threads."""

    def __init__(self, place: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._place = place
        self._is_address = place.startswith("http")
        self._clock = clock
        self._reading = threading.Lock()
        self._keys: dict[str, Key] = {}
        self._stamp: tuple[int, int, int] | None = None
        self._tried = self._read = -float("inf")
        self.generation = 0
        """Goes up whenever the keys are read again: what was checked with the former ones must be checked anew."""

    def find(self, number: str) -> Key | None:
        """A key, ``None`` when there is none of this number. Raises NotReady when the keys cannot be had."""
        self.refresh(hurry=number not in self._keys)
        key = self._keys.get(number)
        if key is None and self._reading.locked():
            raise NotReady("The keys that identities are checked with (JWKS) are being read again; try again in a moment.")
        return key

    def current(self) -> int:
        """The generation, once what changed was read. Raises NotReady."""
        self.refresh(hurry=False)
        return self.generation

    def refresh(self, hurry: bool) -> None:
        """Read the keys again if they changed or if it is time. One does, however slowly the address answers; all others go on with
        the keys that are there, and wait for the first ones only. Raises NotReady without keys."""
        try:
            first = self.generation == 0
            if (first or self._is_due(hurry)) and self._reading.acquire(blocking=first):
                try:
                    if self._is_due(hurry):  # not since somebody else had them read
                        self._read_again()
                finally:
                    self._reading.release()
        except (OSError, ValueError, RecursionError, http.client.HTTPException) as error:
            LOG.warning(line("keys_not_read", reason=type(error).__name__))
        if not self._keys or (self._is_address and self._clock() - self._read > STALE_SECONDS):
            raise NotReady("The keys that identities are checked with (JWKS) cannot be read; try again in a moment.")

    def _is_due(self, hurry: bool) -> bool:
        if not self._is_address:
            return _stamp(Path(self._place)) != self._stamp
        return self._clock() - self._tried >= (HURRY_SECONDS if hurry or self._read < self._tried else FRESH_SECONDS)

    def _read_again(self) -> None:
        if self._is_address:
            self._tried = self._clock()
            self._take(_fetch(self._place))
        else:
            stamp = _stamp(Path(self._place))
            self._take(Path(self._place).read_bytes()[:LARGEST])
            self._stamp = stamp

    def _take(self, content: bytes) -> None:
        document = json.loads(content)
        found = document.get("keys") if isinstance(document, dict) else None
        if not isinstance(found, list):
            raise ValueError("a document without keys")  # the former ones hold, as when nobody answers
        self._keys = {key["kid"]: known for key in found if (known := _usable(key)) is not None}
        self._read = self._clock()
        self.generation += 1


def _usable(key: Any) -> Key | None:
    """A key that may check signatures; ``None`` for any other, which is left out and told."""
    try:
        return _read(key)
    except Exception as error:  # whatever the libraries make of a malformed one: it must not take the others away
        kid, kty = (str(key.get(name))[:64] if isinstance(key, dict) else "" for name in ("kid", "kty"))
        LOG.warning(line("key_left_out", kid=kid, kty=kty, reason=f"{type(error).__name__}: {error}"[:200]))
        return None


def _read(key: dict[str, Any]) -> Key:
    """A public key of a kind that we take. Raises ValueError, and whatever the libraries raise for one that is malformed."""
    algorithm = ALGORITHMS.get((key["kty"], key.get("crv")))
    if not algorithm or key.get("alg", algorithm) != algorithm or key.get("use", "sig") != "sig" or "d" in key:
        raise ValueError("not a public key that checks signatures here")
    if not (isinstance(key["kid"], str) and key["kid"]):
        raise ValueError("without a number (kid)")
    public: AllowedPublicKeys = jwt.PyJWK(key, algorithm).key
    if algorithm == "RS256" and getattr(public, "key_size", 0) < SMALLEST_RSA:
        raise ValueError(f"shorter than {SMALLEST_RSA} bits")
    return Key(algorithm, public)


def _stamp(file: Path) -> tuple[int, int, int]:
    status = file.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


def _fetch(address: str) -> bytes:
    opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
    with opener.open(address, timeout=_TIMEOUT) as answer:
        content: bytes = answer.read(LARGEST)
        return content
