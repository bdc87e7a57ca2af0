"""The app on a small model and a store of invented clients."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.config import Config
from api.decisions.settings import Settings
from api.factory import create_app
from scoring import model as models
from scoring.model import Model
from tests.api.invented import Get, fill_store, write_model


@pytest.fixture(scope="session")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("models")
    write_model(directory)
    return directory


@pytest.fixture(scope="session")
def model(models_dir: Path) -> Model:
    return models.load(models_dir)


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory, model: Model) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('data') / 'clients.sqlite'}"
    fill_store(url, model)
    return url


@pytest.fixture(scope="session")
def log_of_all(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One log for the tests that do not look at it: a new one takes a moment."""
    return Settings.from_environment({"DATABASE_URL": database_url}, tmp_path_factory.mktemp("log"))


@pytest.fixture
def app(database_url: str, models_dir: Path, log_of_all: Settings) -> Iterator[Flask]:
    app = create_app(Config(database_url, models_dir, recheck_seconds=0, decisions=log_of_all))
    yield app
    app.extensions["gate"].close()
    app.extensions["decisions"].close()
    serving = app.extensions["services"]._serving
    if serving is not None:
        serving.store.close()


@pytest.fixture
def http(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def get(http: FlaskClient) -> Get:
    """The JSON of an address that must answer 200."""

    def _get(address: str) -> dict:
        response = http.get(address)
        assert response.status_code == 200, response.text
        return json.loads(response.text, parse_constant=_no_constant)

    return _get


def _no_constant(name: str) -> float:
    raise AssertionError(f"{name} is not JSON")
