"""``Idempotency-Key`` where nothing is recorded: a request sent twice gets the same answer because the same is computed twice.

What must be remembered is only what a key was first sent with, to refuse it with anything else. That is kept in memory that the
workers share, as keyed hashes: nothing about a person stays. It holds the last few thousand keys, until the service restarts.
"""

import hashlib
import secrets
import time
from collections.abc import Callable
from typing import Any, Final

from flask import Request, current_app
from flask.blueprints import BlueprintSetupState

from api.access.gate import caller
from api.decisions.idempotency import HEADER, key_of
from api.errors import Conflict
from api.services import Serving
from api.shared import CELL, Shared

SETS, WAYS = 512, 8
_HASH: Final = 16
_SLOT: Final = CELL + 3 * _HASH
"""When it came, then the hashes of the key, of the body and of what answered."""
EXTENSION: Final = "repeated"


class Repeated:
    """The keys seen lately, by whom and with what. Made before the workers are forked."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._secret = secrets.token_bytes(32)
        self._shared = Shared(SETS * WAYS * _SLOT // CELL)

    def check(self, key: str, said: bytes, answering: str) -> None:
        """Remember a key, or compare with what it came with. Raises Conflict for another body, or when what answers has changed since."""
        token, body, by = (self._hash(part) for part in (key.encode(), said, answering.encode()))
        with self._shared:
            slot, known = self._slot(token)
            kept = bytes(self._shared.bytes[slot + CELL : slot + _SLOT])
            if not known:
                self._shared.numbers[slot // CELL] = self._clock()
                self._shared.bytes[slot + CELL : slot + _SLOT] = token + body + by
                return
        if kept[_HASH : 2 * _HASH] != body:
            raise Conflict(f"This {HEADER} was sent before with another body: draw a new key for a new request.")
        if kept[2 * _HASH :] != by:
            raise Conflict(f"The model or the clients have changed since this {HEADER} was first sent: draw a new key.")

    def _slot(self, token: bytes) -> tuple[int, bool]:
        """Where a key is, and whether it is there already; the place of the oldest in its set for a new one."""
        start = int.from_bytes(token[:4], "big") % SETS * WAYS * _SLOT
        slots = range(start, start + WAYS * _SLOT, _SLOT)
        for slot in slots:
            if self._shared.bytes[slot + CELL : slot + CELL + _HASH] == token:
                return slot, True
        return min(slots, key=lambda slot: self._shared.numbers[slot // CELL]), False

    def _hash(self, content: bytes) -> bytes:
        return hashlib.blake2b(content, digest_size=_HASH, key=self._secret).digest()


def install(state: BlueprintSetupState) -> None:
    """Give an app its memory of keys."""
    state.app.extensions[EXTENSION] = Repeated()


def check(request: Request, serving: Serving) -> None:
    """Hold the request's key, if it has one, to its body. Raises Malformed or Conflict."""
    key = key_of(request)
    if key is not None:
        seen: Any = current_app.extensions[EXTENSION]
        seen.check(
            f"{request.path}\n{caller().name}\n{key}", request.get_data(), f"{serving.model.version} {serving.store.population.load}"
        )
