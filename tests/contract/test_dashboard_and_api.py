"""The dashboard's own client against the real API, in one process: what one promises, the other understands."""

from pathlib import Path

import pytest

from api.config import ROOT
from api.config import Config as ApiConfig
from api.factory import create_app
from appli.client import ApiClient
from appli.errors import ApiDown, ApiError, BadNumber, UnknownClient
from appli.panels import comparer, decision, dossier, pourquoi
from appli.texts import Texts
from appli.views import screen_of
from scoring import model as models
from tests.api.invented import IDS
from tests.contract.conftest import client_of


@pytest.fixture
def api(recorder: ApiClient) -> ApiClient:
    """The committed model over invented clients."""
    return recorder


@pytest.mark.parametrize("number", IDS[:20])
def test_every_screen_is_understood(api: ApiClient, number: int) -> None:
    answer = api.screen(str(number))
    screen, notes = screen_of(answer)
    assert screen["client"] == str(number)
    assert screen["zone"] == answer["score"]["zone"]
    assert screen["total_points"] == pytest.approx(answer["shap"]["base_points"] + sum(f["points"] for f in answer["shap"]["families"]))
    assert set(notes) == {item["feature"] for item in answer["shap"]["contributions"]}
    assert all(note["fr"] and note["en"] for note in notes.values())


def test_reference_answers_hold_what_the_figures_need(api: ApiClient) -> None:
    importance = api.importance()
    names = [row["feature"] for row in importance["data"]]
    assert sorted(names) == sorted(models.load(ROOT / "models").features)
    assert {"population", "zones", "not_used", "watched", "points_note"} <= set(api.model())
    assert api.beeswarm()["features"][0]["feature"] == names[0]
    for name in names:
        assert sum(bin_[zone] for bin_ in api.distribution(name)["bins"] for zone in ("refus", "conseiller", "accord")) > 0
    assert api.bivariate(names[0], names[1])["points"]


def test_the_pickers_offer_what_the_api_knows(api: ApiClient) -> None:
    groups, chosen = comparer.choices(api, None, Texts("fr"))
    offered = {item["value"] for group in groups for item in group["items"]}
    assert offered == {row["feature"] for row in api.importance()["data"] if row["comparable"]}
    assert set(chosen) <= offered


def test_numbers_are_searched_by_prefix(api: ApiClient) -> None:
    ids, total, yours_only = api.client_ids(str(IDS[0])[:2], 5)
    assert all(str(number).startswith(str(IDS[0])[:2]) for number in ids)
    assert total >= len(ids) > 0
    assert yours_only is False


@pytest.mark.parametrize(("number", "failure"), [("abc", BadNumber), ("9" * 20, BadNumber), ("4", UnknownClient)])
def test_failures_keep_their_meaning(api: ApiClient, number: str, failure: type[ApiError]) -> None:
    with pytest.raises(failure):
        api.screen(number)


def test_an_api_without_clients_is_down_not_broken(tmp_path: Path) -> None:
    empty = client_of(create_app(ApiConfig(f"sqlite:///{tmp_path / 'nobody.sqlite'}", ROOT / "models", recheck_seconds=0)))
    assert not empty.ready()
    with pytest.raises(ApiDown):
        empty.screen("193423")


def test_every_panel_has_a_layout() -> None:
    for panel in (decision, pourquoi, comparer, dossier):
        assert panel.layout() is not None
