"""Which databases the addresses of the environment give, and which cannot go together."""

from pathlib import Path

import pytest

from api.__main__ import main
from api.access.settings import BadSetting
from api.access.start import settings_or_exit
from api.decisions.ledger import Ledger
from api.decisions.settings import Settings
from tests.api.decisions.test_ledger import add

SERVER, OTHER = "postgresql+psycopg://api@db/decisions", "postgresql+psycopg://api@db/clients"


def files(folder: Path, *names: str) -> tuple[str, ...]:
    return tuple(f"sqlite:///{folder / name}" for name in names)


def places(environment: dict[str, str], folder: Path) -> tuple[str, str, str]:
    found = Settings.from_environment(environment, folder)
    return found.url, found.keys_url, found.access_url


def test_only_a_server_is_shared(tmp_path: Path) -> None:
    keys, access = files(tmp_path, "keys.sqlite", "access.sqlite")
    (log,) = files(tmp_path / "elsewhere", "log.sqlite")
    assert places({"DECISIONS_URL": log}, tmp_path) == (log, keys, access)
    assert places({"DECISIONS_URL": log, "DATABASE_URL": OTHER}, tmp_path) == (log, keys, access)
    assert places({"DECISIONS_URL": SERVER}, tmp_path) == (SERVER,) * 3
    assert places({"DATABASE_URL": OTHER}, tmp_path) == (OTHER,) * 3
    assert places({"DATABASE_URL": OTHER, "DECISIONS_URL": SERVER, "KEYS_URL": keys}, tmp_path) == (SERVER, keys, SERVER)
    assert places({"DATABASE_URL": files(tmp_path, "a.sqlite")[0]}, tmp_path) == files(
        tmp_path, "decisions.sqlite", "keys.sqlite", "access.sqlite"
    )


def test_a_log_in_a_file_of_its_own_takes_decisions(tmp_path: Path) -> None:
    settings = Settings.from_environment({"DECISIONS_URL": files(tmp_path, "log.sqlite")[0]}, tmp_path)
    ledger = Ledger.open(settings, draw_secrets=True)
    add(ledger)
    assert len(ledger.find()) == 1
    ledger.close()


@pytest.mark.parametrize(
    "keys", ["sqlite:///{0}/log.sqlite", "sqlite:///{0}/x/../log.sqlite", "sqlite+pysqlite:///{0}/log.sqlite?timeout=9"]
)
def test_the_log_and_the_keys_are_not_one_file(tmp_path: Path, keys: str) -> None:
    environment = {"DECISIONS_URL": files(tmp_path, "log.sqlite")[0], "KEYS_URL": keys.format(tmp_path)}
    with pytest.raises(BadSetting, match="KEYS_URL and DECISIONS_URL are one SQLite file"):
        Settings.from_environment(environment, tmp_path)


def test_nothing_starts_on_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("DECISIONS_URL", "KEYS_URL"):
        monkeypatch.setenv(name, files(tmp_path, "log.sqlite")[0])
    with pytest.raises(SystemExit, match="The API does not start: KEYS_URL"):
        settings_or_exit()
    assert main(["verify"]) == 2
    assert "KEYS_URL" in capsys.readouterr().err
