"""How bodies leave: ``model_version`` and ``request_id`` last, a tag to ask again by, and never in a shared cache."""

import hashlib
import re
from typing import Any, Final

from flask import Response, g, json, request

from api.services import Serving

REFERENCE_SECONDS: Final = 300
_WRITTEN_ZONE: Final = re.compile('"zone":"([a-z]+)"')
PRIVATE: Final = "private, no-cache"
"""Whoever keeps it asks again before each use: a client's data may have been corrected or erased since."""


def private(body: dict[str, Any], serving: Serving) -> Response:
    """A body that tells of a client."""
    g.zone = _zone(body)
    return _tagged(json.dumps(body), serving, PRIVATE)


def written(text: str, serving: Serving) -> Response:
    """A score that was written down when the clients were loaded: it leaves as it is."""
    found = _WRITTEN_ZONE.search(text)
    g.zone = found[1] if found else None
    return _tagged(text, serving, PRIVATE)


def explained(text: str, serving: Serving) -> Response:
    """A body that tells of a client, in JSON already, and recommends nothing by itself."""
    return _tagged(text, serving, PRIVATE)


def created(body: dict[str, Any], serving: Serving) -> Response:
    """A body that tells of what was just recorded (201)."""
    response = _answer(_body(json.dumps(body), serving))
    response.headers["Cache-Control"] = "private, no-store"
    response.status_code = 201
    return response


def reference(body: dict[str, Any], serving: Serving) -> Response:
    """A body that tells of no client."""
    return _tagged(json.dumps(body), serving, f"private, max-age={REFERENCE_SECONDS}")


def _tagged(told: str, serving: Serving, caching: str) -> Response:
    """The tag is that of what the body says, whatever the request's number; 304 for whoever has it already."""
    body = _body(told, serving)
    response = _answer(body)
    response.headers["Cache-Control"] = caching
    if request.method in ("GET", "HEAD"):
        response.headers["ETag"] = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        if "If-None-Match" in request.headers:
            response.make_conditional(request)
    return response


def _body(told: str, serving: Serving) -> bytes:
    g.model_version = serving.model.version
    return f'{told[:-1]},"model_version":"{serving.model.version}"}}'.encode()


def _answer(body: bytes) -> Response:
    """The request's number is added to the bytes: a body is written once only."""
    return Response(b'%b,"request_id":"%b"}' % (body[:-1], g.request_id.encode()), content_type="application/json")


def _zone(body: dict[str, Any]) -> str | None:
    """The zone that a body recommends, for the counters."""
    score = body.get("score")
    return body.get("zone") or (score.get("zone") if isinstance(score, dict) else None)
