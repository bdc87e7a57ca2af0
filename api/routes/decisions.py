"""What an advisor decided on a client, and why."""

from typing import Final

from flask import Blueprint, Response, request

from api import answers, bodies, inputs
from api.decisions import present
from api.decisions.decide import decide
from api.decisions.idempotency import Once
from api.decisions.replay import decision_of, replay
from api.decisions.service import decisions, identified
from api.services import services

blueprint: Final = Blueprint("decisions", __name__, url_prefix="/decisions")


@blueprint.post("")
def post_decision() -> Response:
    """Record one decision on one client."""
    who, asked, ledger = identified("decision:write"), bodies.read(request, bodies.NewDecision), decisions().ledger()
    entry = decide(ledger, services(), asked, who, Once.of(request, asked, who, ledger))
    return answers.created(present.decision(entry, ledger.content(entry)), services().current())


@blueprint.get("")
def get_decisions() -> Response:
    """A client's decisions, with their reviews."""
    identified("client:read")
    client_id, ledger = inputs.client_id(request.args.get("client", "")), decisions().ledger()
    return answers.private({"data": present.history(ledger, ledger.person(client_id))}, services().current())


@blueprint.get("/reasons")
def get_reasons() -> Response:
    """The reasons that a decision may give."""
    return answers.reference(present.reasons(), services().current())


@blueprint.get("/<number>/replay")
def get_replay(number: str) -> Response:
    """What was on screen when a decision was taken."""
    identified("client:read")
    serving = services().current()
    entry, content = decision_of(decisions().ledger(), inputs.entry_number(number))
    return answers.private(replay(entry, content, serving.model), serving)
