"""A request sent twice is done once: the entry that it made answers again, over workers and restarts."""

import re
from collections.abc import Sequence
from typing import Final, Self

from flask import Request
from pydantic import BaseModel
from sqlalchemy import ColumnElement

from api.access.caller import Caller
from api.decisions.canonical import canonical
from api.decisions.entries import Entry
from api.decisions.ledger import Ledger
from api.decisions.schema import LOG
from api.errors import Malformed, OutOfDomain

HEADER: Final = "Idempotency-Key"
_KEY: Final = re.compile(r"[\x21-\x7e]{8,128}", re.ASCII)


def key_of(request: Request) -> str | None:
    """The request's key, if it has one. Raises Malformed."""
    key = request.headers.get(HEADER)
    if key is not None and not _KEY.fullmatch(key):
        raise Malformed(f"{HEADER} holds 8 to 128 visible ASCII characters, without a space.")
    return key


class Once:
    """What tells one request from another: keyed hashes of its key (with who sends it, and where) and of its body."""

    def __init__(self, token: str | None, body: str) -> None:
        self._token = token
        self._body = body

    @classmethod
    def of(cls, request: Request, body: BaseModel, caller: Caller, ledger: Ledger) -> Self:
        """Read the header, which may be absent: the request is then new. Raises Malformed."""
        key = key_of(request)
        if key is None:
            return cls(None, "")
        said = canonical(body.model_dump(exclude_defaults=True)).decode()  # a field that is new leaves older requests as they were
        return cls(ledger.keyed_hash("idempotency", request.path, caller.name, key), ledger.keyed_hash("body", said))

    @property
    def recorded(self) -> tuple[str, str] | None:
        """What the entry keeps of it."""
        return (self._token, self._body) if self._token else None

    @property
    def condition(self) -> ColumnElement[bool]:
        """Which entry it made, if any."""
        return LOG.c.token == self._token if self._token else LOG.c.seq == 0

    def answer(self, found: Sequence[Entry]) -> Entry | None:
        """The entry that this very request made. Raises OutOfDomain when the key came with another body."""
        for entry in found:
            if entry.envelope.request != self._body:
                raise OutOfDomain(f"This {HEADER} was sent before with another body: draw a new key for a new request.")
            return entry
        return None
