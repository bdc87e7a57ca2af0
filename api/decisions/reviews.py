"""A client contests; another advisor looks again. The client's own words are kept, and a deadline runs."""

from datetime import timedelta
from typing import Final

from api.access.caller import Caller
from api.bodies import NewReview, ReviewOutcome
from api.decisions.decide import check_reason
from api.decisions.entries import Entry, stamp
from api.decisions.erasure import is_erased
from api.decisions.idempotency import Once
from api.decisions.ledger import Ledger, Turn
from api.decisions.replay import decision_of
from api.decisions.retention import table
from api.decisions.schema import LOG
from api.errors import Conflict, Erased, UnknownEntry

KINDS: Final = ("decision", "review", "review_outcome")


def ask(ledger: Ledger, asked: NewReview, caller: Caller, once: Once) -> Entry:
    """Record a request for review. Raises UnknownEntry, Erased, Conflict when one is open already, NotReady."""
    known = once.answer(ledger.find(once.condition))
    if known is not None:
        return known
    with ledger.turn() as turn:
        known = once.answer(turn.find(once.condition))
        if known is not None:
            return known
        decision = _contested(ledger, turn, asked.decision)
        reviews, outcomes = _of_decision(turn, decision)
        if len(reviews) > len(outcomes):
            raise Conflict(f"Review {reviews[-1].envelope.seq} of this decision is open: it must end before another is asked for.")
        due = stamp(turn.now + timedelta(days=table().review_days))
        facts = {"decision": asked.decision, "due_at": due}
        return turn.add("review", caller.name, decision.envelope.person, {"words": asked.words}, facts, once.recorded)


def conclude(ledger: Ledger, number: int, said: ReviewOutcome, caller: Caller, once: Once) -> Entry:
    """Record a review's outcome. Raises UnknownEntry, Erased, OutOfDomain, NotReady; Conflict when the reviewer has already
    decided on this file, or when the review is closed."""
    known = once.answer(ledger.find(once.condition))
    if known is not None:
        return known
    check_reason(said.outcome, said.reason)
    review = ledger.entry(number)
    if review is None or review.envelope.kind != "review":
        raise UnknownEntry(f"There is no review {number}.")
    with ledger.turn() as turn:
        known = once.answer(turn.find(once.condition))
        if known is not None:
            return known
        decision = _contested(ledger, turn, review.envelope.facts["decision"])
        _, outcomes = _of_decision(turn, decision)
        if any(outcome.envelope.facts["review"] == number for outcome in outcomes):
            raise Conflict(f"Review {number} is closed.")
        if caller.name in {entry.envelope.actor for entry in (decision, *outcomes)}:
            raise Conflict(f"{caller.name} has already decided on this file: another advisor must review it.")
        facts = {"review": number, "decision": decision.envelope.seq}
        return turn.add("review_outcome", caller.name, decision.envelope.person, said.model_dump(), facts, once.recorded)


def _contested(ledger: Ledger, turn: Turn, number: int) -> Entry:
    """A decision, read when nobody can erase it before the turn ends. Raises UnknownEntry, Erased, NotReady."""
    decision, _ = decision_of(ledger, number)
    if is_erased(turn, decision.envelope.person):
        raise Erased(f"The content of decision {number} was erased.")
    return decision


def _of_decision(turn: Turn, decision: Entry) -> tuple[list[Entry], list[Entry]]:
    """The reviews of a decision and their outcomes."""
    of_person = turn.find(LOG.c.person == decision.envelope.person, LOG.c.kind.in_(KINDS[1:]))
    about = [entry for entry in of_person if entry.envelope.facts["decision"] == decision.envelope.seq]
    reviews = [entry for entry in about if entry.envelope.kind == "review"]
    return reviews, [entry for entry in about if entry.envelope.kind == "review_outcome"]
