"""What every request gets: a number, protective headers, and one line of JSON in the log that names no client."""

import hashlib
import json
import logging
import random
import re
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Final

from flask import Flask, Response, current_app, g, has_app_context, has_request_context, request
from werkzeug.exceptions import RequestEntityTooLarge

LOG: Final = logging.getLogger("api")
_SANE_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
HEADERS: Final[tuple[tuple[str, str], ...]] = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
)
_REQUEST_ID: Final = "api.request_id"
"""Where the environment of a request holds its number."""
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def install(app: Flask, log_key: bytes) -> None:
    """Hook the app's requests; ``log_key`` makes the pseudonyms of the log."""
    _configure_log()
    app.wsgi_app = _protected(app.wsgi_app)  # type: ignore[method-assign,assignment]

    @app.before_request
    def _begin() -> None:
        g.started = time.perf_counter()
        if "CONTENT_LENGTH" in request.environ and (request.content_length or 0) > (request.max_content_length or 0):
            raise RequestEntityTooLarge

    @app.after_request
    def _end(response: Response) -> Response:
        response.headers.setdefault("Cache-Control", "no-store")
        seconds = time.perf_counter() - g.started
        zone = g.get("zone") if response.status_code == 200 else None
        app.extensions["gate"].metrics.observe(request.endpoint, response.status_code, seconds, zone)
        LOG.info(_request_line(response.status_code, seconds, log_key))
        return response


def _protected(app: Wsgi) -> Wsgi:
    """The same answers with the request's number and the protective headers, which no route may do without."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        number = environ[_REQUEST_ID] = given if _SANE_ID.fullmatch(given) else f"{random.getrandbits(128):032x}"
        return app(environ, lambda status, headers, *error: start(status, [*headers, ("X-Request-ID", number), *HEADERS], *error))

    return answer


def pseudonym(client_id: str, key: bytes) -> str:
    """A client's name in the log: a keyed hash, since a plain one of a short number is undone by trying them all.

    BLAKE2b with a key (RFC 7693) is a MAC by itself, in a twentieth of the time that one of OpenSSL takes to start.
    """
    secret = hashlib.blake2b(key, digest_size=32).digest()  # of any length
    return hashlib.blake2b(client_id.encode(), key=secret, digest_size=6).hexdigest()


def request_id() -> str:
    """The number of the request that is being answered."""
    return str(request.environ[_REQUEST_ID])


def model_in_use() -> str | None:
    """The model that answered, or that was there when an answer was refused; ``None`` when there was none."""
    version: str | None = g.get("model_version") or current_app.extensions["services"].version
    return version


def line(event: str, **facts: object) -> str:
    """A line of the log: when, what happened, under which request and with which model (null where there is none)."""
    in_app, asked = has_app_context(), has_request_context()
    return json.dumps(
        {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "event": event,
            **facts,
            "request_id": request_id() if asked else None,
            "model_version": model_in_use() if in_app else None,
        }
    )


def _request_line(status: int, seconds: float, key: bytes) -> str:
    client = (request.view_args or {}).get("client_id") or request.args.get("client")
    who = g.get("caller")
    return line(
        "request",
        method=request.method,
        route=request.url_rule.rule if request.url_rule else "unmatched",
        status=status,
        ms=round(1000 * seconds, 2),
        **({"caller": who.name} if who and who.name else {}),
        **({"client": pseudonym(client, key)} if client else {}),
    )


def _configure_log() -> None:
    """Lines go to standard error as they are, once, whoever configured logging before."""
    if not LOG.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        LOG.addHandler(handler)
        LOG.setLevel(logging.INFO)
        LOG.propagate = False
