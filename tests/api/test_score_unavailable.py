"""An application that cannot be has no score, is told so in both languages, and its data can still be read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.config import Config
from api.decisions.settings import Settings
from api.factory import create_app
from scoring.model import Model
from tests.api.invented import fill_store


@pytest.fixture
def impossible(tmp_path: Path, models_dir: Path, model: Model) -> Iterator[FlaskClient]:
    """The API on clients whose credit is negative and who are not born yet."""
    url = f"sqlite:///{tmp_path / 'clients.sqlite'}"
    fill_store(url, model, ids=[193423, 193424], record={"AMT_CREDIT": -5.0, "DAYS_BIRTH": 300, "AMT_ANNUITY": 9_000.0})
    app = create_app(Config(url, models_dir, recheck_seconds=0, decisions=Settings.from_environment({"DATABASE_URL": url}, tmp_path)))
    yield app.test_client()
    app.extensions["gate"].close()
    app.extensions["services"]._serving.store.close()


@pytest.mark.parametrize("route", ["get_score", "get_shap", "get_client_screen"])
def test_what_rests_on_the_score_is_unavailable_in_both_languages(impossible: FlaskClient, route: str) -> None:
    response = impossible.get(f"/{route}/193423")
    assert response.status_code == 422
    assert response.content_type == "application/problem+json"
    assert response.json["type"].endswith(":score-unavailable")
    french, english = response.json["detail"].split(" Score unavailable: ")
    assert french.startswith("Score indisponible")
    for said in (french, english):
        assert "AMT_CREDIT" in said
        assert "DAYS_BIRTH" in said
        assert "AMT_ANNUITY" not in said
    assert "Le prêt demandé" in french
    assert "-5" not in response.text


def test_the_data_can_still_be_read(impossible: FlaskClient) -> None:
    response = impossible.get("/get_info_client/193423")
    assert response.status_code == 200
    assert response.json["info_client"]["SK_ID_CURR"] == 193423
