"""A demonstration is open on its own machine; real people never are, and the API says so before it serves."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine

from api.access import tokens
from api.access.caller import Limits
from api.access.settings import Access, BadSetting
from api.access.start import check
from api.access.store import AccessStore
from api.config import Config
from api.decisions.settings import Settings
from scoring.errors import NotReady
from scoring.model import Model
from tests.api.access.test_tokens import NOW
from tests.api.invented import fill_store
from tests.api.test_errors import assert_problem
from tests.services import LEAN

ROOT = Path(__file__).parents[3]
LOOPBACK, FAR = [("127.0.0.1", 5000), ("::1", 5000), "/run/api.sock"], [("127.0.0.1", 5000), ("0.0.0.0", 5000)]
KEYS = dict.fromkeys(("KEY_ENCRYPTION_KEY", "SIGNING_KEY", "PSEUDONYM_KEY"), "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")


@pytest.fixture(params=["demo", "real"])
def config(request: pytest.FixtureRequest, tmp_path: Path, model: Model, models_dir: Path) -> Config:
    """The API over a few people, who are real for the second half of these tests."""
    url = f"sqlite:///{tmp_path / 'clients.sqlite'}"
    fill_store(url, model, ids=[193423, 193424])
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("update meta set value = ? where key = 'kind'", (request.param,))
    engine.dispose()
    return Config(url, models_dir, 0, decisions=Settings.from_environment(KEYS, tmp_path))


DEMO = pytest.mark.parametrize("config", ["demo"], indirect=True)
REAL = pytest.mark.parametrize("config", ["real"], indirect=True)


@DEMO
def test_a_demonstration_is_open_to_its_own_machine_only(config: Config) -> None:
    check(config, LOOPBACK)
    with pytest.raises(NotReady, match=r"loopback only, not on 0\.0\.0\.0.*ACCESS=closed"):
        check(config, FAR)


@REAL
def test_over_real_people_credentials_come_first(config: Config) -> None:
    with pytest.raises(NotReady, match=r"these clients are real.*JWKS.*tokens create"):
        check(config, LOOPBACK)


@REAL
def test_a_token_or_keys_are_enough(config: Config) -> None:
    check(dataclasses.replace(config, access=Access(closed=True, jwks="/keys.json", issuer="x")), FAR)
    store = AccessStore(config.decisions.access_url)
    grant = tokens.Grant("scorer", ("score:read",), Limits(), 30)
    tokens.create(store, grant, "operator", NOW.replace(year=2000))
    with pytest.raises(NotReady, match="nobody could be known"):
        check(config, LOOPBACK)  # that one is over
    tokens.create(store, grant, "operator", NOW.replace(year=2998))
    check(config, FAR)
    store.close()


@REAL
def test_over_real_people_secrets_are_not_drawn(config: Config) -> None:
    access = Access(closed=True, jwks="/keys.json", issuer="x")
    decisions = dataclasses.replace(config.decisions, environment={})
    with pytest.raises(NotReady, match="KEY_ENCRYPTION_KEY is missing"):
        check(dataclasses.replace(config, access=access, decisions=decisions), LOOPBACK)


@pytest.mark.parametrize("config", ["demo", "real"], indirect=True)
def test_closed_by_choice(config: Config) -> None:
    with pytest.raises(NotReady, match="nobody could be known"):
        check(dataclasses.replace(config, access=Access(closed=True)), LOOPBACK)


@REAL
def test_whatever_serves_it_real_people_are_closed(config: Config) -> None:
    """Another server than gunicorn asks nothing at the start: the door holds all the same."""
    from api.factory import create_app

    app: Flask = create_app(config)
    for address in ("/get_score/193423", "/get_id_client", "/model", "/rights/export/193423"):
        assert_problem(app.test_client().get(address, headers={"X-Advisor": "m.durand"}), 401)
    app.extensions["services"].current().store.close()


@DEMO
def test_a_demonstration_answers_no_other_machine(config: Config) -> None:
    from api.factory import create_app

    http = create_app(config).test_client()
    assert_problem(http.get("/get_score/193423", environ_base={"REMOTE_ADDR": "192.0.2.7"}), 403)
    assert http.get("/health/live", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200
    http.application.extensions["services"].current().store.close()


@pytest.mark.parametrize(
    "environment",
    [
        {"ACCESS": "maybe"},
        {"JWKS": "/keys.json"},
        {"JWKS": "http://idp.example/keys", "JWT_ISSUER": "x"},
        {"PERSON_PER_MINUTE": "-1"},
        {"PERSON_CLIENTS_PER_HOUR": "many"},
    ],
)
def test_a_setting_that_cannot_be_is_named(environment: dict[str, str]) -> None:
    with pytest.raises(BadSetting, match=next(iter(environment))):
        Access.from_environment(environment)


def test_settings_are_read() -> None:
    assert Access.from_environment({"ACCESS": "", "JWKS": ""}) == Access()
    found = Access.from_environment(
        {"JWKS": "https://idp/keys", "JWT_ISSUER": "https://idp", "JWT_AUDIENCE": "us", "PERSON_PER_MINUTE": "5"}
    )
    assert (found.closed, found.jwks, found.issuer, found.audience, found.person) == (
        True,
        "https://idp/keys",
        "https://idp",
        "us",
        Limits(5, 120),
    )


@REAL
def test_gunicorn_does_not_start(config: Config, tmp_path: Path) -> None:
    environment = {**os.environ, **LEAN, "DATA_DIR": str(tmp_path), "MODELS_DIR": str(config.models_dir), "API_PORT": "0", **KEYS}
    command = [sys.executable, "-m", "gunicorn", "--config", "api/gunicorn.conf.py", "api.api2:app"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert "The API does not start: these clients are real" in done.stderr
    assert "Traceback" not in done.stderr
