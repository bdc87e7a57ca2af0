"""``python -m api tokens …``, ``portfolios …`` and ``mode …``: what the operator does about who may call, and the stop button."""

import argparse
import getpass
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from api import mode
from api.access import portfolio_list, tokens
from api.access.caller import SCOPES, Limits
from api.access.store import AccessStore
from api.decisions.ledger import Ledger
from api.decisions.settings import Settings
from api.errors import Conflict
from scoring.errors import NotReady
from scoring.store import LARGEST_ID, Store

Options = argparse.Namespace
_ONCE: Final = "Keep it in a secret's file now: it is not stored and cannot be shown again."


def add_tokens(command: argparse.ArgumentParser) -> None:
    """Declare ``tokens create | list | rotate | revoke``."""
    what = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = what.add_parser("create", help="draw a token for a service")
    create.add_argument("--name", required=True, help="the service's name")
    create.add_argument("--scope", required=True, nargs="+", metavar="SCOPE", help=", ".join(SCOPES))
    create.add_argument("--expires-days", type=int, default=90, metavar="N")
    create.add_argument("--per-minute", type=int, default=60_000, metavar="N", help="requests; 0 for no limit")
    create.add_argument("--clients-per-hour", type=int, default=1_000, metavar="N", help="different clients; 0 for no limit")
    what.add_parser("list", help="every token that ever was, without what it takes to use it")
    rotate = what.add_parser("rotate", help="draw a second token; the first ends after the overlap")
    rotate.add_argument("--name", required=True)
    rotate.add_argument("--expires-days", type=int, default=90, metavar="N")
    rotate.add_argument("--overlap-days", type=int, default=7, metavar="N", help="how long both are valid")
    revoke = what.add_parser("revoke", help="end a token at once, on every worker within a second")
    revoke.add_argument("which", help="its number, or a service's name for all of its tokens")


def run_tokens(options: Options, settings: Settings) -> int:
    """Run one of them. Raises ScoringError."""
    store, now, actor = AccessStore(settings.access_url), datetime.now(UTC), getpass.getuser()
    if options.action == "create":
        limits = Limits(max(0, options.per_minute), max(0, options.clients_per_hour))
        grant = tokens.Grant(options.name, tuple(options.scope), limits, options.expires_days)
        print(f"{tokens.create(store, grant, actor, now)}\n{_ONCE}")
    elif options.action == "rotate":
        print(f"{tokens.rotate(store, options.name, options.expires_days, max(0, options.overlap_days), actor, now)}\n{_ONCE}")
    elif options.action == "revoke":
        print(f"{tokens.revoke(store, options.which, now)} ended.")
    else:
        print(json.dumps([dict(row._mapping) for row in tokens.listed(store)], indent=2))
    store.close()
    return 0


def add_portfolios(command: argparse.ArgumentParser) -> None:
    """Declare ``portfolios load | list | clear``."""
    what = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    load = what.add_parser("load", help="put a list in the place of the former one, whole, in force at once")
    load.add_argument("--clients", type=Path, required=True, metavar="FILE", help="CSV with the columns client, portfolio")
    load.add_argument(
        "--people", type=Path, required=True, metavar="FILE", help="CSV with the columns person, portfolio (* for all of them)"
    )
    what.add_parser("list", help="each portfolio: how many clients, and who is in charge")
    what.add_parser("clear", help="take the list away: whoever may read files may read them all again")


def run_portfolios(options: Options, settings: Settings) -> int:
    """Run one of them. Raises ScoringError."""
    store = AccessStore(settings.access_url)
    if options.action == "list":
        print(json.dumps(portfolio_list.listed(store), indent=2, ensure_ascii=False))
        return 0
    if options.action == "clear":
        portfolio_list.clear(store, Ledger.open(settings, draw_secrets=_is_demo(settings)), getpass.getuser())
        print("There is no list any more: whoever may read files may read them all.")
        return 0
    given, clients = portfolio_list.Assignments.read(options.clients, options.people), Store.open(settings.clients_url)
    known = set(clients.ids("", LARGEST_ID)[0])
    clients.close()
    left_out = portfolio_list.load(store, Ledger.open(settings, draw_secrets=_is_demo(settings)), given, known, getpass.getuser())
    alone = len(known - given.clients.keys())
    print(f"{len(given.clients) - left_out:,} clients have a portfolio. {left_out:,} of the list are not loaded, and left out.")
    print(f"{alone:,} loaded clients are in none: only who is in charge of all of them (*) opens their files.")
    for names, what in ((given.without_people, "have nobody in charge but who has all of them"), (given.without_clients, "have no client")):
        if names:
            print(f"{len(names):,} portfolios {what} (misspelt?): {', '.join(names[:10])}.")
    return 0


def add_mode(command: argparse.ArgumentParser) -> None:
    """Declare ``mode manual | automatic | show``."""
    command.add_argument("state", choices=("manual", "automatic", "show"), help="manual: no recommendation, advisors decide alone")
    command.add_argument("--reason", help="why, for the log (wanted for manual)")
    command.add_argument("--by", default=getpass.getuser(), metavar="NAME", help="who decides it, for the log")


def run_mode(options: Options, settings: Settings) -> int:
    """Turn recommendations off or on, or say how they are. Raises ScoringError."""
    if options.state == "show":
        print("manual" if mode.Mode(settings).manual() else "automatic")
        return 0
    reason = (options.reason or "").strip()
    if options.state == "manual" and not reason:
        raise NotReady("say why with --reason: the log keeps it.")
    if options.state == "manual":
        mode.require_service(settings)
    try:
        ledger = Ledger.open(settings, draw_secrets=_is_demo(settings))
        entry = mode.switch(ledger, options.state == "manual", options.by, reason)
    except Conflict:
        raise
    except Exception as problem:  # whatever the log has, foreseen or not, the button still stops
        if options.state == "automatic":
            raise
        _stop_by_file(settings, options.by, reason, problem)
        return 0
    ledger.close()
    print(f"Recorded as entry {entry.envelope.seq} of {_named(settings.url)}; every worker that reads this log follows within a second.")
    return 0


def _named(url: str) -> str:
    """A database's address without its password, wherever that stands in it."""
    return make_url(url).set(query={}).render_as_string(hide_password=True)


def _stop_by_file(settings: Settings, actor: str, reason: str, problem: Exception) -> None:
    file = mode.stop_by_file(settings.heads, actor, reason)
    print(problem if isinstance(problem, NotReady) else f"The log failed ({type(problem).__name__}).")
    print(f"The log cannot take it, so {file.absolute()} says it: every worker of this machine follows within a second. Mend the log;")
    print("`mode automatic` then records this stop and ends it.")


def _is_demo(settings: Settings) -> bool:
    """Only a demonstration draws its secrets, and the stop button must work before its first decision."""
    try:
        store = Store.open(settings.clients_url)
    except NotReady:
        return False
    store.close()
    return store.population.kind == "demo"
