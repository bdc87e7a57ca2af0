"""The API stays up without a model or clients, says why, and recovers by itself."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.config import Config
from api.decisions.settings import Settings
from api.factory import create_app
from scoring import model as models
from scoring.model import FINAL_FILE, MANIFEST, Model
from tests.api.invented import IDS, fill_store, write_model
from tests.api.test_errors import assert_problem

FEW = [*IDS[:50], 193423]
OPENED: list[Flask] = []


@pytest.fixture
def place(tmp_path: Path, models_dir: Path) -> Path:
    shutil.copytree(models_dir, tmp_path / "models")
    return tmp_path


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Each test ends without what its apps left open."""
    yield
    while OPENED:
        OPENED.pop().extensions["gate"].close()


def url(place: Path) -> str:
    return f"sqlite:///{place / 'clients.sqlite'}"


def load(place: Path, model: Model, seed: int = 1) -> None:
    fill_store(url(place), model, seed, FEW)


def api(place: Path, recheck_seconds: float = 0) -> FlaskClient:
    decisions = Settings.from_environment({"DATABASE_URL": url(place)}, place / "log")
    app = create_app(Config(url(place), place / "models", recheck_seconds, decisions=decisions))
    OPENED.append(app)
    return app.test_client()


def test_without_clients_it_says_what_to_do_then_recovers(place: Path, model: Model) -> None:
    http = api(place)
    assert http.get("/health/live").status_code == 200
    for address in ("/health/ready", "/get_score/193423", "/get_id_client", "/model", "/get_beeswarm"):
        response = http.get(address)
        assert "load-clients" in assert_problem(response, 503)["detail"]
        assert response.headers["Retry-After"]
    assert http.get("/").status_code == 200
    assert not (place / "clients.sqlite").exists()
    load(place, model)
    assert http.get("/health/ready").json["status"] == "ready"
    assert http.get("/get_score/193423").status_code == 200


@pytest.mark.parametrize("content", [b"", b"this is not a database" * 100])
def test_a_file_that_is_no_store_is_named(place: Path, content: bytes) -> None:
    (place / "clients.sqlite").write_bytes(content)
    assert "clients.sqlite" in assert_problem(api(place).get("/get_score/193423"), 503)["detail"]


@pytest.mark.parametrize("damage", ["absent", "truncated", "not json", "empty rule"])
def test_a_broken_model_is_named_then_recovers(place: Path, models_dir: Path, model: Model, damage: str) -> None:
    load(place, model)
    folder = place / "models"
    if damage == "absent":
        shutil.rmtree(folder)
    elif damage == "truncated":
        (folder / FINAL_FILE).write_bytes((models_dir / FINAL_FILE).read_bytes()[:-100])
    elif damage == "not json":
        (folder / MANIFEST).write_text("{")
    else:
        text = (models_dir / MANIFEST).read_text()
        (folder / MANIFEST).write_text(text.replace('"cost_ratio"', '"other"'))
    http = api(place)
    assert_problem(http.get("/health/ready"), 503)
    assert_problem(http.get("/get_score/193423"), 503)
    shutil.copytree(models_dir, folder, dirs_exist_ok=True)
    (folder / MANIFEST).touch()
    assert http.get("/get_score/193423").status_code == 200


def test_a_model_that_breaks_later_does_not_replace_the_one_that_works(place: Path, model: Model) -> None:
    load(place, model)
    http = api(place)
    before = http.get("/get_score/193423").json["score"]
    (place / "models" / FINAL_FILE).write_bytes(b"half written")
    assert http.get("/get_score/193423").json["score"] == before


def test_a_new_model_is_taken_without_a_restart(place: Path, model: Model) -> None:
    load(place, model)
    http = api(place)
    before = http.get("/get_score/193423").json
    write_model(place / "models", seed=5)
    after = http.get("/get_score/193423").json
    assert after["model_version"] == models.load(place / "models").version != before["model_version"]
    assert after["score"] != before["score"]


def test_a_new_population_is_taken_at_once_even_between_two_checks(place: Path, model: Model) -> None:
    load(place, model)
    http = api(place, recheck_seconds=3600)
    before = http.get("/get_score/193423").json["score"]
    load(place, model, seed=9)
    assert http.get("/get_score/193423").json["score"] != before


def test_an_erased_store_is_no_longer_served(place: Path, model: Model) -> None:
    load(place, model)
    http = api(place)
    assert http.get("/get_score/193423").status_code == 200
    for file in place.glob("clients.sqlite*"):
        file.unlink()
    assert_problem(http.get("/get_score/193423"), 503)


def test_clients_loaded_for_other_features_are_refused(place: Path, model: Model, monkeypatch) -> None:
    monkeypatch.setattr("tests.api.invented.fingerprint", lambda *_: "another")
    load(place, model)
    assert "other features" in assert_problem(api(place).get("/get_score/193423"), 503)["detail"]


def test_after_a_training_on_other_features_the_old_model_serves_until_the_clients_are_loaded(place: Path, model: Model) -> None:
    load(place, model)
    http = api(place)
    before = http.get("/get_score/193423").json["score"]
    text = (place / "models" / MANIFEST).read_text()
    assert '"categories": {' in text
    (place / "models" / MANIFEST).write_text(
        text.replace('"categories": {', '"categories": {"NEW": ["a"], '.replace("NEW", model.features[0]), 1)
    )
    assert http.get("/get_score/193423").json["score"] == before


def test_a_database_that_no_driver_knows_is_named(tmp_path: Path, models_dir: Path) -> None:
    for address in ("nonsense", "unknown://user:secret@host/base"):
        http = create_app(Config(address, models_dir, 0)).test_client()
        response = http.get("/health/ready")
        assert "DATABASE_URL" in assert_problem(response, 503)["detail"]
        assert "secret" not in response.text


def test_the_environment_sets_the_places(tmp_path: Path) -> None:
    config = Config.from_environment({"DATA_DIR": str(tmp_path), "MODELS_DIR": "elsewhere", "LOG_KEY": "k"})
    assert config.database_url == f"sqlite:///{tmp_path}/clients.sqlite"
    assert (config.models_dir, config.log_key) == (Path("elsewhere"), b"k")
    assert Config.from_environment({"DATABASE_URL": "postgresql://x/y", "DATA_DIR": ""}).database_url == "postgresql://x/y"
    assert Config.from_environment({}).database_url.endswith("data/demo/clients.sqlite")
