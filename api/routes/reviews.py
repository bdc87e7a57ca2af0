"""A client contests; another advisor looks again."""

from typing import Final

from flask import Blueprint, Response, request

from api import answers, bodies, inputs
from api.access.gate import caller, gate, needs
from api.decisions import present, reviews
from api.decisions.idempotency import Once
from api.decisions.ledger import Ledger
from api.decisions.replay import decision_of
from api.decisions.service import decisions
from api.services import services

blueprint: Final = Blueprint("reviews", __name__, url_prefix="/reviews")


@blueprint.post("")
@needs("decision:write", person=True)
def post_review() -> Response:
    """Record a client's request for review."""
    who, asked, ledger, serving = caller(), bodies.read(request, bodies.NewReview), decisions().ledger(), services().current()
    _require_charge(ledger, asked.decision)
    entry = reviews.ask(ledger, asked, who, Once.of(request, asked, who, ledger))
    return answers.created(present.review(entry, ledger.recorded(entry)), serving)


@blueprint.get("")
@needs("review:write", named=True)
def get_reviews() -> Response:
    """The reviews that wait for an outcome, the most urgent first. Each is a read of its client's data."""
    ledger, who, told = decisions().ledger(), caller(), []
    now, bound = ledger.clock(), gate().portfolios.bind(caller())
    for entry in present.open_reviews(ledger):
        review = present.waiting(ledger, entry, now, who.person)
        client = review.get("id_client")
        if bound and not (client and gate().portfolios.has(who, int(client))):
            continue  # nor one of whom nobody can tell
        gate().note(entry.envelope.person)
        told.append(review)
    return answers.private({"data": told}, services().current())


@blueprint.post("/<number>/outcome")
@needs("review:write", person=True)
def post_outcome(number: str) -> Response:
    """Record what another advisor decided."""
    who, said, ledger, serving = caller(), bodies.read(request, bodies.ReviewOutcome), decisions().ledger(), services().current()
    review = ledger.entry(inputs.entry_number(number))
    if review is not None and review.envelope.kind == "review":
        _require_charge(ledger, review.envelope.facts["decision"])
    entry = reviews.conclude(ledger, inputs.entry_number(number), said, who, Once.of(request, said, who, ledger))
    return answers.created(present.outcome(entry, ledger.recorded(entry)), serving)


def _require_charge(ledger: Ledger, decision: int) -> None:
    """Raise NotYours for a decision on a client of whom the caller is not in charge; as :func:`decision_of` when nobody can tell."""
    if gate().portfolios.bind(caller()):
        _, content = decision_of(ledger, decision)
        gate().pay(content["client"], counted=True, sent=False)
