"""What the environment says of who may call."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

from api.access.caller import Limits
from scoring.errors import ScoringError

AUDIENCE: Final = "pret-a-depenser-api"
ROLES_CLAIM: Final = "roles"
PERSON: Final = Limits(per_minute=600, clients_per_hour=120)
"""More than a desk can do, less than it takes to copy the file."""
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


class BadSetting(ScoringError):
    """A variable of the environment cannot be what it is."""


@dataclass(frozen=True, slots=True)
class Access:
    """How callers are told apart.

    Attributes
    ----------
    closed : ``ACCESS=closed`` wants credentials over a demonstration too; over real people they always are.
    jwks : public keys of who signs people's identities: a file or an https address; ``JWKS``, none by default.
    issuer, audience : the claims ``iss`` and ``aud`` that an identity must hold; ``JWT_ISSUER``, ``JWT_AUDIENCE``.
    roles_claim : where the roles are, with dots between the names of nested claims; ``JWT_ROLES_CLAIM``.
    person : how fast one person may go; ``PERSON_PER_MINUTE``, ``PERSON_CLIENTS_PER_HOUR``.
    """

    closed: bool = False
    jwks: str = ""
    issuer: str = ""
    audience: str = AUDIENCE
    roles_claim: str = ROLES_CLAIM
    person: Limits = PERSON

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the environment; an empty variable counts as absent. Raises BadSetting."""
        given = environment.get("ACCESS") or "open"
        jwks, issuer = environment.get("JWKS") or "", environment.get("JWT_ISSUER") or ""
        if given not in ("open", "closed"):
            raise BadSetting(f"ACCESS is open or closed, not {given!r}.")
        if jwks and not issuer:
            raise BadSetting("JWKS is set without JWT_ISSUER: name who signs the identities (their claim iss).")
        return cls(
            closed=given == "closed" or bool(jwks),
            jwks=_place(jwks),
            issuer=issuer,
            audience=environment.get("JWT_AUDIENCE") or AUDIENCE,
            roles_claim=environment.get("JWT_ROLES_CLAIM") or ROLES_CLAIM,
            person=Limits(
                _whole(environment, "PERSON_PER_MINUTE", PERSON.per_minute),
                _whole(environment, "PERSON_CLIENTS_PER_HOUR", PERSON.clients_per_hour),
            ),
        )


def _place(jwks: str) -> str:
    """Keys that travel in clear could be anybody's: https, or this machine."""
    address = urlsplit(jwks)
    if address.scheme == "http" and address.hostname not in _LOOPBACK:
        raise BadSetting("JWKS is reached over https, or is a file.")
    return jwks if not jwks or address.scheme in ("http", "https") else str(Path(jwks).absolute())


def _whole(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    if not (text.isascii() and text.isdigit()):
        raise BadSetting(f"{name} is a whole number (0 for no limit), not {text!r}.")
    return int(text)
