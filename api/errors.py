"""The one place where exceptions become answers: ``application/problem+json`` (RFC 9457)."""

import logging
import math
import traceback
from typing import Any, Final

from flask import Flask, Response, current_app
from flask import json as flask_json
from werkzeug.exceptions import HTTPException, InternalServerError

from api.traffic import line, request_id
from scoring.errors import BrokenModel, NotReady, OutOfRange, ScoreUnavailable, ScoringError, UnknownClient, UnknownFeature

LOG: Final = logging.getLogger("api")
RETRY_SECONDS: Final = 2


class Malformed(ScoringError):
    """What the caller sent cannot be read; the message lists every violation and what is accepted."""

    def __init__(self, *violations: str) -> None:
        super().__init__(" ".join(violations))


class NotIdentified(ScoringError):
    """Nobody says who asks."""


class NotAllowed(ScoringError):
    """Who asks may not do this."""


class NotYours(ScoringError):
    """There is such a client, of whom somebody else is in charge."""


class UnknownEntry(ScoringError):
    """The log holds no entry of this number and kind."""


class Conflict(ScoringError):
    """What is asked contradicts what is: another model, another advisor, a review that is open or closed already."""


class Erased(ScoringError):
    """The content existed, and was erased or purged."""


class TooMany(ScoringError):
    """A caller goes faster than it may; ``wait`` is how many seconds to wait."""

    def __init__(self, wait: float, what: str) -> None:
        super().__init__(f"Too many {what} in a short time: wait {math.ceil(wait)} s, as the header Retry-After says.")
        self.wait = wait


class RecommendationsOff(ScoringError):
    """Recommendations are suspended: advisors decide alone."""


class OutOfDomain(ScoringError):
    """What the caller sent can be read, and cannot be."""


_KNOWN: Final[dict[type[ScoringError], tuple[int, str, str]]] = {
    Malformed: (400, "malformed-request", "Malformed request"),
    UnknownClient: (404, "unknown-client", "Unknown client"),
    UnknownFeature: (404, "unknown-feature", "Unknown feature"),
    UnknownEntry: (404, "unknown-entry", "Unknown entry"),
    NotIdentified: (401, "not-identified", "Not identified"),
    NotAllowed: (403, "not-allowed", "Not allowed"),
    NotYours: (403, "not-yours", "Not your client"),
    Conflict: (409, "conflict", "Conflict"),
    Erased: (410, "erased", "Erased"),
    ScoreUnavailable: (422, "score-unavailable", "Score indisponible / Score unavailable"),
    OutOfDomain: (422, "out-of-domain", "Out of domain"),
    OutOfRange: (422, "out-of-domain", "Out of domain"),
    TooMany: (429, "too-many-requests", "Too many requests"),
    RecommendationsOff: (503, "recommendations-off", "Recommandations suspendues / Recommendations suspended"),
    NotReady: (503, "not-ready", "Not ready"),
    BrokenModel: (503, "not-ready", "Not ready"),
}
_SAID: Final = {
    404: "There is no such route; GET / lists those that exist.",
    405: "This route does not take this method; the header Allow lists those that it takes.",
    413: "The request's body is too large.",
    415: "The body must be JSON, with the header Content-Type: application/json.",
}


def install(app: Flask) -> None:
    """Map the domain's exceptions, HTTP's and the unforeseen."""
    app.register_error_handler(ScoringError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def problem(status: int, code: str, title: str, detail: str) -> Response:
    """An answer that is a problem document."""
    return Response(flask_json.dumps(_document(status, code, title, detail)), status, content_type="application/problem+json")


def told(error: Exception) -> dict[str, Any]:
    """The problem document of an error that is one line of an answer; the unforeseen is logged, as elsewhere."""
    if isinstance(error, ScoringError) and type(error) in _KNOWN:
        return _document(*_KNOWN[type(error)], str(error))
    return _document(500, *_log_unforeseen(error))


def _document(status: int, code: str, title: str, detail: str) -> dict[str, Any]:
    """``error`` repeats ``detail`` for older clients; ``model_version`` is null when no model is in use."""
    return {
        "type": f"urn:pret-a-depenser:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "request_id": request_id(),
        "error": detail,
        "model_version": current_app.extensions["services"].version,
    }


def _known(error: ScoringError) -> Response:
    if type(error) not in _KNOWN:
        return _unforeseen(error)
    status, code, title = _KNOWN[type(error)]
    response = problem(status, code, title, str(error))
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(math.ceil(error.wait))
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="pret-a-depenser"'
    return response


def _http(error: HTTPException) -> Response:
    if isinstance(error, InternalServerError) and isinstance(error.original_exception, Exception):
        return _unforeseen(error.original_exception)
    status = error.code or 500
    code = error.name.lower().replace(" ", "-")
    response = problem(status, code, error.name, _SAID.get(status, error.description or error.name))
    kept = ((name, value) for name, value in error.get_headers() if name.lower() != "content-type")
    response.headers.extend(kept)  # a 405 must keep Allow
    return response


def _unforeseen(error: Exception) -> Response:
    return problem(500, *_log_unforeseen(error))


def _log_unforeseen(error: Exception) -> tuple[str, str, str]:
    trace = "".join(traceback.format_exception(error))
    LOG.error(line("error", trace=trace))
    return "internal-error", "Internal error", "The API failed; its log tells why under this request_id."
