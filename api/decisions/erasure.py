"""The right to erasure: the person leaves the store, the keys of their entries are destroyed, the chain still verifies."""

from typing import Any

from api.decisions import holds, texts
from api.decisions.entries import Entry
from api.decisions.ledger import Ledger
from api.decisions.schema import LOG
from api.errors import Conflict
from scoring import store
from scoring.errors import NotReady, UnknownClient
from scoring.store.erased import BACK, ERASED


def erase(ledger: Ledger, clients_url: str, client_id: int, in_store: bool, actor: str) -> Entry:
    """Erase a person and record that it was done; asked again, the record of the first time answers.

    The entry is written first and committed last, so that it never tells of an erasure that did not take place.
    Raises UnknownClient when nothing is known of this number, Conflict under a legal hold, NotReady.
    """
    person = ledger.person(client_id)
    with ledger.turn() as turn:
        known = turn.find(LOG.c.person == person)
        if person in holds.held(turn):
            raise Conflict("This client's data are under a legal hold: they must be kept until it ends.")
        readable = ledger.vault.of_person(person)
        if not in_store and not readable:
            return _earlier(known, client_id)
        entry = turn.add("erasure", actor, person, facts={"client_file": in_store, "entries": readable})
        if not store.erase(clients_url, client_id) and in_store:
            raise NotReady("The clients are being loaded anew, this one with them: nothing was erased, try again in a moment.")
        ledger.vault.destroy_person(person)
        return entry


def readmit(ledger: Ledger, client_id: int, actor: str, reason: str) -> Entry:
    """Let the next load bring a person back, who asked for it or was erased by mistake. Raises Conflict for who was not erased."""
    person = ledger.person(client_id)
    with ledger.turn() as turn:
        said = turn.find(LOG.c.person == person, LOG.c.kind.in_((ERASED, BACK)), newest_first=True, most=1)
        if not said or said[0].envelope.kind != ERASED:
            raise Conflict("This client is not erased.")
        return turn.add("readmission", actor, person, {"reason": reason})


def _earlier(known: list[Entry], client_id: int) -> Entry:
    erasures = [entry for entry in known if entry.envelope.kind == "erasure"]
    if not erasures:
        raise UnknownClient(client_id)
    return erasures[-1]


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
