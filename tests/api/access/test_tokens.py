"""A token is shown once, kept as a hash, exchanged while both are valid, and ended within a second."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.__main__ import main
from api.access import tokens
from api.access.caller import Limits
from api.access.store import AccessStore
from api.decisions.settings import Settings
from api.errors import Conflict, NotIdentified, OutOfDomain, UnknownEntry
from scoring.errors import NotReady
from tests.api.access.conftest import Asker
from tests.api.test_errors import assert_problem

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
GRANT = tokens.Grant("scorer", ("score:read",), Limits(), 90)


@pytest.fixture
def store(place: Settings) -> AccessStore:
    return AccessStore(place.access_url)


def known(store: AccessStore, token: str, now: datetime) -> bool:
    try:
        return tokens.Tokens(store, clock=lambda: now).caller(token).name == "service:scorer"
    except NotIdentified:
        return False


def test_only_a_hash_is_kept(store: AccessStore, place: Settings) -> None:
    token = tokens.create(store, GRANT, "operator", NOW)
    store.close()
    secret = token.split("_", 2)[2]
    files = list(Path(place.access_url.removeprefix("sqlite:///")).parent.glob("access.sqlite*"))
    assert files
    assert all(secret.encode() not in file.read_bytes() for file in files)
    assert len(secret) == 43  # 256 bits


def test_a_token_ends(store: AccessStore) -> None:
    token = tokens.create(store, GRANT, "operator", NOW)
    assert known(store, token, NOW + timedelta(days=90, seconds=-1))
    assert not known(store, token, NOW + timedelta(days=90))


def test_a_changed_letter_is_another_token(store: AccessStore) -> None:
    token = tokens.create(store, GRANT, "operator", NOW)
    other = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert known(store, token, NOW)
    assert not known(store, other, NOW)
    assert not known(store, token + "A", NOW)


def test_two_are_valid_while_they_are_exchanged_and_no_more(store: AccessStore) -> None:
    old = tokens.create(store, GRANT, "operator", NOW)
    with pytest.raises(Conflict, match="rotate"):
        tokens.create(store, GRANT, "operator", NOW)
    new = tokens.rotate(store, "scorer", 90, 7, "operator", NOW)
    assert [known(store, token, NOW + timedelta(days=6)) for token in (old, new)] == [True, True]
    assert [known(store, token, NOW + timedelta(days=7)) for token in (old, new)] == [False, True]
    with pytest.raises(Conflict, match="2 valid"):
        tokens.rotate(store, "scorer", 90, 7, "operator", NOW)
    again = tokens.rotate(store, "scorer", 90, 0, "operator", NOW + timedelta(days=8))
    assert [known(store, token, NOW + timedelta(days=8)) for token in (new, again)] == [False, True]


def test_a_revoked_token_is_refused(store: AccessStore) -> None:
    token = tokens.create(store, GRANT, "operator", NOW)
    assert tokens.revoke(store, "scorer", NOW) == 1
    assert not known(store, token, NOW)
    with pytest.raises(UnknownEntry):
        tokens.revoke(store, "scorer", NOW)


@pytest.mark.parametrize("change", [{"name": "A"}, {"name": "x" * 49}, {"scopes": ()}, {"scopes": ("all",)}, {"days": 0}, {"days": 367}])
def test_a_grant_that_cannot_be_is_refused(store: AccessStore, change: dict) -> None:
    whole = {"name": "scorer", "scopes": ("score:read",), "limits": Limits(), "days": 90}
    with pytest.raises(OutOfDomain):
        tokens.create(store, tokens.Grant(**whole | change), "operator", NOW)


def test_a_number_that_no_clock_or_column_holds_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    create, rotate = ["tokens", "create", "--name", "scorer", "--scope", "score:read"], ["tokens", "rotate", "--name", "scorer"]
    for option in ("--per-minute", "--clients-per-hour", "--expires-days"):
        assert main([*create, option, str(10**23)]) == 2
        assert "at most" in (said := capsys.readouterr().err) or "lasts from 1 to 366 days" in said
    assert main([*create, "--per-minute", str(tokens.LARGEST_LIMIT)]) == 0
    for days in ("99999999999", "367"):
        assert main([*rotate, "--overlap-days", days]) == 2
        assert "at most 366 days" in capsys.readouterr().err
    assert main([*rotate, "--overlap-days", "366"]) == 0


def test_a_worker_hears_of_a_revocation_by_itself(app: Flask, service: Callable[..., Asker]) -> None:
    scorer = service("score:read")
    assert scorer.get("/get_score/193423").status_code == 200
    assert_problem(scorer.get("/get_info_client/193423"), 403)
    tokens.revoke(app.extensions["gate"].store, "scorer", datetime.now(UTC))
    assert_problem(scorer.get("/get_score/193423"), 401)


def test_a_database_that_does_not_answer_lets_nobody_in(http: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise NotReady("The callers' database does not answer.")

    monkeypatch.setattr(app.extensions["gate"].store, "database", fail)
    token = f"pad_{'0' * 12}_{'a' * 43}"
    assert_problem(Asker(http, token).get("/get_score/193423"), 503)


def test_the_operator_s_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert main(["tokens", "create", "--name", "scorer", "--scope", "score:read", "client:read", "--expires-days", "30"]) == 0
    token = capsys.readouterr().out.splitlines()[0]
    assert token.startswith("pad_")
    assert main(["tokens", "rotate", "--name", "scorer"]) == 0
    capsys.readouterr()
    assert main(["tokens", "list"]) == 0
    text = capsys.readouterr().out
    assert [row["scopes"] for row in json.loads(text)] == ["score:read client:read"] * 2
    assert "hash" not in text
    assert main(["tokens", "revoke", "scorer"]) == 0
    assert capsys.readouterr().out == "2 ended.\n"
    assert main(["tokens", "revoke", "scorer"]) == 2
    assert "scorer" in capsys.readouterr().err
    with sqlite3.connect(tmp_path / "access.sqlite") as connection:
        assert connection.execute("select count(*) from service_tokens where revoked_at is null").fetchone() == (0,)
