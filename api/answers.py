"""How bodies leave: ``model_version`` and ``request_id`` last; client data never cached, reference data cached with a tag."""

import hashlib
from typing import Any, Final

from flask import Response, g, json, request

from api.services import Serving

REFERENCE_SECONDS: Final = 300
PRIVATE: Final = "private, no-store"


def private(body: dict[str, Any], serving: Serving) -> Response:
    """A body that tells of a client: no cache may keep it."""
    response = _answer(body, serving)
    response.headers["Cache-Control"] = PRIVATE
    return response


def created(body: dict[str, Any], serving: Serving) -> Response:
    """A body that tells of what was just recorded (201)."""
    response = private(body, serving)
    response.status_code = 201
    return response


def reference(body: dict[str, Any], serving: Serving) -> Response:
    """A body that tells of no client; its tag is that of what it says, whatever the request's number."""
    tag = hashlib.sha256(json.dumps(body | {"model_version": serving.model.version}).encode()).hexdigest()[:20]
    response = _answer(body, serving)
    response.headers["Cache-Control"] = f"private, max-age={REFERENCE_SECONDS}"
    response.set_etag(tag, weak=True)
    response.make_conditional(request)
    return response


def _answer(body: dict[str, Any], serving: Serving) -> Response:
    complete = body | {"model_version": serving.model.version, "request_id": g.request_id}
    return Response(json.dumps(complete), content_type="application/json")
