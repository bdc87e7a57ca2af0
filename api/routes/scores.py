"""Scores for other services: of someone without a number, or of many at once."""

from collections.abc import Iterator
from typing import Any, Final

from flask import Blueprint, Response, json, request, stream_with_context

from api import answers, bodies, errors, repeated
from api.access.gate import gate, needs
from api.forms import Batch, NewApplicant, OneClient
from api.presenters import client as present
from api.presenters import newcomer
from api.services import Serving, services
from api.traffic import request_id
from api.watch import watcher
from scoring.store import StoredClient
from scoring.store.records import to_bytes

blueprint: Final = Blueprint("scores", __name__, url_prefix="/score")
blueprint.record(repeated.install)
LARGEST_BODY: Final = 8 * 1024 * 1024
"""A thousand applications with a past."""
Item = StoredClient | NewApplicant | Exception


@blueprint.url_value_preprocessor
def _larger(_: str | None, __: dict[str, Any] | None) -> None:
    """These bodies may be larger than the others; runs before their size is looked at."""
    request.max_content_length = LARGEST_BODY


@blueprint.post("")
@needs("score:read")
def post_score() -> Response:
    """The score of someone without a number."""
    serving, asked = services().current(), bodies.read(request, NewApplicant)
    repeated.check(request, serving)
    return answers.private(_of_newcomer(serving, asked), serving)


@blueprint.post("/batch")
@needs("score:read")
def post_batch() -> Response:
    """Scores of up to a thousand, a line of JSON each, in the order of the request."""
    serving, asked = services().current(), bodies.read(request, Batch)
    repeated.check(request, serving)
    items = [_item(serving, given) for given in asked.items]  # reads are counted and recorded before the first line leaves
    lines = stream_with_context(_lines(serving, items))
    return Response(lines, content_type="application/x-ndjson", headers={"Cache-Control": answers.PRIVATE})


def _item(serving: Serving, given: Any) -> Item:
    """What one item asks for; each number costs a look, and is a read where there is such a client."""
    try:
        if isinstance(given, dict):
            return bodies.checked(given, NewApplicant)
        asked = bodies.checked({"client": given}, OneClient)
        gate().pay(asked.client, counted=True)
        client = serving.store.client(asked.client)
        gate().note(client.id)
        return client
    except Exception as error:  # said in its line
        return error


def _lines(serving: Serving, items: list[Item]) -> Iterator[str]:
    for place, item in enumerate(items):
        try:
            gate().mode.require_automatic()  # the stop button may be pressed while the lines leave
            found = {"status": 200, **_scored(serving, item)}
            gate().metrics.count(found["zone"])
        except Exception as error:  # one that fails leaves the others their answers
            found = errors.told(error)
        last = {"model_version": serving.model.version, "request_id": request_id()}
        yield json.dumps({"item": place, **found, **last}) + "\n"


def _scored(serving: Serving, item: Item) -> dict[str, Any]:
    if isinstance(item, Exception):
        raise item
    if isinstance(item, NewApplicant):
        return _of_newcomer(serving, item)
    told = present.score(serving, item)
    watcher().see(serving, item.packed_features, told, item)
    return told


def _of_newcomer(serving: Serving, asked: NewApplicant) -> dict[str, Any]:
    row = newcomer.row(serving, asked)
    told = newcomer.score(serving, asked, row)
    watcher().see(serving, to_bytes(row), told)
    return told
