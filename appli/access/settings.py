"""What the environment says of who may use the dashboard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

from appli.access.errors import BadSetting

_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Provider:
    """An OIDC provider. ``name_claim`` gives the name of the logs: ``sub`` alone never changes hands."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    label: str
    name_claim: str = "sub"
    roles_claim: str = "roles"


@dataclass(frozen=True)
class Access:
    """How people sign in. All but ``closed`` is for a closed dashboard: an open demonstration asks nobody who they are.

    Attributes
    ----------
    closed : ``ACCESS=closed``, or any of ``ACCOUNTS`` and ``OIDC_ISSUER``.
    accounts : the SQLite file of accounts and sessions; ``ACCOUNTS``.
    keys : folder of the key that identities are signed with, and of its public half; ``DESK_KEYS``.
    issuer, audience : the claims ``iss`` and ``aud``, as the API expects them; ``JWT_ISSUER``, ``JWT_AUDIENCE``.
    public_url : the address that browsers use; ``PUBLIC_URL``, else what each request says.
    lock_seconds : without a sign of life the screen locks; ``LOCK_MINUTES``, 5 by default.
    idle_seconds : without a sign of life the session ends; ``SESSION_IDLE_MINUTES``, 60 by default.
    longest_seconds : the session ends whatever happens; ``SESSION_HOURS``, 10 by default.
    provider : who vouches for people instead of local accounts; ``OIDC_…``.
    """

    closed: bool = False
    accounts: Path = Path()
    keys: Path = Path()
    issuer: str = "pret-a-depenser-dashboard"
    audience: str = "pret-a-depenser-api"
    public_url: str = ""
    lock_seconds: float = 300.0
    idle_seconds: float = 3_600.0
    longest_seconds: float = 36_000.0
    provider: Provider | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the environment; an empty variable counts as absent. Raises BadSetting."""
        given = environment.get("ACCESS") or "open"
        if given not in ("open", "closed"):
            raise BadSetting(f"ACCESS is open or closed, not {given!r}.")
        if given == "open" and not environment.get("ACCOUNTS") and not environment.get("OIDC_ISSUER"):
            return cls()
        public_url = (environment.get("PUBLIC_URL") or "").rstrip("/")
        return cls(
            closed=True,
            accounts=_place(environment, "ACCOUNTS", "the file of accounts and sessions"),
            keys=_place(environment, "DESK_KEYS", "the folder of the dashboard's keys (python -m appli keys create)"),
            issuer=environment.get("JWT_ISSUER") or cls.issuer,
            audience=environment.get("JWT_AUDIENCE") or cls.audience,
            public_url=_address("PUBLIC_URL", public_url),
            lock_seconds=60 * _number(environment, "LOCK_MINUTES", 5),
            idle_seconds=60 * _number(environment, "SESSION_IDLE_MINUTES", 60),
            longest_seconds=3_600 * _number(environment, "SESSION_HOURS", 10),
            provider=_provider(environment, public_url),
        )


def _place(environment: Mapping[str, str], name: str, what: str) -> Path:
    if not environment.get(name):
        raise BadSetting(f"{name} is missing: name {what}.")
    return Path(environment[name]).absolute()


def _number(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name) or str(default)
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 10_000:
        raise BadSetting(f"{name} is a number above zero, not {text!r}.")
    return value


def _address(name: str, address: str) -> str:
    """Whoever listens on the way could be anybody: https, or this machine."""
    parts = urlsplit(address)
    if address and not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)):
        raise BadSetting(f"{name} is an https address, not {address!r}.")
    return address


def _provider(environment: Mapping[str, str], public_url: str) -> Provider | None:
    issuer = environment.get("OIDC_ISSUER") or ""
    if not issuer:
        return None
    client_id, secret = environment.get("OIDC_CLIENT_ID") or "", _secret(environment, "OIDC_CLIENT_SECRET")
    if not (client_id and secret and public_url):
        raise BadSetting("OIDC_ISSUER is set without OIDC_CLIENT_ID, OIDC_CLIENT_SECRET (or its _FILE) and PUBLIC_URL.")
    return Provider(
        issuer=_address("OIDC_ISSUER", issuer),
        client_id=client_id,
        client_secret=secret,
        label=environment.get("OIDC_LABEL") or str(urlsplit(issuer).hostname),
        name_claim=environment.get("OIDC_NAME_CLAIM") or "sub",
        roles_claim=environment.get("OIDC_ROLES_CLAIM") or "roles",
    )


def _secret(environment: Mapping[str, str], name: str) -> str:
    file = environment.get(f"{name}_FILE")
    try:
        return environment.get(name) or (Path(file).read_text("utf-8").strip() if file else "")
    except OSError as error:
        raise BadSetting(f"{name}_FILE cannot be read ({type(error).__name__}): {file}.") from None
