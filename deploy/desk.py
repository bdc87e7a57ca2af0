"""What signing in takes, made where it is missing: secrets, the dashboard's key, the file of accounts. None of it is in the repository."""

import base64
import os
import secrets
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.say import Failure, say

SECRETS: Final = ("key_encryption_key", "signing_key", "pseudonym_key")
"""What the API reads from ``secrets`` in its folder of data (api/decisions/secrets.py)."""
ISSUER: Final = "pret-a-depenser-dashboard"
FIRST: Final = "accounts add --name m.durand --full-name 'Marie Durand' --role advisor"


@dataclass(frozen=True, slots=True)
class Desk:
    """A closed product: both services' settings, and the command line of the dashboard. ``python`` holds its requirements."""

    root: Path
    python: str
    data: Path

    @property
    def folder(self) -> Path:
        """Where the accounts and the keys are: beside the clients' tables, never in them."""
        return self.data / "desk"

    def api(self) -> dict[str, str]:
        """How the API knows people; what the environment already says is left as it is."""
        return _unless_said({"ACCESS": "closed", "JWKS": str(self.folder / "jwks.json"), "JWT_ISSUER": ISSUER})

    def dashboard(self) -> dict[str, str]:
        """How people sign in; what the environment already says is left as it is."""
        wanted = {"ACCESS": "closed", "ACCOUNTS": str(self.folder / "accounts.sqlite"), "DESK_KEYS": str(self.folder), "JWT_ISSUER": ISSUER}
        return _unless_said(wanted)

    def prepare(self) -> None:
        """Draw what is missing, and ask for a first account. Raises Failure."""
        for name in SECRETS:
            _draw(self.data / "secrets" / name)
        if not (self.folder / "identity.pem").exists() and "DESK_KEYS" not in os.environ:
            self._run("keys", "create")
        if not self._has_account():
            self._first_account()

    def _has_account(self) -> bool:
        return "OIDC_ISSUER" in os.environ or bool(self._run("accounts", "list").strip())

    def _first_account(self) -> None:
        """Ask for it at a terminal; elsewhere print the command."""
        if not sys.stdin.isatty():
            say(f"\nNobody can sign in yet. Open a first account (its password is asked for), now or later:\n  {self.command(FIRST)}")
            return
        say("\nNobody can sign in yet: a first account, please.")
        name = input("Name (small letters, such as m.durand): ").strip()
        called = input("Full name, with which letters are signed (such as Marie Durand): ").strip() or name
        role = input("Role (advisor, supervisor, data-scientist or dpo) [advisor]: ").strip() or "advisor"
        words = self._words("accounts", "add", "--name", name, "--full-name", called, "--role", role)
        if subprocess.run(words, env=self._environment(), check=False).returncode:
            raise Failure(f"No account was opened; try again, or run: {self.command(FIRST)}")

    def command(self, words: str) -> str:
        """A command as a person types it."""
        said = " ".join(f"{name}={value}" for name, value in self.dashboard().items() if name in ("ACCOUNTS", "DESK_KEYS"))
        return f"cd {self.root} && {said} {self.python} -m appli {words}"

    def _run(self, *words: str) -> str:
        done = subprocess.run(self._words(*words), env=self._environment(), cwd=self.root, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failure(done.stderr.strip() or f"`python -m appli {' '.join(words)}` failed.")
        return done.stdout

    def _words(self, *words: str) -> list[str]:
        return [self.python, "-m", "appli", *words]

    def _environment(self) -> dict[str, str]:
        return os.environ | self.dashboard()


def is_wanted(data: Path, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether one signs in: always over real people, over invented ones when it is asked for."""
    return not (data / "demo.json").is_file() or environment.get("ACCESS") == "closed"


def _unless_said(wanted: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in wanted.items() if not os.environ.get(name)}


def _draw(file: Path) -> None:
    """A new secret, readable by its owner alone; one that is there is never touched."""
    variable = file.name.upper()
    if file.exists() or os.environ.get(variable) or os.environ.get(f"{variable}_FILE"):
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output:
        output.write(base64.b64encode(secrets.token_bytes(32)) + b"\n")
