"""POST /score and POST /score/batch: someone without a number, many at once, and keys that are sent twice."""

import json
import os
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.errors import Conflict
from api.repeated import SETS, WAYS, Repeated
from scoring.errors import OutOfRange
from scoring.intake import MOST_ROWS, MOST_VIOLATIONS, fields, newcomer
from scoring.tables import APPLICATION, HISTORY, Table
from tests.api.invented import Get
from tests.drawn import Person


def application(person: Person) -> dict[str, Any]:
    return {name: person.record[name] for name in fields(APPLICATION)}


def history(person: Person) -> dict[str, Any]:
    return {table.name: [{name: row[name] for name in fields(table)} for row in person.history[table.name]] for table in HISTORY}


def body(person: Person, past: Any = ..., **changes: Any) -> dict[str, Any]:
    return {"application": application(person) | changes, "history": history(person) if past is ... else past}


def refused(http: FlaskClient, sent: Any) -> str:
    response = http.post("/score", json=sent)
    assert response.status_code == 422, response.text
    assert response.content_type == "application/problem+json"
    return str(response.json["detail"])


def test_the_same_file_without_its_number_has_the_same_score(get: Get, http: FlaskClient, people: list[Person]) -> None:
    for person in people[:30]:
        response = http.post("/score", json=body(person))
        assert response.status_code == 200, response.text
        alone, known = json.loads(response.text), get(f"/get_score/{person.id}")
        assert list(alone) == [
            *(key for key in known if key not in ("model_version", "request_id")),
            "history",
            "model_version",
            "request_id",
        ]
        assert alone["id_client"] is None
        for key in set(known) - {"id_client", "reasons", "request_id"}:
            assert alone[key] == known[key], key
        assert [reason["code"] for reason in alone["reasons"]] == [reason["code"] for reason in known["reasons"]]
        assert alone["history"] == {name: len(rows) for name, rows in person.history.items()}


def test_an_unknown_past_is_not_an_empty_one(http: FlaskClient, people: list[Person]) -> None:
    differ = 0
    for person in people[:10]:
        unknown, empty = (http.post("/score", json=body(person, past)).json for past in (None, {}))
        assert set(unknown["history"].values()) == {None}
        assert set(empty["history"].values()) == {0}
        named = http.post("/score", json=body(person, {table.name: None for table in HISTORY})).json
        assert named["score"] == unknown["score"]
        differ += unknown["score"] != empty["score"]
    assert differ >= 8


def test_a_field_that_was_forgotten_is_no_missing_value(http: FlaskClient, people: list[Person]) -> None:
    for name in fields(APPLICATION):
        sent = body(people[0], None)
        del sent["application"][name]
        assert f"application.{name}: missing" in refused(http, sent)
    assert http.post("/score", json=body(people[0], None, EXT_SOURCE_2=None)).status_code == 200
    assert "application.AMT_INCOME_TOTAL: from 1 to" in refused(http, body(people[0], None, AMT_INCOME_TOTAL=None))


def test_every_violation_is_said_at_once(http: FlaskClient, people: list[Person]) -> None:
    wrong = {"AMT_CREDIT": -5.0, "DAYS_BIRTH": 300, "CNT_CHILDREN": 1.5, "EXT_SOURCE_1": "high", "NAME_EDUCATION_TYPE": "Wizardry"}
    wrong |= {"CODE_GENDER": "F", "shoe_size": 42, "FLAG_OWN_CAR": "yes", "SK_ID_CURR": 1}
    said = refused(
        http, body(people[0], {"bureau": None, "bureau_balance": [{"SK_ID_BUREAU": 1, "MONTHS_BALANCE": 0.5}], "x": []}, **wrong)
    )
    for name in (
        *wrong,
        "bureau_balance[0].MONTHS_BALANCE",
        "bureau_balance[0].STATUS: missing",
        "history.x",
        "bureau_balance: its months",
    ):
        assert name in said, name


def test_rows_of_the_past_are_checked_one_by_one(http: FlaskClient, people: list[Person]) -> None:
    person = next(person for person in people if len(person.history["bureau"]) > 1)
    sent = body(person)
    sent["history"]["bureau"][1] |= {"DAYS_CREDIT": None, "AMT_CREDIT_SUM": "much", "CREDIT_ACTIVE": 1}
    said = refused(http, sent)
    assert all(f"history.bureau[1].{name}" in said for name in ("DAYS_CREDIT", "AMT_CREDIT_SUM", "CREDIT_ACTIVE"))
    assert "bureau[0]" not in said


def test_a_number_of_the_past_belongs_to_one_row(http: FlaskClient, people: list[Person]) -> None:
    """A credit that is listed twice would have its months counted twice; a thousand times, would fill the memory."""
    person = next(person for person in people if all(person.history[name] for name in ("bureau", "previous_application")))
    for table, key in (("bureau", "SK_ID_BUREAU"), ("previous_application", "SK_ID_PREV")):
        sent = body(person)
        sent["history"][table].append(sent["history"][table][0])
        last = len(sent["history"][table]) - 1
        assert f"history.{table}[{last}].{key}: the row 0 has this number too" in refused(http, sent)


def test_numbers_that_would_be_joined_as_one_are_one(http: FlaskClient, people: list[Person]) -> None:
    person = next(person for person in people if person.history["bureau"])
    sent = body(person)
    credit = sent["history"]["bureau"][0]
    sent["history"]["bureau"] = [credit | {"SK_ID_BUREAU": 2**53}, credit | {"SK_ID_BUREAU": 2**53 + 1}]
    assert "bureau[1].SK_ID_BUREAU" in refused(http, sent)


@pytest.mark.parametrize("table", HISTORY, ids=lambda table: table.name)
def test_a_past_of_more_rows_than_anybody_has_is_refused_for_its_length_alone(
    http: FlaskClient, people: list[Person], table: Table
) -> None:
    said = refused(http, body(people[0], {"bureau": [], table.name: [{}] * (MOST_ROWS + 1)}))
    assert said.count("history.") == 1
    assert f"history.{table.name}: at most 10,000 rows, not 10,001." in said


def test_the_longest_past_is_scored(http: FlaskClient, people: list[Person]) -> None:
    person = next(person for person in people if person.history["bureau"])
    sent = body(person)
    credit = sent["history"]["bureau"][0]["SK_ID_BUREAU"]
    sent["history"]["bureau_balance"] = [{"SK_ID_BUREAU": credit, "MONTHS_BALANCE": -month, "STATUS": "0"} for month in range(MOST_ROWS)]
    answer = http.post("/score", json=sent)
    assert (answer.status_code, answer.json["history"]["bureau_balance"]) == (200, MOST_ROWS)


def test_no_more_is_looked_at_than_is_said(people: list[Person]) -> None:
    looked: list[int] = []

    class Looked(dict[str, Any]):
        def __contains__(self, key: object) -> bool:
            looked.append(1)
            return super().__contains__(key)

    with pytest.raises(OutOfRange) as said:
        newcomer(application(people[0]), {"bureau": [Looked() for _ in range(5_000)]})
    assert str(said.value).count("missing") == MOST_VIOLATIONS
    assert str(said.value).endswith("And others.")
    assert len(looked) == MOST_VIOLATIONS + 1


@pytest.mark.parametrize(
    "sent",
    [
        {"application": dict.fromkeys(map(str, range(201)), 1), "history": None},
        {"application": dict.fromkeys(map(str, range(201)), True), "history": None},
        {"application": {}, "history": {"bureau": [dict.fromkeys(map(str, range(201)), 1)]}},
        {"application": {}, "history": {str(number): [] for number in range(201)}},
        {"application": {}, "history": {"bureau": [{"DAYS_CREDIT": []}] * 3}},
        {"application": {}, "history": None} | dict.fromkeys(map(str, range(201)), 1),
    ],
    ids=["fields", "wrong fields", "fields of a row", "tables", "rows", "parts"],
)
@pytest.mark.parametrize("route", ["/score", "/score/batch"])
def test_a_body_of_too_many_parts_is_told_as_one(http: FlaskClient, sent: dict[str, Any], route: str) -> None:
    """A hundred thousand violations take seconds to build, for twenty that are said."""
    answer = http.post(route, json=sent if route == "/score" else {"items": [sent]})
    found = answer.json if route == "/score" else lines(answer)[0]
    assert found["status"] == 400
    assert len(found["detail"]) < 300


@pytest.mark.parametrize(
    "sent", [{}, {"application": {}}, {"history": None}, {"application": [], "history": None}, {"application": {"A": []}, "history": 3}]
)
def test_a_body_of_another_shape_is_malformed(http: FlaskClient, sent: Any) -> None:
    assert http.post("/score", json=sent).status_code == 400


def test_the_largest_numbers_are_refused_not_scored(http: FlaskClient, people: list[Person]) -> None:
    for number in (10**400, 1e308, -(10**30)):
        assert http.post("/score", json=body(people[0], None, AMT_CREDIT=number)).status_code in (400, 422)


def lines(response: Any) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.text
    assert response.content_type == "application/x-ndjson"
    return [json.loads(line) for line in response.text.splitlines()]


def test_a_batch_answers_line_by_line_in_order(get: Get, http: FlaskClient, people: list[Person]) -> None:
    first, second = people[0], people[1]
    items = [first.id, body(second), 5, "abc", str(second.id), body(first, AMT_CREDIT=-1.0), {"application": 1}, None, 2.5]
    response = http.post("/score/batch", json={"items": items})
    assert response.is_streamed
    found = lines(response)
    assert [line["item"] for line in found] == list(range(len(items)))
    assert [line["status"] for line in found] == [200, 200, 404, 400, 200, 422, 400, 400, 400]
    for line, person in ((found[0], first), (found[4], second)):
        known = get(f"/get_score/{person.id}")
        assert {key: line[key] for key in known if key != "request_id"} == {key: known[key] for key in known if key != "request_id"}
    assert found[1]["score"] == found[4]["score"]
    for line in found:
        assert {"model_version", "request_id"} <= set(line)
        assert line["status"] == 200 or {"type", "title", "detail", "error"} <= set(line)


def test_each_line_of_a_batch_is_a_recommendation(http: FlaskClient, people: list[Person]) -> None:
    found = lines(http.post("/score/batch", json={"items": [*(person.id for person in people[:40]), body(people[40]), 5, "abc"]}))
    zones = Counter(line["zone"] for line in found if line["status"] == 200)
    assert (zones.total(), len(zones)) == (41, 3)
    told = http.get("/metrics").text
    assert all(f'api_recommendations_total{{zone="{zone}"}} {times}\n' in told for zone, times in zones.items())


def test_a_thousand_at_once_and_no_more(http: FlaskClient, people: list[Person]) -> None:
    many = [people[place % len(people)].id for place in range(1000)]
    assert [line["id_client"] for line in lines(http.post("/score/batch", json={"items": many}))] == [str(number) for number in many]
    assert http.post("/score/batch", json={"items": [*many, 1]}).status_code == 400
    assert http.post("/score/batch", json={"items": []}).status_code == 400


def test_these_bodies_may_be_large_and_the_others_not(http: FlaskClient, people: list[Person]) -> None:
    items = [body(people[place % 20]) for place in range(60)]
    content = json.dumps({"items": items})
    assert len(content) > 200_000
    assert {line["status"] for line in lines(http.post("/score/batch", data=content, content_type="application/json"))} == {200}
    assert http.post(f"/simulate/{people[0].id}", data=content, content_type="application/json").status_code == 413
    assert http.post("/score/batch", data=b" " * (8 * 1024 * 1024 + 1), content_type="application/json").status_code == 413


@pytest.mark.parametrize("route", ["/score", "/score/batch"])
def test_a_key_sent_twice(http: FlaskClient, people: list[Person], route: str) -> None:
    sent = body(people[0]) if route == "/score" else {"items": [people[0].id, 5]}
    other = body(people[1]) if route == "/score" else {"items": [people[1].id]}
    key = {"Idempotency-Key": f"a-key-for-{route[1:]}"}
    first, again = (http.post(route, json=sent, headers=key, buffered=True) for _ in range(2))
    assert first.status_code == again.status_code == 200
    number = first.headers["X-Request-ID"], again.headers["X-Request-ID"]
    assert first.text.replace(number[0], number[1]) == again.text
    assert http.post(route, json=other, headers=key).status_code == 409
    assert http.post(route, json=other, headers=key | {"X-Advisor": "m.durand"}, buffered=True).status_code == 200, (
        "another caller's key is another key"
    )
    assert http.post(route, json=sent, headers={"Idempotency-Key": "short"}).status_code == 400


def test_a_key_is_known_to_every_worker() -> None:
    seen = Repeated()
    if not (child := os.fork()):
        seen.check("key", b"body", "model")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    seen.check("key", b"body", "model")
    with pytest.raises(Conflict, match="another body"):
        seen.check("key", b"other", "model")
    with pytest.raises(Conflict, match="changed since"):
        seen.check("key", b"body", "another model")


def test_the_latest_keys_are_remembered() -> None:
    ticks = iter(range(10**6))
    seen = Repeated(clock=lambda: float(next(ticks)))
    for number in range(3 * SETS * WAYS):
        seen.check(f"key {number}", b"body", "model")
    with pytest.raises(Conflict):
        seen.check(f"key {number}", b"other", "model")


def test_not_ready_is_said(app: Flask, tmp_path: Any, people: list[Person]) -> None:
    from api.config import Config
    from api.decisions.settings import Settings
    from api.factory import create_app

    empty = create_app(Config(f"sqlite:///{tmp_path}/none.sqlite", tmp_path, decisions=Settings.from_environment({}, tmp_path)))
    for address, sent in (("/score", body(people[0])), ("/score/batch", {"items": [1]}), ("/simulate/1", {"changes": {"amount": 1.0}})):
        assert empty.test_client().post(address, json=sent).status_code == 503
    for address in ("/levers/1", "/recourse/1"):
        assert empty.test_client().get(address).status_code == 503
