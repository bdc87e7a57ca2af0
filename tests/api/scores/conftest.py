"""The app on the committed model and on two hundred people of the demo, whose raw fields and vectors go together."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from flask import Flask

from api.config import Config
from api.decisions.settings import Settings
from api.factory import create_app
from scoring import explain
from scoring import model as models
from scoring.applicant import kept_beside
from scoring.features.catalogue import BY_NAME
from scoring.features.domain import outside_record
from scoring.model import Model
from scoring.store import NewClient, Reference, fingerprint, replace_all
from tests.drawn import Person, drawn

MODELS = Path(__file__).resolve().parents[3] / "models"


@pytest.fixture(scope="session")
def committed() -> Model:
    return models.load(MODELS)


@pytest.fixture(scope="session")
def people_url(tmp_path_factory: pytest.TempPathFactory, committed: Model) -> str:
    """A store of these people, as the load job fills it."""
    url = f"sqlite:///{tmp_path_factory.mktemp('people') / 'clients.sqlite'}"
    features = [BY_NAME[name] for name in committed.features]
    rows = np.array([person.applicant.row(committed.features) for person in drawn()])
    pds, contributions = committed.probability_of_default(rows), committed.contributions(rows)
    scores = np.array([committed.rule.score(pd) for pd in pds.tolist()])
    reasons = explain.reasons_of_all(features, rows, contributions, committed.effects(rows, list(explain.families_of(features).values())))
    clients = (
        NewClient(
            person.id,
            row,
            person.record | {name: person.applicant.past[name] for name in kept_beside(committed.features)},
            explain.packed(told),
        )
        for person, row, told in zip(drawn(), rows, reasons, strict=True)
    )
    replace_all(
        url,
        clients,
        Reference(rows[:50], contributions[:50].astype(np.float32), scores[:50], pds[:50]),
        fingerprint=fingerprint(committed.features, committed.manifest["categories"]),
        model_version=committed.version,
        kind="demo",
    )
    return url


@pytest.fixture
def app(people_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = create_app(
        Config(people_url, MODELS, recheck_seconds=0, decisions=Settings.from_environment({"DATABASE_URL": people_url}, tmp_path))
    )
    yield app
    app.extensions["gate"].close()
    app.extensions["decisions"].close()
    app.extensions["services"].current().store.close()


@pytest.fixture(scope="session")
def people() -> list[Person]:
    """Those whose application can be scored."""
    return [person for person in drawn() if not outside_record(person.record)]
