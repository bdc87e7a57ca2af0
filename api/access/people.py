"""People's signed identities: a JWT (RFC 7519) from the dashboard or from an OIDC provider, checked as RFC 8725 wants."""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Final

import jwt

from api.access.caller import ROLES, SERVICE, Caller, Scope
from api.access.keys import ALGORITHMS, Keys
from api.access.settings import Access
from api.errors import NotAllowed, NotIdentified

SKEW_SECONDS: Final = 60
"""How far the clock of who signs may be from ours."""
LONGEST_SECONDS: Final = 3600
"""How long an identity may last: a stolen one is worth no more."""
LARGEST: Final = 8192
KEPT: Final = 512
_REQUIRED: Final = ["iss", "aud", "sub", "iat", "exp", "jti"]
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@|+-]{1,127}", re.ASCII)


class People:
    """Tells who an identity speaks of. Those just checked are remembered, since a screen asks several times. Safe with threads."""

    def __init__(self, settings: Access, keys: Keys, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._keys = keys
        self._clock = clock
        self._lock = threading.Lock()
        self._checked: OrderedDict[str, tuple[Caller, float]] = OrderedDict()
        self._generation = 0

    def caller(self, token: str) -> Caller:
        """The person and what they may do. Raises NotIdentified, NotAllowed for a person without a role, NotReady without keys."""
        generation = self._keys.current()
        with self._lock:
            if generation != self._generation:
                self._checked.clear()
                self._generation = generation
            known = self._checked.get(token)
        if known and self._clock() <= known[1] + SKEW_SECONDS:
            return known[0]
        claims = self._claims(token)
        caller = self._person(claims)
        with self._lock:
            if generation == self._generation:  # else the keys changed meanwhile: it must be checked anew
                self._checked[token] = caller, float(claims["exp"])
            while len(self._checked) > KEPT:
                self._checked.popitem(last=False)
        return caller

    def _claims(self, token: str) -> dict[str, Any]:
        """What was signed, once the signature and every bound hold."""
        try:
            if len(token) > LARGEST:
                raise jwt.InvalidTokenError("it is too long")
            header = jwt.get_unverified_header(token)
            key = self._keys.find(str(header.get("kid", "")))
            # The key says which algorithm checks it, never the token: neither none nor a public key used as a secret gets through.
            if key is None or header.get("alg") != key.algorithm or header.get("alg") not in ALGORITHMS.values():
                raise jwt.InvalidTokenError("no key of ours checks it")
            claims = jwt.decode(
                token,
                key.public,
                algorithms=[key.algorithm],
                audience=self._settings.audience,
                issuer=self._settings.issuer,
                leeway=SKEW_SECONDS,
                options={"require": _REQUIRED},
            )
            if not 0 < claims["exp"] - claims["iat"] <= LONGEST_SECONDS:
                raise jwt.InvalidTokenError(f"it lasts longer than {LONGEST_SECONDS} s")
        except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError, RecursionError) as error:
            raise NotIdentified(f"This identity is refused ({type(error).__name__}): sign in again.") from None
        return claims

    def _person(self, claims: Mapping[str, Any]) -> Caller:
        name = str(claims["sub"])
        if not _NAME.fullmatch(name) or name.startswith(SERVICE):
            raise NotIdentified("The claim sub is a name of 2 to 128 letters, digits, '.', '_', '@', '|', '+' or '-'.")
        scopes: frozenset[Scope] = frozenset().union(*(ROLES[role] for role in self._roles(claims) if role in ROLES))
        if not scopes:
            raise NotAllowed(f"{name} has no role here: one of {', '.join(ROLES)} is needed in the claim {self._settings.roles_claim}.")
        return Caller(name, scopes, person=True, limits=self._settings.person)

    def _roles(self, claims: Mapping[str, Any]) -> list[str]:
        value: Any = claims
        for name in self._settings.roles_claim.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        return [role for role in value if isinstance(role, str)] if isinstance(value, list) else []
