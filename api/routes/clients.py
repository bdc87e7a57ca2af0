"""What is known and said of one client."""

from typing import Final

from flask import Blueprint, Response, request

from api import answers, inputs
from api.access.gate import needs
from api.presenters import client as present
from api.services import services

blueprint: Final = Blueprint("clients", __name__)


@blueprint.get("/get_score/<client_id>")
@needs("score:read")
def get_score(client_id: str) -> Response:
    """The score, the recommendation and its reasons."""
    serving, client = services().client(inputs.client_id(client_id))
    return answers.private(present.score(serving, client), serving)


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
    return answers.private(present.shap(serving, client), serving)


@blueprint.get("/get_client_screen/<client_id>")
@needs("score:read")
def get_client_screen(client_id: str) -> Response:
    """The three above and the client's percentiles, in one answer."""
    serving, client = services().client(inputs.client_id(client_id))
    return answers.private(present.screen(serving, client), serving)


@blueprint.get("/get_id_client")
@needs("client:read")
def get_id_client() -> Response:
    """Client numbers that begin with some digits."""
    prefix, limit = inputs.prefix_and_limit(request.args)
    serving = services().current()
    ids, total = serving.store.ids(prefix, limit)
    return answers.private({"data": ids, "total": total}, serving)
