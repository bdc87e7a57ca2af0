"""The three cookies: the session's, the one that scripts of the page may read, and the one of a sign-in on its way."""

import hashlib
import hmac
from typing import Final, Literal

from flask import Request, Response

CSRF: Final = "_csrf_token"
"""The name that Dash looks for: it sends what it finds in the header ``X-CSRFToken`` of every call."""
CSRF_HEADER: Final = "X-CSRFToken"
SESSION: Final = "desk"
FLOW: Final = "desk_flow"
"""A sign-in on its way: the form's own token, or the state of the provider's."""


def is_secure(request: Request, public_url: str) -> bool:
    """Whether the browser came by TLS: as the public address says, else as the request does (behind a proxy, what it forwards)."""
    return public_url.startswith("https://") if public_url else request.is_secure


def read(request: Request, name: str, secure: bool) -> str:
    """What the browser holds under a name; empty without it."""
    return request.cookies.get(_called(name, secure), "")


def put(response: Response, name: str, value: str, secure: bool, same_site: Literal["Strict", "Lax"] = "Strict") -> None:
    """Give the browser a cookie that no script can read, for this very host, until the browser closes."""
    response.set_cookie(_called(name, secure), value, secure=secure, httponly=True, samesite=same_site, path="/")


def put_csrf(response: Response, session: str, secure: bool) -> None:
    """Give the page's scripts the token of their session."""
    response.set_cookie(CSRF, csrf_of(session), secure=secure, httponly=False, samesite="Strict", path="/")


def drop(response: Response, secure: bool) -> None:
    """Take every cookie back."""
    for name in (SESSION, FLOW):
        response.delete_cookie(_called(name, secure), secure=secure, httponly=True, samesite="Strict", path="/")
    response.delete_cookie(CSRF, secure=secure, samesite="Strict", path="/")


def csrf_of(session: str) -> str:
    """The token of a session: whoever does not know its number cannot make it, and it does not give the number away."""
    return hashlib.sha256(b"csrf " + session.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two tokens are equal and not empty, in constant time."""
    return bool(one) and hmac.compare_digest(one.encode(), other.encode())


def _called(name: str, secure: bool) -> str:
    """Behind TLS, ``__Host-``: no other host of the domain can put it."""
    return f"__Host-{name}" if secure else name
