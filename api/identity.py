"""Who asks. The one seam through which identity comes: routes know a :class:`Caller` and nothing of how it was established."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final, Literal

from flask import Request

from api.errors import NotAllowed, NotIdentified
from scoring.store.records import Kind

Role = Literal["client:read", "decision:write", "review:write", "rights:admin"]
ROLES: Final[frozenset[Role]] = frozenset({"client:read", "decision:write", "review:write", "rights:admin"})
HEADER: Final = "X-Advisor"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Caller:
    """A person, under the one name that the log will hold, and what this person may do."""

    name: str
    roles: frozenset[Role]

    def require(self, role: Role) -> None:
        """Raise NotAllowed without this role."""
        if role not in self.roles:
            raise NotAllowed(f"{self.name} may not do this: it takes the role {role}.")


def caller(request: Request, population: Kind) -> Caller:
    """Who sends a request.

    A demonstration believes the header ``X-Advisor``, from this machine only, and grants every role: its people are
    invented. It is no authentication; over real people nobody is believed.

    Raises NotIdentified or NotAllowed.
    """
    if population != "demo":
        raise NotAllowed("These clients are real, and no identity provider is set: nobody can be identified here.")
    if not _is_this_machine(request.remote_addr):
        raise NotAllowed("The demonstration takes decisions from its own machine only (loopback).")
    name = request.headers.get(HEADER, "").strip().lower()
    if not _NAME.fullmatch(name):
        raise NotIdentified(f"Say who you are in the header {HEADER}: 2 to 64 letters, digits, '.', '_', '@' or '-' (demonstration only).")
    return Caller(name, ROLES)


def _is_this_machine(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False
