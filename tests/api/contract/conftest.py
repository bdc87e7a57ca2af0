"""The app on the committed model and a store of drawn people, of this test module only: someone is erased from it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from api.config import Config
from api.decisions.settings import Settings
from api.factory import create_app
from tests.api.scores.conftest import MODELS, committed, people_url  # noqa: F401  fixtures


@pytest.fixture(scope="module")
def app(people_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:  # noqa: F811
    folder = tmp_path_factory.mktemp("contract")
    store = f"sqlite:///{shutil.copy(Path(people_url.removeprefix('sqlite:///')), folder / 'clients.sqlite')}"
    app = create_app(Config(store, MODELS, decisions=Settings.from_environment({"DATABASE_URL": store}, folder)))
    yield app
    app.extensions["gate"].close()
    app.extensions["decisions"].close()
    app.extensions["services"].current().store.close()
