"""GET /levers, POST /simulate and GET /recourse: what they say, what they refuse, and that nothing is kept."""

import json
import math
from typing import Any

import pytest
from flask.testing import FlaskClient

from scoring.model import Model
from scoring.recourse import recourse
from scoring.simulate import DIALS, simulated
from tests.api.invented import Get
from tests.drawn import Person

LEVER = ["lever", "label", "unit", "current", "min", "max", "step", "one_way", "helps", "advice", "proof", "effect"]
VERDICT = ["prediction", "score", "zone", "recommendation", "probability_of_default", "cost_ratio", "bounds", "displayed"]


def simulate(http: FlaskClient, client: object, **changes: object) -> Any:
    return http.post(f"/simulate/{client}", json={"changes": changes})


def test_levers_say_where_each_one_stands_and_goes(get: Get, people: list[Person]) -> None:
    for person in people[:20]:
        body = get(f"/levers/{person.id}")
        assert list(body) == ["levers", "absent", "notice", "model_version", "request_id"]
        assert {lever["lever"] for lever in (*body["levers"], *body["absent"])} == {dial.code for dial in DIALS}
        for lever in body["levers"]:
            assert list(lever) == LEVER
            assert lever["min"] <= lever["current"] <= lever["max"]
            assert set(lever["label"]) == {"fr", "en"}
        stands = {lever["lever"]: lever["current"] for lever in body["levers"]}
        assert (stands["amount"], stands["income"]) == (person.record["AMT_CREDIT"], person.record["AMT_INCOME_TOTAL"])


def test_every_end_of_every_lever_can_be_simulated(get: Get, http: FlaskClient, people: list[Person]) -> None:
    for person in people[:3]:
        for lever in get(f"/levers/{person.id}")["levers"]:
            for end in ("min", "max", "current"):
                assert simulate(http, person.id, **{lever["lever"]: lever[end]}).status_code == 200, lever


def test_a_simulation_tells_before_and_after(get: Get, http: FlaskClient, people: list[Person], committed: Model) -> None:
    moved = 0
    for person in people[:20]:
        changes = {"amount": round(0.6 * person.record["AMT_CREDIT"], -2), "income": 1.2 * person.record["AMT_INCOME_TOTAL"]}
        response = simulate(http, person.id, **changes)
        assert response.status_code == 200, response.text
        body, score = json.loads(response.text), get(f"/get_score/{person.id}")
        keys = ["id_client", "changes", "before", "after", "moved", "base", "contributions", "families", "notice"]
        keys += ["model_version", "request_id"]
        assert list(body) == keys
        assert list(body["before"]) == list(body["after"]) == VERDICT
        assert {key: body["before"][key] for key in VERDICT} == {key: score[key] for key in VERDICT}
        row = simulated(person.applicant, changes).row(committed.features)
        assert body["after"]["probability_of_default"] == committed.probability_of_default(row[None])[0]
        shap = get(f"/get_shap/{person.id}")
        weighed = {family["family"]: family["points"] for family in shap["families"]}
        assert {family["family"]: family["before"] for family in body["families"]} == pytest.approx(weighed)
        known = {item["feature"]: item["contribution"] for item in shap["contributions"]}
        assert {item["feature"]: item["before"] for item in body["contributions"]} == pytest.approx(known, abs=1e-9)
        for when in ("before", "after"):
            total = body["base"] + sum(item[when] for item in body["contributions"])
            assert total == pytest.approx(math.log(body[when]["score"] / (1 - body[when]["score"])), abs=1e-9)
        change = sum(family["change"] for family in body["families"])
        assert change == pytest.approx(points(body["after"]["score"]) - points(body["before"]["score"]), abs=1e-4)
        names = {item["feature"] for item in body["moved"]}
        assert {"AMT_CREDIT", "AMT_ANNUITY", "AMT_INCOME_TOTAL", "CREDIT_TO_INCOME"} <= names
        assert not names & {"AGE_YEARS", "EXT_SOURCE_2", "BUREAU_COUNT"}
        moved += body["after"]["score"] > body["before"]["score"]
        assert body["after"]["score"] >= body["before"]["score"]
    assert moved > 10


def points(score: float) -> float:
    return 20 / math.log(2) * math.log(score / (1 - score))


def test_a_simulation_is_not_kept(get: Get, http: FlaskClient, people: list[Person]) -> None:
    client = people[0].id
    before = get(f"/get_client_screen/{client}")
    assert simulate(http, client, income=2 * people[0].record["AMT_INCOME_TOTAL"]).status_code == 200
    after = get(f"/get_client_screen/{client}")
    assert {**after, "request_id": ""} == {**before, "request_id": ""}


def test_what_no_one_may_move_and_what_is_too_far_are_said_at_once(http: FlaskClient, people: list[Person]) -> None:
    response = simulate(http, people[0].id, CODE_GENDER=1, DAYS_BIRTH=-9000, EXT_SOURCE_2=0.9, BUREAU_COUNT=0, amount=1e12, term=-1)
    assert response.status_code == 422
    assert response.content_type == "application/problem+json"
    said = response.json["detail"]
    assert all(name in said for name in ("CODE_GENDER", "DAYS_BIRTH", "EXT_SOURCE_2", "BUREAU_COUNT", "amount: from", "term: from"))


@pytest.mark.parametrize("value", [1, 0.5, "F", None, [], {}, True, 2**70])
def test_what_no_one_may_move_is_refused_by_its_name_whatever_its_value(http: FlaskClient, people: list[Person], value: object) -> None:
    for others in ({}, {"amount": 1e12}, {"amount": "100000"}, {"amount": None, "shoe_size": "42"}):
        response = simulate(http, people[0].id, CODE_GENDER=value, **others)
        assert response.status_code == 422, response.text
        assert "CODE_GENDER: a simulation may not move it" in response.json["detail"]
        assert ("shoe_size: there is nothing" in response.json["detail"]) == ("shoe_size" in others)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ('{"changes": {"amount": "100000"}}', 400),
        ('{"changes": {"amount": true}}', 400),
        ('{"changes": {"amount": null}}', 400),
        ('{"changes": {"amount": NaN}}', 400),
        ('{"changes": {"amount": 1, "amount": 2}}', 400),
        ('{"amount": 100000}', 400),
        ('{"changes": []}', 400),
        ('{"changes": {}}', 422),
        ('{"changes": {"amount": 1e300}}', 422),
    ],
)
def test_a_body_that_is_not_one(http: FlaskClient, people: list[Person], content: str, status: int) -> None:
    response = http.post(f"/simulate/{people[0].id}", data=content, content_type="application/json")
    assert response.status_code == status, response.text


def test_recourse_says_the_paths_that_the_library_finds(get: Get, people: list[Person], committed: Model) -> None:
    seen = set()
    for person in people[:60]:
        wanted = recourse(committed, person.applicant)
        if (wanted.status, len(wanted.paths)) in seen:
            continue
        seen.add((wanted.status, len(wanted.paths)))
        body = get(f"/recourse/{person.id}")
        assert (body["status"], body["target"], body["margin"]) == (wanted.status, wanted.target, 0.25)
        told = [{change["lever"]: change["after"] for change in path["changes"]} for path in body["paths"]]
        assert told == [path.changes for path in wanted.paths]
        assert all(path["after"]["zone"] == "accord" for path in body["paths"])
        assert (body["best"] is None) == (wanted.best is None)
        assert all(" au lieu de " in change["text"]["fr"] for path in body["paths"] for change in path["changes"])
        assert set(body["text"]) == {"fr", "en"}
    assert {status for status, _ in seen} == {"needless", "found", "none"}


def test_a_path_simulated_gives_what_the_path_says(get: Get, http: FlaskClient, people: list[Person]) -> None:
    checked = 0
    for person in people[:60]:
        for path in get(f"/recourse/{person.id}")["paths"]:
            changes = {change["lever"]: change["after"] for change in path["changes"]}
            assert simulate(http, person.id, **changes).json["after"] == path["after"]
            checked += 1
    assert checked > 5


@pytest.mark.parametrize("route", ["levers", "recourse", "simulate"])
@pytest.mark.parametrize(("client", "status"), [("5", 404), ("abc", 400), ("0", 400)])
def test_a_client_who_is_none(http: FlaskClient, route: str, client: str, status: int) -> None:
    response = simulate(http, client, amount=1.0) if route == "simulate" else http.get(f"/{route}/{client}")
    assert response.status_code == status
