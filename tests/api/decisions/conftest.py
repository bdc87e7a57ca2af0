"""The log on both databases: SQLite in a folder, PostgreSQL in a cluster of its own with an owner and a role that only adds."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine

from api.config import Config
from api.decisions.ledger import Ledger
from api.decisions.service import Decisions
from api.decisions.settings import Settings
from api.factory import create_app
from scoring.model import Model
from tests.api.decisions.advisors import Advisor
from tests.api.decisions.cluster import Cluster, programs
from tests.api.invented import IDS, fill_store

OFF = {
    "sqlite": ["drop trigger if exists audit_log_no_update", "drop trigger if exists audit_log_no_delete"],
    "postgresql": ["alter table audit_log disable trigger all"],
}
ON_SQLITE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
START = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


class Clock:
    """A clock that stands still unless it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without PostgreSQL, one test says so in the place of all those that need it."""
    if programs() is not None or os.environ.get("REQUIRE_POSTGRES"):
        return
    absent = [item for item in items if _needs_postgresql(item) and "on_postgresql_too" not in item.name]
    config.hook.pytest_deselected(items=absent)
    items[:] = [item for item in items if item not in absent]


def _needs_postgresql(item: pytest.Item) -> bool:
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    return parameters.get("settings") == "postgresql" or "cluster" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if programs() is None:
        said = "PostgreSQL is not installed: apt-get install postgresql"
        if os.environ.get("REQUIRE_POSTGRES"):
            pytest.fail(said)
        pytest.skip(said)
    with Cluster.started() as started:
        yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Where a new, empty log is; on PostgreSQL, as the role that the API has."""
    found = Settings.from_environment({}, tmp_path)
    if request.param == "sqlite":
        yield found
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    cluster.empty()
    yield replace(found, url=cluster.url(cluster.ROLE), keys_url=cluster.url(cluster.ROLE), access_url=cluster.url(cluster.ROLE))


@pytest.fixture
def ledger(settings: Settings, clock: Clock) -> Iterator[Ledger]:
    opened = Ledger.open(settings, draw_secrets=True, clock=clock)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def few_clients(tmp_path_factory: pytest.TempPathFactory, model: Model) -> Path:
    folder = tmp_path_factory.mktemp("few")
    fill_store(f"sqlite:///{folder / 'clients.sqlite'}", model, ids=[*IDS[:300], 193423])
    return folder / "clients.sqlite"


@pytest.fixture
def clients(tmp_path: Path, few_clients: Path) -> str:
    """A store of a few invented clients, of this test only: it may erase some."""
    return f"sqlite:///{shutil.copy(few_clients, tmp_path / 'clients.sqlite')}"


@pytest.fixture
def app(settings: Settings, clients: str, models_dir: Path, clock: Clock) -> Iterator[Flask]:
    app = create_app(Config(clients, models_dir, recheck_seconds=0, decisions=settings))
    app.extensions["decisions"] = Decisions(settings, clock)
    yield app
    app.extensions["gate"].close()
    app.extensions["decisions"].close()


@pytest.fixture
def durand(http: FlaskClient) -> Advisor:
    return Advisor(http, "m.durand")


@pytest.fixture
def petit(http: FlaskClient) -> Advisor:
    return Advisor(http, "a.petit")


@pytest.fixture
def as_owner(settings: Settings):
    """Run statements as whoever owns the database, triggers put aside: what the log must tell of."""

    def _run(*statements: str, triggers: bool = False) -> None:
        sqlite = settings.url.startswith("sqlite")
        engine = create_engine(settings.url if sqlite else settings.url.replace(Cluster.ROLE, Cluster.OWNER, 1))
        off = OFF["sqlite" if sqlite else "postgresql"]
        try:
            with engine.begin() as connection:
                for statement in [*([] if triggers else off), *statements]:
                    connection.exec_driver_sql(statement)
        finally:
            engine.dispose()

    return _run
