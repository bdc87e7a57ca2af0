"""For whoever watches the service."""

from typing import Any, Final

from flask import Blueprint, Response

from api import answers
from api.services import services

blueprint: Final = Blueprint("health", __name__, url_prefix="/health")


@blueprint.get("/live")
def live() -> dict[str, Any]:
    """The process answers."""
    return {"status": "alive"}


@blueprint.get("/ready")
def ready() -> Response:
    """The model and the clients are in; 503 with the reason otherwise."""
    serving = services().current()
    return answers.private({"status": "ready", "clients": serving.store.population.clients}, serving)
