"""For whoever watches the service from outside."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from flask import Blueprint, Response
from sqlalchemy import func, select

from api.access.gate import gate, needs
from api.decisions.schema import LOG
from api.decisions.service import decisions
from api.metrics import CONTENT_TYPE, Sample
from api.services import services
from api.watch import watcher
from scoring.errors import ScoringError

blueprint: Final = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
@needs("model:admin")
def get_metrics() -> Response:
    """Requests, latencies, zones, limits, decisions, the mode and the model in service, over every worker."""
    return Response("\n".join(gate().metrics.lines(_state())) + "\n", content_type=CONTENT_TYPE)


def _state() -> Iterator[tuple[str, str, list[Sample]]]:
    """What is so at this moment; a gauge whose source does not answer is absent, which an alert can see."""
    try:
        serving = services().current()
    except ScoringError:
        yield "api_ready", "Whether the model and the clients are in.", [({}, 0)]
    else:
        yield "api_ready", "Whether the model and the clients are in.", [({}, 1)]
        yield "api_clients", "Clients in the store.", [({}, serving.store.population.clients)]
        yield "api_model_info", "The model in service.", [({"version": serving.model.version}, 1)]
    with suppress(ScoringError):
        yield from watcher().gauges()
    try:
        yield "api_recommendations_off", "Whether the stop button is pressed.", [({}, int(gate().mode.manual()))]
        yield "api_log_entries", "Entries of the log of decisions, by kind.", [({"kind": kind}, count) for kind, count in _entries()]
    except ScoringError:
        return


def _entries() -> list[tuple[str, int]]:
    query = select(LOG.c.kind, func.count()).group_by(LOG.c.kind).order_by(LOG.c.kind)
    with decisions().ledger().log.reading() as connection:
        return [(kind, count) for kind, count in connection.execute(query)]
