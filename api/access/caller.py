"""Who asks, under the one name that the logs hold, and what this caller may do."""

from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from api.errors import NotAllowed

Scope = Literal["score:read", "client:read", "decision:write", "review:write", "rights:admin", "model:admin"]
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
ROLES: Final[dict[str, frozenset[Scope]]] = {
    "advisor": frozenset({"score:read", "client:read", "decision:write"}),
    "supervisor": frozenset({"score:read", "client:read", "decision:write", "review:write"}),
    "data-scientist": frozenset({"model:admin"}),
    "dpo": frozenset({"client:read", "rights:admin"}),
}
"""What a person's role opens; whoever has several roles has all of their scopes."""
SERVICE: Final = "service:"
"""How the name of a service begins; no person's may."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast a caller may go; 0 is no limit.

    Attributes
    ----------
    per_minute : requests; a tenth of a minute's may come at once.
    clients_per_hour : different clients looked at; as many may come at once.
    """

    per_minute: int = 0
    clients_per_hour: int = 0


@dataclass(frozen=True, slots=True)
class Caller:
    """A person or a service; ``name`` is empty for nobody in particular, whom only an open demonstration knows."""

    name: str
    scopes: frozenset[Scope]
    person: bool
    limits: Limits = field(default_factory=Limits)

    def require(self, scope: Scope) -> None:
        """Raise NotAllowed without this scope."""
        if scope not in self.scopes:
            raise NotAllowed(f"{self.name} may not do this: it takes the scope {scope}.")
