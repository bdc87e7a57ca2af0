"""The served model, the one that the project commits: the same promises on invented clients."""

from pathlib import Path

import numpy as np
import pytest

from api.config import ROOT, Config
from api.decisions.settings import Settings
from api.factory import create_app
from scoring import model as models
from tests.api.invented import IDS, fill_store


@pytest.mark.parametrize("count", [150, pytest.param(1000, marks=pytest.mark.long)])
def test_clients_are_coherent(tmp_path: Path, count: int) -> None:
    url = f"sqlite:///{tmp_path / 'clients.sqlite'}"
    model = models.load(ROOT / "models")
    fill_store(url, model, ids=IDS[:count])
    http = create_app(Config(url, ROOT / "models", decisions=Settings.from_environment({}, tmp_path))).test_client()
    for client_id in IDS[:count]:
        screen = http.get(f"/get_client_screen/{client_id}").json
        score, shap = screen["score"], screen["shap"]
        pd, total = score["probability_of_default"], shap["base"] + sum(row["contribution"] for row in shap["contributions"])
        assert score["score"] == pytest.approx((1 - pd) / ((1 - pd) + 10 * pd), abs=1e-9)
        assert score["score"] == pytest.approx(1 / (1 + np.exp(-total)), abs=1e-6)
        assert list(screen["info"]["info_client"])[2:] == list(model.features)
