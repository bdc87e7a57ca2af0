"""The right to erasure: the person leaves the store, the keys of their entries are destroyed, the chain still verifies."""

from typing import Any

from api.decisions import holds, texts
from api.decisions.entries import Entry
from api.decisions.ledger import Ledger, Turn
from api.decisions.schema import LOG
from api.errors import Conflict
from scoring import store
from scoring.errors import UnknownClient
from scoring.store.erased import BACK, ERASED


def erase(ledger: Ledger, clients_url: str, client_id: int, in_store: bool, actor: str) -> Entry:
    """Erase a person, on the record; asked again, it is done again and the record of the first time answers.

    The entry is committed before the deed: from then on no load brings the person back and nothing more is sealed about them,
    and whatever interrupts the deed, asking again ends it. Raises UnknownClient when nothing is known of this number, Conflict
    under a legal hold, NotReady.
    """
    person = ledger.person(client_id)
    with ledger.turn() as turn:
        if person in holds.held(turn):
            raise Conflict("This client's data are under a legal hold: they must be kept until it ends.")
        readable, said = ledger.vault.of_person(person), _last_word(turn, person)
        if not in_store and not readable and not turn.find(LOG.c.person == person, most=1):
            raise UnknownClient(client_id)
        entry = said if _says_all(said, readable) else None
        entry = entry or turn.add(ERASED, actor, person, facts={"client_file": in_store, "entries": readable})
    store.erase(clients_url, client_id)
    ledger.vault.destroy_person(person, entry.envelope.seq)
    return entry


def readmit(ledger: Ledger, client_id: int, actor: str, reason: str) -> Entry:
    """Let the next load bring a person back, who asked for it or was erased by mistake. Raises Conflict for who was not erased."""
    person = ledger.person(client_id)
    with ledger.turn() as turn:
        if not is_erased(turn, person):
            raise Conflict("This client is not erased.")
        return turn.add(BACK, actor, person, {"reason": reason})


def is_erased(turn: Turn, person: str | None) -> bool:
    """Whether the last word on a person is an erasure: nothing about them may then be sealed."""
    said = _last_word(turn, person)
    return said is not None and said.envelope.kind == ERASED


def _last_word(turn: Turn, person: str | None) -> Entry | None:
    said = turn.find(LOG.c.person == person, LOG.c.kind.in_((ERASED, BACK)), newest_first=True, most=1)
    return said[0] if said else None


def _says_all(said: Entry | None, readable: list[int]) -> bool:
    """Whether an erasure is recorded, and nothing was sealed since (the reason of a hold)."""
    return said is not None and said.envelope.kind == ERASED and max(readable, default=0) <= said.envelope.seq


def certificate(entry: Entry) -> dict[str, Any]:
    """What an erasure did, and what is left for the lender to do."""
    facts = entry.envelope.facts
    return {
        "erasure": entry.envelope.seq,
        "at": entry.envelope.at,
        "by": entry.envelope.actor,
        "client_file": facts["client_file"],
        "entries": facts["entries"],
        "hash": entry.hash,
        "left_to_do": [text.as_dict() for text in texts.AFTER_ERASURE],
    }
