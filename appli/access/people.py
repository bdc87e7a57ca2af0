"""The person a request speaks for, and what their roles let them see. The API decides; the dashboard only hides what it would refuse."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

ROLES: Final[dict[str, frozenset[str]]] = {
    "advisor": frozenset({"file", "score", "decide"}),
    "supervisor": frozenset({"file", "score", "decide", "review"}),
    "data-scientist": frozenset({"model"}),
    "dpo": frozenset({"file", "rights"}),
}
"""What each role sees: a client's file, their score, the forms of a decision, reviews, the model's page, export."""
EVERYTHING: Final = frozenset[str]().union(*ROLES.values())
"""What an open demonstration shows: it asks nobody who they are."""
_PANELS: Final = {"score": ("decision", "pourquoi", "comparer", "simuler", "dossier"), "file": ("droits",)}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signed in: the name of the logs, and their roles."""

    name: str
    roles: tuple[str, ...]

    @property
    def may(self) -> frozenset[str]:
        """What all of their roles together let them see."""
        return frozenset[str]().union(*(ROLES[role] for role in self.roles if role in ROLES))


INVENTED: Final = {"m.durand": "Marie Durand", "a.petit": "Alain Petit", "s.leroy": "Sophie Leroy"}
"""Whom one plays in an open demonstration: two are needed, since a review takes another one."""
_SPEAKING: ContextVar[Person | None] = ContextVar("speaking", default=None)
_NAMES: ContextVar[Callable[[str], str]] = ContextVar("names", default=lambda name: INVENTED.get(name, name))


def speaking() -> Person | None:
    """Who this request speaks for; nobody in an open demonstration."""
    return _SPEAKING.get()


def named(name: str) -> str:
    """The full name of who signs in, or is played, as ``name``."""
    return _NAMES.get()(name)


@contextmanager
def speak_for(person: Person | None, names: Callable[[str], str] = str) -> Iterator[None]:
    """Speak for somebody meanwhile, among people whose full names ``names`` knows."""
    tokens = _SPEAKING.set(person), _NAMES.set(names)
    try:
        yield
    finally:
        _SPEAKING.reset(tokens[0])
        _NAMES.reset(tokens[1])


def may() -> frozenset[str]:
    """What the person who asks sees."""
    person = speaking()
    return person.may if person else EVERYTHING


def panels() -> tuple[str, ...]:
    """The tabs that the person who asks can open."""
    seen = may()
    return tuple(tab for right, tabs in _PANELS.items() if right in seen for tab in tabs)
