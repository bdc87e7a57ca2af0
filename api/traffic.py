"""What every request gets: a number, protective headers, and one line of JSON in the log that names no client."""

import hashlib
import json
import logging
import random
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, TypeVar

from flask import Flask, Request, Response, current_app, g, has_app_context, has_request_context, request
from flask.ctx import _AppCtxGlobals
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
REQUEST_ID: Final = "api.request_id"
"""Where the environment of a request holds its number."""
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Found = TypeVar("Found")


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
        asked, known = itself(request), itself(g)
        response.headers.setdefault("Cache-Control", "no-store")
        zone = known.get("zone") if response.status_code == 200 else None
        version = known.get("model_version") or model_in_use()
        if response.is_streamed and not response.direct_passthrough:  # its lines are worked out while they leave
            response.call_on_close(lambda: _tell(asked, known, response.status_code, zone, version))
        else:
            _tell(asked, known, response.status_code, zone, version)
        return response

    def _tell(asked: Request, known: _AppCtxGlobals, status: int, zone: str | None, version: str | None) -> None:
        seconds = time.perf_counter() - known.started
        app.extensions["gate"].metrics.observe(asked.endpoint, status, seconds, zone)
        LOG.info(_request_line(asked, known, status, seconds, log_key, version))


def _protected(app: Wsgi) -> Wsgi:
    """The same answers with the request's number and the protective headers, which no route may do without."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        number = environ[REQUEST_ID] = given if _SANE_ID.fullmatch(given) else f"{random.getrandbits(128):032x}"
        return app(environ, lambda status, headers, *error: start(status, [*headers, ("X-Request-ID", number), *HEADERS], *error))

    return answer


def itself(proxy: Found) -> Found:
    """What one of Flask's proxies stands for, which it looks for again at each attribute: for code that every request runs."""
    found: Found = proxy._get_current_object()  # type: ignore[attr-defined]
    return found


def pseudonym(client_id: str, key: bytes) -> str:
    """A client's name in the log: a keyed hash, since a plain one of a short number is undone by trying them all.

    BLAKE2b with a key (RFC 7693) is a MAC by itself, in a twentieth of the time that one of OpenSSL takes to start.
    """
    return hashlib.blake2b(client_id.encode(), key=_of_32_bytes(key), digest_size=6).hexdigest()


@lru_cache(maxsize=8)
def _of_32_bytes(key: bytes) -> bytes:
    return hashlib.blake2b(key, digest_size=32).digest()


def request_id() -> str:
    """The number of the request that is being answered."""
    return str(request.environ[REQUEST_ID])


def model_in_use() -> str | None:
    """The model that answered, or that was there when an answer was refused; ``None`` when there was none."""
    version: str | None = g.get("model_version") or current_app.extensions["services"].version
    return version


def line(event: str, **facts: object) -> str:
    """A line of the log: when, what happened, under which request and with which model (null where there is none)."""
    return _line(event, facts, request_id() if has_request_context() else None, model_in_use() if has_app_context() else None)


def _line(event: str, facts: Mapping[str, object], number: str | None, version: str | None) -> str:
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return json.dumps({"time": now, "event": event, **facts, "request_id": number, "model_version": version})


def _request_line(asked: Request, known: _AppCtxGlobals, status: int, seconds: float, key: bytes, version: str | None) -> str:
    client = (asked.view_args or {}).get("client_id") or asked.args.get("client")
    who = known.get("caller")
    facts = {
        "method": asked.method,
        "route": asked.url_rule.rule if asked.url_rule else "unmatched",
        "status": status,
        "ms": round(1000 * seconds, 2),
        **({"caller": who.name} if who and who.name else {}),
        **({"client": pseudonym(client, key)} if client else {}),
    }
    return _line("request", facts, asked.environ[REQUEST_ID], version)


def _configure_log() -> None:
    """Lines go to standard error as they are, once, whoever configured logging before."""
    # Python's own advice (Logging HOWTO, "Optimization"): no line says who called, nor from which thread.
    logging._srcfile, logging.logThreads, logging.logMultiprocessing = None, False, False
    if not LOG.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        LOG.addHandler(handler)
        LOG.setLevel(logging.INFO)
        LOG.propagate = False
