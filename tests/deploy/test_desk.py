"""What `make run` makes over real people: secrets, keys and a first account, each readable by its owner alone."""

import stat
import sys
from pathlib import Path

import pytest

from appli.access.commands import main as appli
from deploy.desk import SECRETS, Desk, is_wanted
from deploy.say import Failure
from tests.services import ROOT


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    for name in ("ACCESS", "ACCOUNTS", "DESK_KEYS", "JWKS", "JWT_ISSUER", "OIDC_ISSUER", *(name.upper() for name in SECRETS)):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    return Desk(ROOT, sys.executable, tmp_path / "data")


def test_one_signs_in_over_real_people_and_when_it_is_asked_for(tmp_path: Path) -> None:
    assert is_wanted(tmp_path, {})
    (tmp_path / "demo.json").write_text("{}")
    assert not is_wanted(tmp_path, {})
    assert is_wanted(tmp_path, {"ACCESS": "closed"})


def test_what_is_missing_is_drawn_once_and_kept(desk: Desk, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    desk.prepare()
    said = capsys.readouterr().out
    assert "Nobody can sign in yet" in said
    assert f"ACCOUNTS={desk.folder}/accounts.sqlite" in said
    files = [*(desk.data / "secrets" / name for name in SECRETS), desk.folder / "identity.pem", desk.folder / "accounts.sqlite"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    drawn = [file.read_bytes() for file in files[:4]]
    password = tmp_path / "password"
    password.write_text("quatre chevaux gris\n")
    command = ["accounts", "add", "--name", "m.durand", "--role", "advisor", "--password-file", str(password)]
    assert appli(command, desk.dashboard()) == 0
    capsys.readouterr()
    desk.prepare()
    assert capsys.readouterr().out == ""
    assert [file.read_bytes() for file in files[:4]] == drawn


def test_both_services_are_told_the_same(desk: Desk) -> None:
    callers, people = desk.api(), desk.dashboard()
    assert callers["ACCESS"] == people["ACCESS"] == "closed"
    assert callers["JWT_ISSUER"] == people["JWT_ISSUER"]
    assert Path(callers["JWKS"]).parent == Path(people["DESK_KEYS"])


def test_what_the_environment_says_is_left_as_it_is(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWKS", "https://provider.example/keys")
    assert "JWKS" not in desk.api()


def test_a_command_that_fails_is_one_sentence(desk: Desk) -> None:
    desk.folder.mkdir(parents=True)
    (desk.folder / "accounts.sqlite").mkdir()
    with pytest.raises(Failure, match=r"accounts: The file of accounts .* cannot be written"):
        desk.prepare()
