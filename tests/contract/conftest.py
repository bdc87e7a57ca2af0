"""The real API over invented clients, with a log of its own, reached through the dashboard's own client."""

from collections.abc import Iterator

import pytest
import requests
from flask import Flask

from api.config import ROOT
from api.config import Config as ApiConfig
from api.decisions.settings import Settings
from api.factory import create_app
from appli.client import ApiClient
from appli.config import Config
from scoring import model as models
from tests.api.invented import IDS, fill_store
from tests.appli.transport import FlaskTransport

ADDRESS = "http://api.test"


def client_of(app: Flask) -> ApiClient:
    """The dashboard's client over an API in this process."""
    session = requests.Session()
    session.mount(ADDRESS, FlaskTransport(app))
    return ApiClient(Config(api_url=ADDRESS), session)


@pytest.fixture(scope="session")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiClient]:
    """The committed model, 200 clients and an empty log of decisions."""
    folder = tmp_path_factory.mktemp("recorder")
    url = f"sqlite:///{folder / 'clients.sqlite'}"
    fill_store(url, models.load(ROOT / "models"), ids=IDS[:200])
    app = create_app(ApiConfig(url, ROOT / "models", recheck_seconds=0, decisions=Settings.from_environment({}, folder)))
    yield client_of(app)
    app.extensions["decisions"].close()


@pytest.fixture(scope="session")
def by_zone(recorder: ApiClient) -> dict[str, list[str]]:
    """Client numbers by zone."""
    found: dict[str, list[str]] = {}
    for number in IDS[1:200]:
        found.setdefault(recorder.screen(str(number))["score"]["zone"], []).append(str(number))
    return found
