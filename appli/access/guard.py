"""The one door of a closed dashboard: whoever did not sign in is sent to do it, whoever did is known for the time of a request."""

import logging
import re
from contextlib import ExitStack
from typing import Final
from urllib.parse import quote

from flask import Flask, Response, g, request

from appli.access import cookies
from appli.access.accounts import Accounts
from appli.access.database import Database
from appli.access.errors import AccessError
from appli.access.language import spoken
from appli.access.origin import SAFE, refused
from appli.access.people import speak_for
from appli.access.sessions import Session, Sessions
from appli.access.settings import Access

log = logging.getLogger(__name__)
PUBLIC: Final = re.compile(r"/(sign-in(/.*)?|assets/.*|_dash-component-suites/.*|health/live|_favicon\.ico)")
"""What needs no session: signing in, and what shows nothing of anybody (styles, scripts, the sign of life)."""
WHILE_LOCKED: Final = ("/session/lock", "/session/unlock", "/sign-out")
_AGAIN: Final = '<!doctype html><html lang="{}"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={}"><title>…</title></html>'


class Guard:
    """Accounts, sessions, and who a request speaks for."""

    def __init__(self, access: Access) -> None:
        self.access = access
        database = Database(access.accounts)
        database.prepare()
        self.database = database
        self.accounts = Accounts(database)
        self.sessions = Sessions(database, access)

    def secure(self) -> bool:
        """Whether this request came by TLS."""
        return cookies.is_secure(request, self.access.public_url)

    def number(self) -> str:
        """The session's number that the browser holds; empty without it."""
        return cookies.read(request, cookies.SESSION, self.secure())

    def enter(self) -> Response | None:
        """Before anything else: nothing, or the answer for who may not come in."""
        g.speaking = ExitStack()
        if PUBLIC.fullmatch(request.path):
            return None
        session = self.sessions.find(self.number()) if self.number() else None
        if session is None:
            return self._outside()
        if session.locked and request.path not in WHILE_LOCKED:
            return to_sign_in() if _is_page() else refused(423, "The screen is locked.")
        if request.method not in SAFE and not self._has_token():
            return refused(403, "This call does not carry the token of its session.")
        g.session = session
        g.speaking.enter_context(speak_for(session.person, self.accounts.directory))
        return None

    def _has_token(self) -> bool:
        return cookies.same(request.headers.get(cookies.CSRF_HEADER, ""), cookies.csrf_of(self.number()))

    def _outside(self) -> Response:
        """A browser that follows a link of another site holds back a Strict cookie: it is sent here again, from here."""
        if not _is_page():
            return refused(401, "Nobody is signed in.")
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            return again(request.path)
        return to_sign_in()


def install(server: Flask, access: Access) -> Guard:
    """Hang the door."""
    guard = Guard(access)
    server.before_request(guard.enter)
    server.teardown_request(_leave)
    server.after_request(_keep_nothing)
    server.register_error_handler(AccessError, _out_of_order)
    return guard


def session() -> Session:
    """The session of this request."""
    found: Session = g.session
    return found


def to_sign_in() -> Response:
    """Sign in first, then come back to this place."""
    return redirected(f"/sign-in?next={quote(request.path)}" if request.path != "/" else "/sign-in")


def again(path: str) -> Response:
    """A page that leads to a place of this site, as a click on it would."""
    return Response(_AGAIN.format(spoken().lang, quote(path)), mimetype="text/html")


def place(wanted: str | None) -> str:
    """Where to go after signing in: a path of this site, nothing else."""
    return wanted if wanted and re.fullmatch(r"/([\w-][\w./-]*)?", wanted, re.ASCII) else "/"


def redirected(address: str) -> Response:
    """Go there, by GET."""
    return Response(status=303, headers={"Location": address})


def _is_page() -> bool:
    return request.method == "GET" and not request.path.startswith("/_")


def _leave(_: BaseException | None) -> None:
    speaking: ExitStack | None = g.pop("speaking", None)
    if speaking is not None:
        speaking.close()


def _keep_nothing(response: Response) -> Response:
    """No page of somebody who signed in stays in a cache, nor comes back by the arrow once they signed out."""
    if not request.path.startswith(("/assets/", "/_dash-component-suites/")):
        response.headers["Cache-Control"] = "no-store"
    return response


def _out_of_order(error: AccessError) -> Response:
    log.error("Nobody can come in: %s", error)
    return Response(spoken()("signin.lost"), 503, {"Retry-After": "10"}, mimetype="text/plain")
