"""Legal holds: what a court or an inquiry wants kept is neither erased nor purged until the hold ends."""

from collections.abc import Iterable

from api.decisions.entries import Entry
from api.decisions.ledger import Ledger, Turn
from api.decisions.schema import LOG
from api.errors import Conflict


def hold(ledger: Ledger, client_id: int, actor: str, reason: str) -> Entry:
    """Keep all of a person's entries, whatever their age. Raises Conflict when they are held already."""
    return _change(ledger, client_id, actor, reason, held=True)


def release(ledger: Ledger, client_id: int, actor: str, reason: str) -> Entry:
    """End a hold. Raises Conflict when there is none."""
    return _change(ledger, client_id, actor, reason, held=False)


def held(turn: Turn) -> set[str]:
    """The pseudonyms of those under a hold."""
    return _standing(turn.find(LOG.c.kind.in_(("hold", "release"))))


def _change(ledger: Ledger, client_id: int, actor: str, reason: str, held: bool) -> Entry:
    person = ledger.person(client_id)
    with ledger.turn() as turn:
        if (person in _standing(turn.find(LOG.c.person == person))) is held:
            raise Conflict("This client's entries are under a legal hold already." if held else "This client is under no legal hold.")
        return turn.add("hold" if held else "release", actor, person, {"reason": reason})


def _standing(entries: Iterable[Entry]) -> set[str]:
    people: set[str] = set()
    for entry in entries:
        envelope = entry.envelope
        if envelope.person is not None and envelope.kind == "hold":
            people.add(envelope.person)
        elif envelope.person is not None and envelope.kind == "release":
            people.discard(envelope.person)
    return people
