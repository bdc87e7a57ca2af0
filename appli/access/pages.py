"""Signing in and out, the lock, the signs of life: what a closed dashboard answers beside its own page."""

import logging
import secrets
from typing import TYPE_CHECKING, Final

from flask import Flask, Response, request

from appli.access import cookies, frames
from appli.access.errors import AccessError, NoRole, NotProven, Waiting
from appli.access.guard import Guard, again, place, redirected, session
from appli.access.language import LANG, spoken
from appli.access.people import Person
from appli.texts import Texts

if TYPE_CHECKING:
    from appli.access.oidc import Oidc

log = logging.getLogger(__name__)
_DONE: Final = 204


def install(server: Flask, guard: Guard) -> None:
    """Add the routes."""
    desk = Desk(guard)
    server.add_url_rule("/sign-in", "sign_in", desk.show)
    server.add_url_rule("/sign-in", "sign_in_send", desk.send, methods=["POST"])
    server.add_url_rule("/sign-out", "sign_out", desk.sign_out, methods=["POST"])
    server.add_url_rule("/sign-in/provider", "sign_in_leave", desk.leave)
    server.add_url_rule("/sign-in/return", "sign_in_arrive", desk.arrive)
    server.add_url_rule("/session/alive", "alive", desk.alive, methods=["POST"])
    server.add_url_rule("/session/lock", "lock", desk.lock, methods=["POST"])
    server.add_url_rule("/session/unlock", "unlock", desk.unlock, methods=["POST"])


class Desk:
    """Where one signs in, takes a break and signs out."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._provider = guard.access.provider
        self._oidc = _oidc(guard)

    def show(self) -> Response:
        """The sign-in page."""
        texts = spoken()
        said = texts("signin.out") if "out" in request.args else ""
        if request.args.get("trouble") in ("lost", "no_role", "denied"):
            return self.page(texts, texts(f"signin.{request.args['trouble']}"), 403, trouble=True)
        return self.page(texts, said)

    def page(self, texts: Texts, said: str = "", status: int = 200, trouble: bool = False, wrong: bool = False, name: str = "") -> Response:
        """The page, with a token of its own that must come back with the form."""
        token = secrets.token_urlsafe(24)
        where = place(request.values.get("next"))
        content = frames.sign_in(texts, self._provider, said, trouble, next=where, token=token, name=name, wrong=wrong)
        response = Response(content, status, mimetype="text/html")
        if self._provider is None:
            cookies.put(response, cookies.FLOW, token, self._guard.secure())
        return _kept_language(response)

    def send(self) -> Response:
        """Check a name and a password, and start a session; the answer is the same whatever was wrong."""
        texts, name = spoken(), request.form.get("name", "")
        if self._provider is not None:
            return self.page(texts, texts("signin.denied"), 403, trouble=True)
        if not cookies.same(request.form.get("token", ""), cookies.read(request, cookies.FLOW, self._guard.secure())):
            return self.page(texts, texts("signin.stale"), 403, trouble=True, name=name)
        try:
            person = self._guard.accounts.proven(name, request.form.get("password", ""))
        except NotProven as error:
            response = self.page(texts, why(error, texts), 403, trouble=True, wrong=True, name=name[:64])
            return _told_to_wait(response, error)
        return self.welcome(redirected(place(request.form.get("next"))), person)

    def welcome(self, response: Response, person: Person, provider: bool = False) -> Response:
        """Start a session of a new number, whatever the browser held before."""
        secure, number = self._guard.secure(), self._guard.sessions.start(person, provider)
        if former := self._guard.number():
            self._guard.sessions.end(former)
        cookies.drop(response, secure)
        cookies.put(response, cookies.SESSION, number, secure)
        cookies.put_csrf(response, number, secure)
        return _kept_language(response)

    def sign_out(self) -> Response:
        """End the session here and in every worker."""
        self._guard.sessions.end(self._guard.number())
        farewell = self._oidc.farewell() if self._oidc else ""
        response = Response(farewell, 200 if farewell else _DONE, {"Clear-Site-Data": '"cache"'}, mimetype="text/plain")
        cookies.drop(response, self._guard.secure())
        return response

    def leave(self) -> Response:
        """Go and prove oneself at the provider's; again, when the screen is locked."""
        if self._oidc is None:
            return redirected("/sign-in")
        held = self._guard.sessions.find(self._guard.number())
        try:
            address, state = self._oidc.leave(place(request.args.get("next")), fresh=held is not None and held.locked)
        except AccessError as error:
            return _in_trouble("lost", error)
        response = redirected(address)
        # Lax: the browser comes back from the provider's site, and would hold a Strict cookie back.
        cookies.put(response, cookies.FLOW, state, self._guard.secure(), "Lax")
        return response

    def arrive(self) -> Response:
        """Come back from the provider's: the session's own cookie is Strict, hence a page that leads on from here."""
        if self._oidc is None:
            return redirected("/sign-in")
        try:
            person, where = self._oidc.arrive(request.args, cookies.read(request, cookies.FLOW, self._guard.secure()))
        except NotProven as error:
            return _in_trouble("no_role" if isinstance(error, NoRole) else "denied", error)
        except AccessError as error:
            return _in_trouble("lost", error)
        return self.welcome(again(where), person, provider=True)

    def alive(self) -> Response:
        """Somebody moved in front of the screen."""
        self._guard.sessions.touch(self._guard.number())
        return Response(status=_DONE)

    def lock(self) -> Response:
        """Answer nothing more until the password was given again."""
        self._guard.sessions.lock(self._guard.number())
        return Response(status=_DONE)

    def unlock(self) -> Response:
        """Give the screen back to who signed in, and to nobody else."""
        sent = request.get_json(silent=True)
        password = sent.get("password") if isinstance(sent, dict) else None
        texts = spoken()
        try:
            if session().provider or not isinstance(password, str):
                raise NotProven("A provider's session is opened by the provider.")
            self._guard.accounts.proven(session().person.name, password)
        except NotProven as error:
            response = Response(why(error, texts), 403, mimetype="text/plain")
            return _told_to_wait(response, error)
        self._guard.sessions.unlock(self._guard.number())
        return Response(status=_DONE)


def why(error: NotProven, texts: Texts) -> str:
    """What to say of a failure: never which half of it was wrong."""
    return texts("signin.wait", wait=frames.wait(error.seconds, texts)) if isinstance(error, Waiting) else texts("signin.wrong")


def _oidc(guard: Guard) -> "Oidc | None":
    """The provider's side, loaded only where there is one."""
    if guard.access.provider is None:
        return None
    from appli.access.oidc import Oidc

    return Oidc(guard.access, guard.access.provider, guard.database)


def _in_trouble(kind: str, error: AccessError) -> Response:
    log.warning("Nobody was let in: %s", error)
    return redirected(f"/sign-in?trouble={kind}")


def _kept_language(response: Response) -> Response:
    """Remember a language that was chosen, not one that was guessed."""
    if "lang" in request.values:
        response.set_cookie(LANG, spoken().lang, max_age=31_536_000, samesite="Lax")
    return response


def _told_to_wait(response: Response, error: NotProven) -> Response:
    if isinstance(error, Waiting):
        response.status_code = 429
        response.headers["Retry-After"] = str(max(1, round(error.seconds)))
    return response
