"""What is known and said of one client."""

from typing import Any, Final

from flask import Blueprint, Response, request

from api import answers, inputs
from api.access.gate import caller, gate, needs
from api.decisions.present import history
from api.decisions.service import decisions
from api.presenters import client as present
from api.presenters import shap
from api.presenters.screen import screen
from api.services import services
from api.watch import watcher
from scoring.errors import NotReady

blueprint: Final = Blueprint("clients", __name__)


@blueprint.get("/get_score/<client_id>")
@needs("score:read")
def get_score(client_id: str) -> Response:
    """The score, the recommendation and its reasons."""
    serving, client = services().client(inputs.client_id(client_id))
    told = serving.written(client) or present.score(serving, client)
    watcher().see(serving, client.packed_features, told, client)
    return answers.private(told, serving) if isinstance(told, dict) else answers.written(told, serving, client.packed_answer)


@blueprint.get("/get_info_client/<client_id>")
@needs("client:read")
def get_info_client(client_id: str) -> Response:
    """The client's data, with a label, a unit and words for each."""
    serving, client = services().client(inputs.client_id(client_id))
    return answers.private(present.info(serving, client), serving)


@blueprint.get("/get_shap/<client_id>")
@needs("score:read")
def get_shap(client_id: str) -> Response:
    """What each feature and each family contributed to the score."""
    serving, client = services().client(inputs.client_id(client_id))
    told, origin = shap.written(serving, client)
    return answers.explained(told, serving, origin)


@blueprint.get("/get_client_screen/<client_id>")
@needs("score:read", also="client:read")
def get_client_screen(client_id: str) -> Response:
    """All that a screen shows of a client: the three above, the percentiles, the levers, the paths if asked for, the decisions in short."""
    number, searched = inputs.client_id(client_id), inputs.flag(request.args, "recourse")
    serving, client = services().client(number)
    body = screen(serving, client, _history(client.id), searched)
    watcher().see(serving, client.packed_features, body["score"], client)
    return answers.private(body, serving)


def _history(client_id: int) -> list[dict[str, Any]] | None:
    """The client's decisions, for whoever says who they are; ``None`` too while the log does not answer."""
    if not caller().name:
        return None
    try:
        ledger = decisions().ledger()
        return history(ledger, ledger.person(client_id))
    except NotReady:
        return None


@blueprint.get("/get_id_client")
@needs("client:read")
def get_id_client() -> Response:
    """Client numbers that begin with some digits; with portfolios, those of the caller's."""
    prefix, limit = inputs.prefix_and_limit(request.args)
    serving, portfolios = services().current(), gate().portfolios
    bound = portfolios.bind(caller())
    ids, total = portfolios.ids(caller(), prefix, limit) if bound else serving.store.ids(prefix, limit)
    return answers.private({"data": ids, "total": total, "yours_only": bound}, serving)
