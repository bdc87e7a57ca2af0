"""The stop button's command: it stops where a service is, whatever is typed and whatever fails, and never says so of nobody."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from api import commands, mode
from api.__main__ import main
from api.decisions.ledger import Ledger
from api.decisions.settings import Settings
from deploy.local import ROOT
from scoring.store import Store

STOP = ["mode", "manual", "--reason", "Dérive constatée.", "--by", "n.martin"]
KEYS = dict.fromkeys(("KEY_ENCRYPTION_KEY", "SIGNING_KEY", "PSEUDONYM_KEY"), "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
AWAY = "postgresql+psycopg://api:hush@127.0.0.1:1/api"


@pytest.fixture
def heads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the head would be, of an environment that names a folder and nothing else."""
    for name in ("DATABASE_URL", "DECISIONS_URL", "KEYS_URL", "ACCESS_URL", "HEADS_DIR", *KEYS):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data" / "heads"


@pytest.mark.parametrize("environment", [{}, KEYS, {"DATABASE_URL": AWAY}, {"DATABASE_URL": AWAY} | KEYS])
def test_where_no_service_is_nobody_is_said_to_be_stopped(heads: Path, monkeypatch, capsys, environment: dict[str, str]) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert main(STOP) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert str(heads) in told.err
    assert "deploy/api.sh mode manual" in told.err
    assert not heads.parent.exists()


def test_a_stop_left_by_mistake_is_no_service(heads: Path) -> None:
    mode.stop_by_file(heads, "n.martin", "Écrit au mauvais endroit.")
    assert main(STOP) == 2


def log(heads: Path) -> None:
    (heads.parent / "decisions.sqlite").write_bytes(b"no database at all")


def head(heads: Path) -> None:
    heads.mkdir()
    (heads / "head.json").write_text("damaged")


def clients(heads: Path) -> None:
    (heads.parent / "clients.sqlite").write_bytes(b"cut short")


@pytest.mark.parametrize("keys", [{}, KEYS], ids=["without its keys", "with its keys"])
@pytest.mark.parametrize(("left", "url"), [(log, ""), (head, ""), (clients, ""), (head, AWAY), (clients, AWAY)])
def test_whatever_is_left_of_a_service_is_enough_to_stop_it(
    heads: Path, monkeypatch, capsys, left: Callable[[Path], None], url: str, keys: dict[str, str]
) -> None:
    for name, value in ({"DECISIONS_URL": url} | keys).items():
        monkeypatch.setenv(name, value)
    heads.parent.mkdir()
    left(heads)
    code, told = main(STOP), capsys.readouterr()
    assert code == 0
    if url or not keys or left is not clients:
        assert f"so {heads / mode.STOPPED} says it" in told.out
        assert "hush" not in told.out
    else:
        assert f"of sqlite:///{heads.parent / 'decisions.sqlite'};" in told.out
    assert mode.Mode(Settings.from_environment(os.environ, heads.parent)).manual()


def test_clients_in_a_database_that_answers_are_a_service(heads: Path, monkeypatch, database_url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", AWAY)
    monkeypatch.setattr(Store, "open", lambda _, opened=Store.open: opened(database_url))
    assert main(STOP) == 0
    assert (heads / mode.STOPPED).exists()


@pytest.mark.parametrize("error", [RuntimeError("?"), UnicodeEncodeError("utf-8", "\udce9", 0, 1, "?"), MemoryError(), OSError(28, "full")])
def test_a_log_that_fails_in_a_way_nobody_foresaw_still_stops(
    heads: Path, monkeypatch, capsys, database_url: str, error: Exception
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)

    def fail(*_: object, **__: object) -> Ledger:
        raise error

    monkeypatch.setattr(commands.Ledger, "open", fail)
    assert main(STOP) == 0
    assert type(error).__name__ in capsys.readouterr().out
    assert json.loads((heads / mode.STOPPED).read_text("utf-8"))["by"] == "n.martin"
    with pytest.raises(type(error)):
        main(["mode", "automatic"])


def test_the_log_that_was_written_is_named(heads: Path, monkeypatch, capsys, database_url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert main(STOP) == 0
    assert f"Recorded as entry 1 of sqlite:///{heads.parent / 'decisions.sqlite'};" in capsys.readouterr().out
    assert commands._named(AWAY + "?password=hush") == "postgresql+psycopg://api:***@127.0.0.1:1/api"
    assert main(STOP) == 2  # suspended already: no stop by file for that
    assert not (heads / mode.STOPPED).exists()


@pytest.mark.parametrize("whole", [True, False], ids=["in the log", "by file"])
def test_words_that_are_not_utf_8_stop_all_the_same(heads: Path, database_url: str, whole: bool) -> None:
    """As a terminal of another age sends them."""
    environment = {**os.environ, "DATABASE_URL": database_url, "LC_ALL": "C.UTF-8"}
    if not whole:
        heads.parent.mkdir()
        log(heads)
    words = ["mode", "manual", "--reason", "Dérive constatée.".encode("latin-1"), "--by", "n.mérieux".encode("latin-1")]
    done = subprocess.run([sys.executable, "-m", "api", *words], cwd=ROOT, env=environment, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    if not whole:
        assert json.loads((heads / mode.STOPPED).read_text("utf-8")) == {"by": "n.m\ufffdrieux", "reason": "D\ufffdrive constat\ufffde."}
        return
    ledger = Ledger.open(Settings.from_environment({"DATABASE_URL": database_url}, heads.parent), draw_secrets=False)
    (entry,) = ledger.find()
    ledger.close()
    assert (entry.envelope.actor, entry.envelope.facts) == ("n.m\ufffdrieux", {"reason": "D\ufffdrive constat\ufffde."})
