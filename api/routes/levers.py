"""What would change if something changed: simulations and paths, of which nothing is stored."""

from typing import Final

from flask import Blueprint, Response, request

from api import answers, bodies, inputs
from api.access.gate import needs
from api.forms import Changes
from api.presenters import simulation as present
from api.services import services

blueprint: Final = Blueprint("levers", __name__)


@blueprint.get("/levers/<client_id>")
@needs("score:read")
def get_levers(client_id: str) -> Response:
    """What a simulation may move for a client: value now, range, step, unit."""
    serving, client = services().client(inputs.client_id(client_id))
    return answers.private(present.levers(serving, client), serving)


@blueprint.post("/simulate/<client_id>")
@needs("score:read")
def post_simulation(client_id: str) -> Response:
    """Before and after some changes, and what they moved."""
    number, asked = inputs.client_id(client_id), bodies.read(request, Changes)
    serving, client = services().client(number)
    return answers.private(present.simulation(serving, client, asked.changes), serving)


@blueprint.get("/recourse/<client_id>")
@needs("score:read")
def get_recourse(client_id: str) -> Response:
    """The shortest paths to a recommended approval, or that there is none."""
    serving, client = services().client(inputs.client_id(client_id))
    return answers.private(present.paths(serving, client), serving)
