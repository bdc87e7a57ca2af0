"""``python -m appli``: each command, and that what cannot be done is one sentence."""

from pathlib import Path

import pytest

from appli.access import commands
from appli.access.accounts import Accounts
from appli.access.database import Database
from tests.appli.access.conftest import NAME, PASSWORD


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"ACCOUNTS": str(tmp_path / "accounts.sqlite"), "DESK_KEYS": str(tmp_path / "desk")}


@pytest.fixture
def password(tmp_path: Path) -> str:
    file = tmp_path / "password"
    file.write_text(PASSWORD + "\r\nanother line\n")
    return str(file)


def run(environment: dict[str, str], *words: str) -> int:
    return commands.main(words, environment)


def test_an_account_s_life(environment: dict[str, str], password: str, capsys: pytest.CaptureFixture[str]) -> None:
    add = ("accounts", "add", "--name", NAME, "--role", "advisor", "--role", "dpo", "--password-file", password)
    assert run(environment, *add) == 0
    accounts = Accounts(Database(Path(environment["ACCOUNTS"])))
    assert accounts.proven(NAME, PASSWORD).roles == ("advisor", "dpo")
    assert run(environment, *add) == 2
    assert capsys.readouterr().err == f"accounts: {NAME} has an account already: `accounts password` changes its password.\n"
    assert run(environment, "accounts", "call", "--name", NAME, "--full-name", "Marie Durand") == 0
    assert capsys.readouterr().out.endswith(f"Letters call {NAME} Marie Durand.\n")
    assert run(environment, "accounts", "disable", "--name", NAME) == 0
    assert run(environment, "accounts", "list") == 0
    assert f"{NAME:<24} advisor, dpo" in (said := capsys.readouterr().out)
    assert "disabled" in said
    assert run(environment, "accounts", "password", "--name", NAME, "--password-file", password) == 0
    assert run(environment, "accounts", "unlock", "--name", NAME) == 0
    assert accounts.proven(NAME, PASSWORD).name == NAME


def test_keys_are_drawn_turned_and_listed(environment: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(environment, "keys", "rotate") == 2
    assert run(environment, "keys", "create") == 0
    assert run(environment, "keys", "rotate") == 0
    assert f"JWKS={environment['DESK_KEYS']}/jwks.json" in capsys.readouterr().out
    assert run(environment, "keys", "list") == 0
    assert len(capsys.readouterr().out.split()) == 2


@pytest.mark.parametrize("words", [("accounts", "list"), ("keys", "list")])
def test_a_place_that_is_not_said_is_asked_for(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run({}, *words) == 2
    assert "is missing: set it to" in capsys.readouterr().err


def test_a_password_is_never_an_argument_and_is_typed_twice(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run(environment, "accounts", "add", "--name", NAME, "--role", "advisor", "--password", PASSWORD)
    add = ("accounts", "add", "--name", NAME, "--role", "advisor")
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    assert run(environment, *add) == 2
    assert "--password-file" in capsys.readouterr().err
    typed = iter([PASSWORD, "another", PASSWORD, PASSWORD])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr(commands.getpass, "getpass", lambda _: next(typed))
    assert run(environment, *add) == 2
    assert run(environment, *add) == 0
    assert run(environment, *add, "--password-file", "/nowhere") == 2
