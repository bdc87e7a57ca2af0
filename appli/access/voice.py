"""In whose name the API is asked: a name that is believed, in an open demonstration; a signed identity, anywhere else."""

import secrets
import time
from typing import Final, Protocol

import jwt

from appli.access.keys import DeskKeys
from appli.access.people import speaking
from appli.access.settings import Access

ADVISOR: Final = "X-Advisor"
LIFETIME: Final = 60
"""Seconds that an identity lasts: one call."""


class Voice(Protocol):
    """Who asks, as the API is told."""

    def name(self, played: str, /) -> str:
        """The name that the logs will hold; ``played`` is the one chosen in the page."""

    def headers(self, played: str, /) -> dict[str, str]:
        """What the request carries."""


class Played:
    """The name that somebody chose in the page of an open demonstration: no authentication."""

    def name(self, played: str) -> str:
        """The same."""
        return played

    def headers(self, played: str) -> dict[str, str]:
        """The header that the API believes as long as its clients are invented."""
        return {ADVISOR: played} if played else {}


class Signed:
    """The person who signed in, whatever the page says; nobody outside a request."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._keys = DeskKeys(access.keys)

    def name(self, _: str) -> str:
        """Who signed in."""
        person = speaking()
        return person.name if person else ""

    def headers(self, _: str) -> dict[str, str]:
        """An identity signed for this call (docs/security.md says which claims). Raises AccessError without a key."""
        person = speaking()
        if person is None:
            return {}
        number, key = self._keys.signing()
        now = int(time.time())
        claims = {
            "iss": self._access.issuer,
            "aud": self._access.audience,
            "sub": person.name,
            "roles": list(person.roles),
            "iat": now,
            "exp": now + LIFETIME,
            "jti": secrets.token_hex(16),
        }
        return {"Authorization": "Bearer " + jwt.encode(claims, key, "EdDSA", headers={"kid": number})}
