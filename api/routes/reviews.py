"""A client contests; another advisor looks again."""

from typing import Final

from flask import Blueprint, Response, request

from api import answers, bodies, inputs
from api.access.gate import caller, gate, needs
from api.decisions import present, reviews
from api.decisions.idempotency import Once
from api.decisions.service import decisions
from api.services import services

blueprint: Final = Blueprint("reviews", __name__, url_prefix="/reviews")


@blueprint.post("")
@needs("decision:write", person=True)
def post_review() -> Response:
    """Record a client's request for review."""
    who, asked, ledger, serving = caller(), bodies.read(request, bodies.NewReview), decisions().ledger(), services().current()
    entry = reviews.ask(ledger, asked, who, Once.of(request, asked, who, ledger))
    return answers.created(present.review(entry, ledger.recorded(entry)), serving)


@blueprint.get("")
@needs("review:write", named=True)
def get_reviews() -> Response:
    """The reviews that wait for an outcome, the most urgent first. Each is a read of its client's data."""
    ledger, may_review = decisions().ledger(), caller().person
    waiting = present.open_reviews(ledger)
    for entry in waiting:
        gate().note(entry.envelope.person)
    now = ledger.clock()
    return answers.private({"data": [present.waiting(ledger, entry, now, may_review) for entry in waiting]}, services().current())


@blueprint.post("/<number>/outcome")
@needs("review:write", person=True)
def post_outcome(number: str) -> Response:
    """Record what another advisor decided."""
    who, said, ledger, serving = caller(), bodies.read(request, bodies.ReviewOutcome), decisions().ledger(), services().current()
    entry = reviews.conclude(ledger, inputs.entry_number(number), said, who, Once.of(request, said, who, ledger))
    return answers.created(present.outcome(entry, ledger.recorded(entry)), serving)
