"""How bodies leave: ``model_version`` and ``request_id`` last, a tag to ask again by, and never in a shared cache."""

import hashlib
import re
from collections.abc import Iterable
from typing import Any, Final

from flask import Response, g, json, request
from werkzeug.datastructures import Headers

from api.services import Serving
from api.traffic import REQUEST_ID, itself

REFERENCE_SECONDS: Final = 300
_WRITTEN_ZONE: Final = re.compile(b'"zone":"([a-z]+)"')
_JSON: Final = ("Content-Type", "application/json")
PRIVATE: Final = "private, no-cache"
"""Whoever keeps it asks again before each use: a client's data may have been corrected or erased since."""


def private(body: dict[str, Any], serving: Serving) -> Response:
    """A body that tells of a client."""
    g.zone = _zone(body)
    return _tagged(json.dumps(body).encode(), serving, PRIVATE)


def written(told: bytes, serving: Serving, origin: bytes | None) -> Response:
    """A score that was written down when the clients were loaded: it leaves as it is. ``origin``: the same as it was kept, packed."""
    found = _WRITTEN_ZONE.search(told)
    itself(g).zone = found[1].decode() if found else None
    return _tagged(told, serving, PRIVATE, origin)


def explained(told: bytes, serving: Serving, origin: bytes) -> Response:
    """A body that tells of a client, in JSON already, and recommends nothing by itself; ``origin`` is all that it depends on."""
    return _tagged(told, serving, PRIVATE, origin)


def created(body: dict[str, Any], serving: Serving) -> Response:
    """A body that tells of what was just recorded (201)."""
    response = _answer(json.dumps(body).encode(), serving, ("Cache-Control", "private, no-store"))
    response.status_code = 201
    return response


def reference(body: dict[str, Any], serving: Serving) -> Response:
    """A body that tells of no client."""
    return _tagged(json.dumps(body).encode(), serving, f"private, max-age={REFERENCE_SECONDS}")


def _tagged(told: bytes, serving: Serving, caching: str, origin: bytes | None = None) -> Response:
    """The tag is that of what the body says, or of the fewer bytes that it comes from, and of the model; 304 for whoever has it already."""
    asked, known = itself(request), ("Cache-Control", caching)
    if asked.method not in ("GET", "HEAD"):
        return _answer(told, serving, known)
    said = hashlib.blake2b(told if origin is None else origin, digest_size=12, key=serving.model.version.encode())
    response = _answer(told, serving, known, ("ETag", f'W/"{said.hexdigest()}"'))
    if "HTTP_IF_NONE_MATCH" in asked.environ:
        response.make_conditional(asked)
    return response


def _answer(told: bytes, serving: Serving, *headers: tuple[str, str]) -> Response:
    """The model and the request's number are added to the bytes: a body is written once only."""
    version = itself(g).model_version = serving.model.version
    last = (told[:-1], version.encode(), itself(request).environ[REQUEST_ID].encode())
    return Response(b'%b,"model_version":"%b","request_id":"%b"}' % last, headers=_Ours((_JSON, *headers)))


class _Ours(Headers):
    """Headers that are written here, of one line each: werkzeug would look through every one for line ends."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._list = list(pairs)


def _zone(body: dict[str, Any]) -> str | None:
    """The zone that a body recommends, for the counters."""
    score = body.get("score")
    return body.get("zone") or (score.get("zone") if isinstance(score, dict) else None)
