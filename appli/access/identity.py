"""The identity that each call to the API is signed with (docs/security.md says which claims)."""

import secrets
import time
from typing import Final

import jwt

from appli.access.keys import DeskKeys
from appli.access.people import speaking
from appli.access.settings import Access

LIFETIME: Final = 60
"""Seconds that an identity lasts: one call."""


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
        """An identity signed for this call. Raises AccessError without a key."""
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
