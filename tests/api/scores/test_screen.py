"""One answer for the whole screen, and the model as its manifest records it."""

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.presenters.screen import screen
from scoring.errors import NotReady
from scoring.model import Model
from tests.api.decisions.advisors import Advisor
from tests.api.invented import Get
from tests.drawn import Person

MANIFEST = Path(__file__).resolve().parents[3] / "models" / "manifest.json"
PARTS = {"score": "get_score", "info": "get_info_client", "shap": "get_shap", "levers": "levers", "recourse": "recourse"}


def test_each_part_is_what_its_own_route_says(get: Get, people: list[Person]) -> None:
    for person in people[:10]:
        screen = get(f"/get_client_screen/{person.id}?recourse=true")
        for part, route in PARTS.items():
            alone = get(f"/{route}/{person.id}")
            del alone["request_id"]
            assert json.dumps(screen[part]) == json.dumps(alone)


def test_paths_are_searched_for_whoever_asks(http: FlaskClient, people: list[Person]) -> None:
    address = f"/get_client_screen/{people[0].id}"
    assert http.get(address).json["recourse"] is http.get(f"{address}?recourse=false").json["recourse"] is None
    answer = http.get(f"{address}?recourse=yes")
    assert (answer.status_code, answer.json["detail"]) == (400, "recourse is true or false.")


def test_decisions_are_told_in_short_to_whoever_may_read_them(http: FlaskClient, people: list[Person]) -> None:
    client, durand, petit = people[0].id, Advisor(http, "m.durand"), Advisor(http, "a.petit")
    assert http.get(f"/get_client_screen/{client}").json["decisions"] is None
    assert durand.get(f"/get_client_screen/{client}").json["decisions"] == {"count": 0, "last": None, "open_reviews": 0}
    decision = durand.decide(client, "refus").json
    review = durand.contest(decision["decision"]).json["review"]
    told = durand.get(f"/get_client_screen/{client}").json["decisions"]
    assert told == {"count": 1, "last": {"decision": decision["decision"], "at": decision["at"], "standing": "refus"}, "open_reviews": 1}
    petit.conclude(review, "accord")
    told = durand.get(f"/get_client_screen/{client}").json["decisions"]
    assert (told["last"]["standing"], told["open_reviews"]) == ("accord", 0)
    assert durand.get(f"/get_client_screen/{people[1].id}").json["decisions"]["count"] == 0


def test_the_score_shows_while_the_log_does_not_answer(
    app: Flask, http: FlaskClient, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed() -> None:
        raise NotReady("The log is away.")

    monkeypatch.setattr(app.extensions["decisions"], "ledger", closed)
    response = Advisor(http, "m.durand").get(f"/get_client_screen/{people[0].id}")
    assert (response.status_code, response.json["decisions"]) == (200, None)


def test_a_store_of_before_shows_everything_but_the_levers_and_the_paths(app: Flask, http: FlaskClient, people: list[Person]) -> None:
    store = app.extensions["services"].current().store
    client = store.client(people[0].id)
    client.record.pop("AMT_GOODS_PRICE")
    told = screen(app.extensions["services"].current(), client, None, searched=True)
    assert told["levers"] is told["recourse"] is None
    assert told["score"]["id_client"] == str(client.id)


def test_a_fault_in_the_paths_does_not_take_the_score_along(
    app: Flask, get: Get, people: list[Person], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError(people[0].id)

    monkeypatch.setattr("api.presenters.simulation.recourse.recourse", broken)
    told = get(f"/get_client_screen/{people[0].id}?recourse=true")
    assert (told["recourse"], told["score"]["id_client"]) == (None, str(people[0].id))
    assert told["levers"] is not None
    assert [json.loads(record.message)["reason"] for record in caplog.records if "not_simulated" in record.message] == ["ZeroDivisionError"]
    assert str(people[0].id) not in caplog.text.replace(f"/{people[0].id}", "")


def test_the_model_is_told_as_training_recorded_it(get: Get, committed: Model) -> None:
    body, manifest = get("/model"), json.loads(MANIFEST.read_text("utf-8"))
    assert body["fairness"] == manifest["report"]["fairness"]
    assert body["calibration_curve"] == manifest["report"]["curves"]["calibration"]
    curve = body["cost_curve"]
    assert curve["grey_band"] == [committed.rule.lower, committed.rule.upper]
    assert len(curve["score"]) == len(curve["cost_per_client"]) > 50
    assert curve["cost_per_client"][50] < min(curve["cost_per_client"][0], curve["cost_per_client"][-1])
    assert body["card"]["files"] == manifest["files"]
    assert body["calibration"] == manifest["calibration"]
