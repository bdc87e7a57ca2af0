"""The API with its door closed: a set of keys, people who sign in, services with tokens."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.access import tokens
from api.access.caller import Limits, Scope
from api.access.settings import Access
from api.config import Config
from api.decisions.settings import Settings
from api.factory import create_app
from tests.api.access.signers import Signers


@pytest.fixture(scope="session")
def signers() -> Signers:
    return Signers()


@pytest.fixture
def jwks(tmp_path: Path, signers: Signers) -> Path:
    file = tmp_path / "jwks.json"
    file.write_text(signers.document("ed25519"))
    return file


@pytest.fixture
def place(tmp_path: Path, database_url: str) -> Settings:
    return Settings.from_environment({"DATABASE_URL": database_url}, tmp_path)


@pytest.fixture
def app(database_url: str, models_dir: Path, place: Settings, jwks: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setattr(tokens, "RECHECK_SECONDS", 0)  # a token is known as soon as it is drawn
    access = Access(closed=True, jwks=str(jwks), issuer="https://desk.example")
    app = create_app(Config(database_url, models_dir, recheck_seconds=0, decisions=place, access=access))
    yield app
    app.extensions["gate"].close()
    app.extensions["decisions"].close()
    app.extensions["services"].current().store.close()


@dataclass
class Asker:
    """Sends requests with one credential."""

    http: FlaskClient
    credential: str

    def send(self, method: str, address: str, **options: Any) -> Any:
        return self.http.open(address, method=method, headers={"Authorization": f"Bearer {self.credential}"}, **options)

    def get(self, address: str) -> Any:
        return self.send("GET", address)


@pytest.fixture
def person(http: FlaskClient, signers: Signers) -> Callable[..., Asker]:
    """A person with some roles, and other claims when they are given."""
    return lambda *roles, **claims: Asker(http, signers.identity(roles=list(roles), **claims))


@pytest.fixture
def service(http: FlaskClient, app: Flask) -> Callable[..., Asker]:
    """A service with some scopes."""

    def _make(*scopes: Scope, name: str = "scorer", limits: Limits | None = None) -> Asker:
        grant = tokens.Grant(name, scopes, limits or Limits(), 30)
        return Asker(http, tokens.create(app.extensions["gate"].store, grant, "operator", datetime.now(UTC)))

    return _make
