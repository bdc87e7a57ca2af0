"""``python -m api``: what the operator does; an error that a person can mend is one sentence and exit code 2."""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from api import commands
from api.access import reads
from api.access.store import AccessStore
from api.config import Config
from api.decisions import erasure, holds, retention
from api.decisions.database import PARTS, Database
from api.decisions.heads import Heads
from api.decisions.ledger import Ledger, change_key
from api.decisions.settings import Settings
from api.decisions.verification import verify
from api.inputs import client_id
from scoring.errors import NotReady, ScoringError

Options = argparse.Namespace
NOT_WHOLE: Final = 1


def parser() -> argparse.ArgumentParser:
    """The command line."""
    root = argparse.ArgumentParser(
        prog="python -m api", description="Prêt à dépenser: look after the API, its log of decisions and its callers."
    )
    known = root.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, text: str, run: Callable[[Options, Settings], int]) -> argparse.ArgumentParser:
        added = known.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        return added

    check = command("verify", "check every entry against its hash, its signature and the signed head", _verify)
    check.add_argument("--head", type=Path, help="a copy of the signed head kept elsewhere, in place of the one beside the log")
    sign = command("sign-head", "sign the end of the log again, once a lost head was explained; this too is recorded", _sign_head)
    sign.add_argument("--reason", required=True, help="what happened to the head, for the log")
    change = command("change-signing-key", "let SIGNING_KEY sign in the place of SIGNING_KEY_FORMER; this too is recorded", _change_key)
    change.add_argument("--reason", required=True, help="why, for the log")
    purge = command("purge", "destroy the keys of what retention.toml no longer keeps", _purge)
    how = purge.add_mutually_exclusive_group()
    how.add_argument("--dry-run", action="store_true", help="only say what would be destroyed, and which day the clock says")
    how.add_argument("--on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="today's date (UTC), read elsewhere than on this machine")
    migrate = command("migrate", "bring the API's databases to this version, as their owner", _migrate)
    migrate.add_argument("--role", help="PostgreSQL role of the API: it will be able to add and to read, and to destroy keys")
    for name, text in (
        ("hold", "keep a client's entries, whatever their age"),
        ("release", "end a legal hold"),
        ("readmit", "let the next load bring an erased client back"),
    ):
        added = command(name, text, _about)
        added.add_argument("client", help="the client's number")
        added.add_argument("--reason", required=True, help="why, for the log")
    commands.add_tokens(command("tokens", "create, list, rotate and revoke the services' tokens", commands.run_tokens))
    commands.add_portfolios(command("portfolios", "say who is in charge of which clients", commands.run_portfolios))
    commands.add_mode(command("mode", "the stop button: turn recommendations off everywhere, or on again", commands.run_mode))
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0 done, 1 the log is not whole, 2 an error said in one sentence."""
    options = _legible(parser().parse_args(arguments))
    try:
        code: int = options.run(options, Config.from_environment(os.environ).decisions)
    except ScoringError as error:
        print(f"{options.command}: {error}", file=sys.stderr)
        return 2
    return code


def _legible(options: Options) -> Options:
    """What was typed, as text that a log can keep: a byte that is not UTF-8 becomes a mark, and the command goes on."""
    for name, value in vars(options).items():
        if isinstance(value, str):  # a path stays as it was typed: it may be a file's true name
            setattr(options, name, value.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    return options


def _verify(options: Options, settings: Settings) -> int:
    if options.head and not options.head.is_file():
        raise NotReady(f"there is no copy of a head at {options.head}.")
    ledger = _open(settings)
    heads = Heads(options.head, ledger.signer) if options.head else ledger.heads
    report, since = verify(ledger, heads), ledger.signer.since[0]
    print(f"{report.entries:,} entries: " + ("the log is whole." if report.valid else str(report.problem)))
    if since:
        print(f"SIGNING_KEY signs since entry {since:,}; {len(ledger.signer.since) - 1} other keys signed before.")
    return 0 if report.valid else NOT_WHOLE


def _sign_head(options: Options, settings: Settings) -> int:
    ledger = _open(settings)
    former = ledger.renew_head()
    with ledger.turn() as turn:
        entry = turn.add("head_signed", getpass.getuser(), facts={"reason": options.reason, "former": former})
    print(f"The signed head names entry {entry.envelope.seq}, which says why it was signed again.")
    return 0


def _change_key(options: Options, settings: Settings) -> int:
    entry = change_key(settings, getpass.getuser(), options.reason)
    print(f"Entry {entry.envelope.seq} is the first that the new key signs. Start the API again with it; the former one is wanted no more.")
    return 0


def _purge(options: Options, settings: Settings) -> int:
    now = datetime.now(UTC)
    if not options.dry_run:
        _confirm(options.on, now.date())
    done = retention.purge(_open(settings), getpass.getuser(), rehearsal=options.dry_run)
    store, before = AccessStore(settings.access_url), now - timedelta(days=retention.days_of("client_reads"))
    over = reads.purge(store, before, options.dry_run)
    store.close()
    print(json.dumps({**asdict(done), "ended": len(done.ended), "client_reads": over, "clock": str(now.date())}, indent=2))
    return 0


def _confirm(given: date | None, clock: date) -> None:
    """What is destroyed depends on the clock, which nothing here can check: a person says which day it is. Raises NotReady."""
    if given is None:
        raise NotReady("say today's date (UTC), read elsewhere than on this machine: purge --on YYYY-MM-DD; or rehearse with --dry-run.")
    if given != clock:
        raise NotReady(f"the clock says {clock} (UTC); the date given is {given}: set the clock right, or the date. Nothing was purged.")


def _migrate(options: Options, settings: Settings) -> int:
    from api.decisions import migrate

    for part, url in zip(PARTS, (settings.url, settings.keys_url, settings.access_url), strict=True):
        database = Database(url, part)
        migrate.migrate(database, part, options.role)
        database.close()
    if options.role:
        migrate.grant_clients(settings.clients_url, options.role)
    print("The databases of the log, of the keys and of the callers are up to date.")
    return 0


def _about(options: Options, settings: Settings) -> int:
    changes = {"hold": holds.hold, "release": holds.release, "readmit": erasure.readmit}
    entry = changes[options.command](_open(settings), client_id(options.client), getpass.getuser(), options.reason)
    print(f"Recorded as entry {entry.envelope.seq}.")
    return 0


def _open(settings: Settings) -> Ledger:
    return Ledger.open(settings, draw_secrets=False)


if __name__ == "__main__":
    sys.exit(main())
