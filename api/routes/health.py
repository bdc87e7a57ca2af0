"""For whoever watches the service."""

from typing import Any, Final

from flask import Blueprint, Response

from api import answers
from api.access.gate import public
from api.services import services
from api.traffic import request_id

blueprint: Final = Blueprint("health", __name__, url_prefix="/health")


@blueprint.get("/live")
@public
def live() -> dict[str, Any]:
    """The process answers; ``model_version`` is null while no model is in use."""
    return {"status": "alive", "model_version": services().version, "request_id": request_id()}


@blueprint.get("/ready")
@public
def ready() -> Response:
    """The model and the clients are in; 503 with the reason otherwise."""
    serving = services().current()
    return answers.private({"status": "ready", "clients": serving.store.population.clients}, serving)
