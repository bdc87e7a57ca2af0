"""What an advisor decided on a client, and why."""

from typing import Final

from flask import Blueprint, Response, request

from api import answers, bodies, inputs
from api.access.gate import caller, gate, known, needs
from api.decisions import present
from api.decisions.decide import decide
from api.decisions.idempotency import Once
from api.decisions.replay import decision_of, replay
from api.decisions.service import decisions
from api.services import services

blueprint: Final = Blueprint("decisions", __name__, url_prefix="/decisions")


@blueprint.post("")
@needs("decision:write", person=True)
def post_decision() -> Response:
    """Record one decision on one client."""
    who, asked, ledger, serving = caller(), bodies.read(request, bodies.NewDecision), decisions().ledger(), services().current()
    gate().look_at(asked.client, counted=True)  # the answer holds what was on screen
    entry = decide(ledger, services(), asked, who, Once.of(request, asked, who, ledger), gate().mode.manual())
    return answers.created(present.decision(entry, ledger.recorded(entry)), serving)


@blueprint.get("")
@needs("client:read", named=True)
def get_decisions() -> Response:
    """A client's decisions, with their reviews."""
    client_id, ledger = inputs.client_id(request.args.get("client", "")), decisions().ledger()
    gate().look_at(client_id, counted=True)
    return answers.private({"data": present.history(ledger, ledger.person(client_id))}, services().current())


@blueprint.get("/reasons")
@known
def get_reasons() -> Response:
    """The reasons that a decision may give."""
    return answers.reference(present.reasons(), services().current())


@blueprint.get("/<number>/replay")
@needs("client:read", also="score:read", named=True)
def get_replay(number: str) -> Response:
    """What was on screen when a decision was taken: no new recommendation, so that the stop button leaves it open."""
    serving = services().current()
    entry, content = decision_of(decisions().ledger(), inputs.entry_number(number))
    gate().look_at(content["client"], counted=True, sent=False)  # the address names no client: known only now
    return answers.private(replay(entry, content, serving.model), serving)
