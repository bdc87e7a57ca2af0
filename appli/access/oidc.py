"""An OIDC provider that vouches for people: authorization code with PKCE (RFC 7636), the ID token checked whole."""

import logging
import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from appli.access.database import Database
from appli.access.directory import Directory
from appli.access.errors import AccessError, NoRole, NotProven
from appli.access.people import ROLES, Person
from appli.access.settings import Access, Provider

log = logging.getLogger(__name__)
ALGORITHMS: Final = ("RS256", "ES256", "PS256")
"""Signatures by a private key only: neither none nor a shared secret."""
SKEW: Final = 60
"""Seconds that the provider's clock may be from ours."""
ON_THE_WAY: Final = 600.0
"""Seconds that somebody may take at the provider's."""
FRESH: Final = 300.0
"""Seconds that what the provider says of itself is used without asking again; its keys sooner if one is unknown."""
_TIMEOUT: Final = 5.0
_NAME: Final = re.compile(r"(?!service:)[A-Za-z0-9][A-Za-z0-9._@|+-]{1,127}", re.ASCII)
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


class Oidc:
    """Sends people to the provider and reads what it says of them. Safe with threads and over several workers."""

    def __init__(self, access: Access, provider: Provider, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._provider = provider
        self._database = database
        self._clock = clock
        self._home = access.public_url
        self._recent = access.lock_seconds
        self._lock = threading.Lock()
        self._said: tuple[dict[str, Any], KeySet, float] | None = None

    def leave(self, back: str, fresh: bool) -> tuple[str, str]:
        """The provider's address for one sign-in, and the state that only this browser must hold.

        ``back``: where to go afterwards; ``fresh``: whoever is there proves it again, even if the provider knows them;
        else they did so no longer ago than a screen stays open by itself: no passer-by signs in as the last person.
        Raises AccessError when the provider does not answer.
        """
        nonce, verifier, state = (secrets.token_urlsafe(48) for _ in range(3))
        again = {"prompt": "login", "max_age": 0} if fresh else {"max_age": int(self._recent)}
        address = self._metadata()["authorization_endpoint"]
        url, _ = self._client().create_authorization_url(address, state=state, nonce=nonce, code_verifier=verifier, **again)
        now = self._clock()
        row = (state, nonce, verifier, back, now + ON_THE_WAY, now if fresh else now - self._recent)
        with self._database.writing() as connection:
            connection.execute("delete from flows where ends_at < ?", (now,))
            connection.execute("insert into flows (state, nonce, verifier, next, ends_at, proven_after) values (?, ?, ?, ?, ?, ?)", row)
        return str(url), state

    def arrive(self, said: Mapping[str, str], state: str) -> tuple[Person, str]:
        """The person, and where they wanted to go. ``said``: what the provider's redirection holds; ``state``: the browser's.

        Raises NotProven; NoRole for a person without a role here; AccessError when the provider does not answer.
        """
        flow = self._taken(state if said.get("state") == state else "")
        issuer = said.get("iss", self._provider.issuer)  # RFC 9207
        if flow is None or "code" not in said or issuer != self._provider.issuer:
            raise NotProven(f"This sign-in was not begun here, is over, or was refused ({said.get('error', 'no error')}).")
        try:
            token = self._client().fetch_token(
                self._metadata()["token_endpoint"], grant_type="authorization_code", code=said["code"], code_verifier=flow["verifier"]
            )
            claims = self._claims(token, flow)
            return self._called(self._person(claims), claims), str(flow["next"])
        except requests.RequestException as error:
            raise AccessError(f"The provider does not answer ({type(error).__name__}).") from None
        except (JoseError, AuthlibBaseError, KeyError, TypeError, ValueError) as error:
            raise NotProven(f"The provider's answer is refused ({type(error).__name__}: {error}).") from None

    def farewell(self) -> str:
        """Where to end the provider's own session; empty when it has no such place, or does not answer."""
        try:
            place = self._metadata().get("end_session_endpoint")
        except AccessError:
            return ""
        said = urlencode({"client_id": self._provider.client_id, "post_logout_redirect_uri": f"{self._home}/sign-in"})
        return f"{place}?{said}" if place else ""

    def _taken(self, state: str) -> Any:
        """What was kept of a sign-in, once."""
        with self._database.writing() as connection:
            row = connection.execute("select * from flows where state = ? and ends_at >= ?", (state, self._clock())).fetchone()
            connection.execute("delete from flows where state = ?", (state,))
        return row

    def _claims(self, token: Mapping[str, Any], flow: Any) -> dict[str, Any]:
        """What the ID token says, once its signature, issuer, audience, nonce and times hold (OpenID Connect Core 3.1.3.7)."""
        found = self._decoded(str(token["id_token"]))
        wanted = {
            "iss": {"essential": True, "value": self._provider.issuer},
            "aud": {"essential": True, "value": self._provider.client_id},
        }
        bound = {"nonce": flow["nonce"], "client_id": self._provider.client_id, "access_token": token.get("access_token")}
        claims = CodeIDToken(found.claims, found.header, wanted, bound)
        claims.validate(now=int(self._clock()), leeway=SKEW)
        if not claims.get("auth_time", 0) >= flow["proven_after"] - SKEW:
            raise ValueError("the person was not asked again")
        return dict(claims)

    def _decoded(self, text: str) -> jwt.Token:
        """Checked with the provider's keys; asked for anew once when none of them fits, since it may have changed them."""
        try:
            return jwt.decode(text, self._asked()[1], algorithms=list(ALGORITHMS))
        except (JoseError, ValueError):
            return jwt.decode(text, self._asked(anew=True)[1], algorithms=list(ALGORITHMS))

    def _person(self, claims: Mapping[str, Any]) -> Person:
        name, found = str(claims.get(self._provider.name_claim, "")), _inside(claims, self._provider.roles_claim)
        if not _NAME.fullmatch(name):
            raise NotProven(
                f"The claim {self._provider.name_claim} is not a name of 2 to 128 letters, digits, '.', '_', '@', '|', '+' or '-'."
            )
        roles = tuple(role for role in ROLES if isinstance(found, list) and role in found)
        if not roles:
            raise NoRole(f"{name} has none of the roles {', '.join(ROLES)} in the claim {self._provider.roles_claim}.")
        return Person(name, roles)

    def _called(self, person: Person, claims: Mapping[str, Any]) -> Person:
        """Keep the full name that the provider gives; without a fit one, the person is called as before."""
        called = claims.get("name")
        with suppress(AccessError):
            Directory(self._database).call(person.name, called if isinstance(called, str) else "")
        return person

    def _metadata(self) -> dict[str, Any]:
        return self._asked()[0]

    def _asked(self, anew: bool = False) -> tuple[dict[str, Any], KeySet]:
        """What the provider says of itself, and its keys. Raises AccessError."""
        with self._lock:
            if self._said is None or anew or self._clock() > self._said[2]:
                try:
                    known = self._get(self._provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
                    if known["issuer"] != self._provider.issuer:
                        raise ValueError("it names another issuer")
                    self._said = known, KeySet.import_key_set(self._get(known["jwks_uri"])), self._clock() + FRESH
                except (requests.RequestException, JoseError, KeyError, ValueError) as error:
                    raise AccessError(f"The provider {self._provider.issuer} cannot be read ({type(error).__name__}).") from None
            return self._said[:2]

    def _get(self, address: str) -> Any:
        answer = self._client().get(address, withhold_token=True, allow_redirects=False)
        answer.raise_for_status()
        return answer.json()

    def _client(self) -> OAuth2Session:
        client = OAuth2Session(
            self._provider.client_id,
            self._provider.client_secret,
            scope="openid profile",
            redirect_uri=f"{self._home}/sign-in/return",
            code_challenge_method="S256",
            default_timeout=_TIMEOUT,
        )
        client.trust_env = urlsplit(self._provider.issuer).hostname not in _LOOPBACK
        return client


def _inside(claims: Mapping[str, Any], path: str) -> Any:
    """The value at the end of names with dots between them."""
    value: Any = claims
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
