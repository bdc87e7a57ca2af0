"""The one door: every route says what it takes to be called, and nothing passes that has not said it.

A route under ``score:read`` gives a recommendation, by definition: the stop button closes them all, those to come included.
One that only takes it *also* tells of past recommendations, and stays open.
"""

import ipaddress
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, TypeVar

from flask import Flask, Request, Response, current_app, g, request

from api.access.caller import SCOPES, Caller, Scope
from api.access.keys import Keys
from api.access.limits import Pace, Verdict
from api.access.people import People
from api.access.portfolios import Portfolios
from api.access.reads import Read, Reads
from api.access.settings import Access
from api.access.store import AccessStore
from api.access.tokens import PREFIX, Tokens
from api.config import Config
from api.errors import NotAllowed, NotIdentified, NotYours, TooMany
from api.inputs import DEFAULT_IDS, MOST_IDS, whole
from api.metrics import Metrics
from api.mode import Mode
from api.services import services
from api.traffic import REQUEST_ID, itself, line
from scoring.store import LARGEST_ID

LOG: Final = logging.getLogger("api")
HEADER: Final = "X-Advisor"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}", re.ASCII)
_NOBODY: Final = Caller("", frozenset(SCOPES), person=False)
_ANSWERED: Final = (200, 201, 304, 409, 422)
"""Answers that tell of a client. A refusal of what cannot be (422) names the client's values in its detail; one of what contradicts
what is (409) says that the client exists, and more. That of somebody else's client does too: it is noted apart, as refused."""
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Door:
    """What a route takes.

    Attributes
    ----------
    scope : the scope; ``None`` for any known caller.
    also : a second scope, for what the answer holds beside.
    public : nobody is asked who they are.
    named : nobody in particular will not do, even in an open demonstration.
    person : a service will not do: a person answers for what is done.
    """

    scope: Scope | None = None
    also: Scope | None = None
    public: bool = False
    named: bool = False
    person: bool = False

    @property
    def scopes(self) -> list[Scope]:
        """All that a caller must have."""
        return [scope for scope in (self.scope, self.also) if scope]


def needs(scope: Scope, also: Scope | None = None, named: bool = False, person: bool = False) -> Callable[[View], View]:
    """A route that takes a scope, or two; with ``score:read`` as the first it gives a recommendation, and the stop button closes it."""
    return _marked(Door(scope, also, named=named or person, person=person))


def known(view: View) -> View:
    """A route for any caller who is known: it tells of no client."""
    return _marked(Door())(view)


def public(view: View) -> View:
    """A route for everybody: it tells of no client and costs little."""
    return _marked(Door(public=True))(view)


def _marked(door: Door) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.door = door  # type: ignore[attr-defined]
        return view

    return mark


_SHUT: Final = Door()
LISTING: Final = "clients.get_id_client"
"""The route that tells numbers of clients, and nothing else of them."""


class Gate:
    """Who passes. Opens nothing before it is needed."""

    def __init__(self, app: Flask, config: Config) -> None:
        self.settings: Access = config.access
        self.store = AccessStore(config.decisions.access_url)
        self.tokens = Tokens(self.store)
        self.portfolios = Portfolios(self.store, lambda: _has_list(app))
        self.people = People(config.access, Keys(config.access.jwks)) if config.access.jwks else None
        self.mode = Mode(config.decisions, min(config.recheck_seconds, 1.0) / 2)
        self.reads = Reads(self.store, lambda: _pseudonyms(app))
        self.pace = Pace()
        self.metrics = Metrics(app)
        self._doors = {endpoint: door_of(endpoint, view) for endpoint, view in app.view_functions.items()}

    def enter(self) -> None:
        """Before a route. Raises NotIdentified, NotAllowed, NotYours, UnknownClient, TooMany, RecommendationsOff or NotReady."""
        asked = itself(request)
        if asked.endpoint is None:
            return  # there is no such route
        door = self._doors.get(asked.endpoint, _SHUT)
        if door.public:
            return
        if door is _SHUT:
            raise NotAllowed("This route was added after the door was hung: nobody may call it.")
        g.caller = caller = self.caller(asked)
        if door.named and not caller.name:
            raise NotIdentified(
                f"Say who you are in the header {HEADER}: 2 to 64 letters, digits, '.', '_', '@' or '-' (demonstration only)."
            )
        for scope in door.scopes:
            caller.require(scope)
        if door.person and not caller.person:
            raise NotAllowed(f"A person answers for this: {caller.name} is a service and may not do it.")
        if door.scope == "score:read":
            self.mode.require_automatic()
        self.look_at(whole((asked.view_args or {}).get("client_id", ""), LARGEST_ID))
        if asked.endpoint == LISTING:
            self._require(self.pace.take_numbers(_who(caller), caller.limits, whole(asked.args.get("limit", ""), MOST_IDS) or DEFAULT_IDS))

    def look_at(self, client: int | None, counted: bool = False, sent: bool = True) -> None:
        """Count a request, about a client or about none, and have the read recorded once it is answered.

        ``counted``: the door counted the request already; its address names no client, or it is about one more. ``sent``: the caller
        knows the client's number, and may be told that nobody has it. Raises TooMany, NotYours, UnknownClient, NotReady.
        """
        self.pay(client, counted, sent)
        self.note(client)

    def pay(self, client: int | None, counted: bool = False, sent: bool = True) -> None:
        """Count a request without a read, for whoever looks first whether there is such a client; see that it is the caller's.

        Raises TooMany, NotYours, UnknownClient, NotReady.
        """
        caller: Caller = itself(g).caller
        limits = replace(caller.limits, per_minute=0) if counted else caller.limits
        self._require(self.pace.take(_who(caller), limits, client))
        if client is not None:
            self._require_charge(client, sent)

    def _require_charge(self, client: int, sent: bool) -> None:
        """Raise NotYours for a client of whom the caller is not in charge: a read that was tried, and is recorded as refused."""
        try:
            self.portfolios.require(itself(g).caller, client)
        except NotYours:
            if sent:
                services().current().store.client(client)
            self.note(client, "clients_refused")
            raise

    def _require(self, verdict: Verdict) -> None:
        if verdict.tell:
            self.metrics.count("walking")
            LOG.warning(line("walking", caller=g.caller.name))
        if verdict.wait:
            self.metrics.count(verdict.what)
            raise TooMany(verdict.wait, verdict.what)

    def note(self, person: str | int | None, among: str = "clients_read") -> None:
        """Have a read recorded once it is answered: of a client, or of a person known by a pseudonym. Raises NotReady.

        ``among`` ``clients_refused``: it was refused, whatever the answer as a whole (a line of a batch).
        """
        if person is not None:
            self.reads.require_room()
            itself(g).setdefault(among, []).append(person)

    def leave(self, response: Response) -> Response:
        """After a route: the reads that were answered are recorded."""
        known = itself(g)
        clients, refused = known.pop("clients_read", None), known.pop("clients_refused", None)
        if response.status_code not in _ANSWERED:
            clients = None
        if clients or refused:
            asked, now, name = itself(request), time.time(), known.caller.name or "nobody (demonstration)"
            route, number = asked.url_rule.rule if asked.url_rule else "", asked.environ[REQUEST_ID]
            for client in clients or ():
                self.reads.add(Read(now, name, client, route, number))
            for client in refused or ():
                self.reads.add(Read(now, name, client, f"{route} (refused)", number))
        return response

    def caller(self, sent: Request) -> Caller:
        """Who sends a request. Raises NotIdentified or NotAllowed; NotReady when nobody can tell."""
        if self.settings.closed or services().current().store.population.kind != "demo":
            return self._credentials(sent.headers.get("Authorization", ""))
        if not is_loopback(sent.remote_addr or ""):
            raise NotAllowed("The demonstration answers its own machine only (loopback), since it asks nobody who they are.")
        name = sent.headers.get(HEADER, "").strip().lower()
        # Believed, from this machine only, with every scope: its clients are invented. It is no authentication.
        return Caller(name, _NOBODY.scopes, person=True) if _NAME.fullmatch(name) else _NOBODY

    def _credentials(self, header: str) -> Caller:
        kind, _, credentials = header.partition(" ")
        if kind.lower() != "bearer" or not credentials:
            raise NotIdentified("Say who you are: Authorization: Bearer, then a service token or a person's signed identity.")
        if credentials.startswith(PREFIX):
            return self.tokens.caller(credentials)
        if self.people is None:
            raise NotIdentified("No identity provider is set (JWKS): only a service token can be known here.")
        return self.people.caller(credentials)

    def close(self) -> None:
        """Write what waits and close what was opened."""
        self.reads.close()
        self.mode.close()
        self.store.close()


def install(app: Flask, config: Config) -> None:
    """Hang the door, once every route is there. Raises TypeError for a route that does not say what it takes."""
    door = app.extensions["gate"] = Gate(app, config)
    app.before_request(door.enter)
    app.after_request(door.leave)


def gate() -> Gate:
    """The gate of the app that handles this request."""
    found: Gate = current_app.extensions["gate"]
    return found


def caller() -> Caller:
    """Who sends this request, as the gate found out."""
    found: Caller = g.caller
    return found


def _who(caller: Caller) -> str:
    """Whose pace it is."""
    return caller.name or f"address {request.remote_addr}"


@lru_cache(maxsize=256)
def is_loopback(address: str) -> bool:
    """Whether an address is this machine's own."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def door_of(endpoint: str, view: Callable[..., Any]) -> Door:
    """What a route takes. Raises TypeError for one that does not say it."""
    if endpoint == "static":
        return Door(public=True)
    door = getattr(view, "door", None)
    if not isinstance(door, Door):
        raise TypeError(f"The route {endpoint} does not say who may call it: mark it with needs(…), known or public of api.access.gate.")
    return door


def _pseudonyms(app: Flask) -> Callable[[int], str]:
    with app.app_context():
        from api.decisions.service import decisions

        return decisions().ledger().person


def _has_list(app: Flask) -> bool:
    with app.app_context():
        from api.access.portfolio_list import declared
        from api.decisions.service import decisions

        return declared(decisions().ledger())
