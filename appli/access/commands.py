"""``python -m appli``: accounts and keys; an error that a person can mend is one sentence and exit code 2."""

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from appli.access import keys
from appli.access.accounts import Account, Accounts
from appli.access.database import Database
from appli.access.errors import AccessError
from appli.access.people import ROLES
from appli.texts import Texts

Options = argparse.Namespace
Environment = Mapping[str, str]


def parser() -> argparse.ArgumentParser:
    """The command line."""
    root = argparse.ArgumentParser(prog="python -m appli", description=f"{Texts('en')('brand')}: who may use the dashboard.")
    known = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    accounts = known.add_parser("accounts", help="local accounts; their file is the one that ACCOUNTS names")
    actions = accounts.add_subparsers(dest="action", required=True, metavar="ACTION")
    texts: dict[str, tuple[str, Callable[[Options, Accounts], None]]] = {
        "add": ("open an account", _add),
        "call": ("give a person's full name: letters are signed with it", _call),
        "list": ("show every account", _list),
        "disable": ("close an account and end its sessions", _disable),
        "password": ("change a password and end the account's sessions", _password),
        "unlock": ("forget the failures that make a name wait", _unlock),
    }
    for action, (text, run) in texts.items():
        added = actions.add_parser(action, help=text, description=text, allow_abbrev=False)
        added.set_defaults(run=_with_accounts(run))
        if action != "list":
            added.add_argument("--name", required=True)
        if action in ("add", "password"):
            added.add_argument("--password-file", type=Path, help="file whose first line is the password; asked for without it")
        if action == "add":
            added.add_argument("--role", action="append", required=True, choices=tuple(ROLES), help="may be given several times")
        if action in ("add", "call"):
            added.add_argument("--full-name", required=action == "call", help="as clients read it in letters; the name without it")
    _add_keys(known.add_parser("keys", help="the key that the dashboard signs identities with; its folder is DESK_KEYS"))
    return root


def _add_keys(command: argparse.ArgumentParser) -> None:
    command.add_argument("action", choices=("create", "rotate", "list"))
    command.set_defaults(run=_keys)


def main(arguments: Sequence[str] | None = None, environment: Environment = os.environ) -> int:
    """Run one command. Returns the exit code: 0 done, 2 an error said in one sentence."""
    options = parser().parse_args(arguments)
    try:
        options.run(options, environment)
    except AccessError as error:
        print(f"{options.command}: {error}", file=sys.stderr)
        return 2
    return 0


def _with_accounts(run: Callable[[Options, Accounts], None]) -> Callable[[Options, Environment], None]:
    def with_them(options: Options, environment: Environment) -> None:
        database = Database(_place(environment, "ACCOUNTS", "the file of accounts"))
        database.prepare()
        run(options, Accounts(database))

    return with_them


def _place(environment: Environment, name: str, what: str) -> Path:
    if not environment.get(name):
        raise AccessError(f"{name} is missing: set it to {what} that the dashboard uses.")
    return Path(environment[name])


def _add(options: Options, accounts: Accounts) -> None:
    accounts.add(options.name, options.role, _asked(options.password_file), options.full_name)
    print(f"{options.name} may sign in as {', '.join(options.role)}; letters call them {accounts.directory(options.name)}.")


def _call(options: Options, accounts: Accounts) -> None:
    accounts.call(options.name, options.full_name)
    print(f"Letters call {options.name} {accounts.directory(options.name)}.")


def _password(options: Options, accounts: Accounts) -> None:
    accounts.set_password(options.name, _asked(options.password_file))
    print(f"The password of {options.name} is changed, and their sessions are over.")


def _disable(options: Options, accounts: Accounts) -> None:
    accounts.disable(options.name)
    print(f"{options.name} may not sign in any more, and their sessions are over.")


def _unlock(options: Options, accounts: Accounts) -> None:
    accounts.unlock(options.name)
    print(f"{options.name} may try again at once.")


def _list(_: Options, accounts: Accounts) -> None:
    for account in accounts.listed():
        print(f"{account.name:<24} {', '.join(account.roles):<28} since {_day(account.created_at)}  {_state(account)}")


def _state(account: Account) -> str:
    if account.disabled_at is not None:
        return f"disabled {_day(account.disabled_at)}"
    return f"waits {account.waiting:.0f} s after failures" if account.waiting else "open"


def _day(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d}"


def _keys(options: Options, environment: Environment) -> None:
    folder = _place(environment, "DESK_KEYS", "the folder of the keys")
    if options.action != "list":
        number = keys.create(folder) if options.action == "create" else keys.rotate(folder)
        print(f"Identities are signed with {number}; the API reads JWKS={folder.absolute() / keys.PUBLIC}")
        return
    for number in keys.published(folder):
        print(number)


def _asked(file: Path | None) -> str:
    """A password from a file, or typed twice; never an argument, which other people's `ps` would show."""
    if file is not None:
        try:
            return file.read_text("utf-8").split("\n", 1)[0].removesuffix("\r")
        except (OSError, UnicodeDecodeError) as error:
            raise AccessError(f"The password cannot be read from {file} ({type(error).__name__}).") from None
    if not sys.stdin.isatty():
        raise AccessError("There is no terminal to ask for the password: give --password-file.")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise AccessError("These are two different passwords: begin again.")
    return password
