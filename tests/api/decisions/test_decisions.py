"""A decision: who, what, why, on which screen. One client at a time, a reason in every zone, once for one key."""

import json
import math

import pytest
from flask import Flask

from api.decisions.ledger import Ledger
from api.decisions.texts import REASONS
from api.decisions.verification import Report, verify
from scoring.model import Model
from tests.api.decisions.advisors import CODES, TEXT, Advisor
from tests.api.decisions.conftest import ON_SQLITE, START
from tests.api.invented import IDS, fill_store, write_model
from tests.api.test_errors import assert_problem

KEY = "2f1c9a4e-key"


def of_zone(durand: Advisor, zone: str) -> int:
    return next(client for client in IDS[:300] if durand.http.get(f"/get_score/{client}").json["zone"] == zone)


def test_a_decision_says_who_what_why_and_on_which_screen(durand: Advisor) -> None:
    screen = durand.http.get("/get_score/193423").json
    response = durand.decide(outcome="refus")
    body = response.json
    assert response.status_code == 201
    assert (body["decision"], body["advisor"], body["id_client"], body["outcome"]) == (1, "m.durand", "193423", "refus")
    assert body["at"] == START.strftime("%Y-%m-%dT%H:%M:%S.000000Z")
    assert body["reason"] == {"code": "budget_too_tight", "label": REASONS["refus"]["budget_too_tight"].as_dict(), "text": TEXT}
    del screen["request_id"]
    assert body["shown"] == screen
    assert response.headers["Cache-Control"] == "private, no-store"
    listed = durand.get("/decisions?client=193423").json["data"]
    assert listed == [
        {key: value for key, value in body.items() if key not in ("model_version", "request_id")} | {"reviews": [], "standing": "refus"}
    ]
    assert durand.get("/decisions?client=111767").json["data"] == []


@pytest.mark.parametrize(("zone", "follows"), [("accord", [True, False]), ("refus", [False, True]), ("conseiller", [None, None])])
def test_granting_and_refusing_cost_the_same_in_every_zone(durand: Advisor, zone: str, follows: list) -> None:
    client = of_zone(durand, zone)
    for outcome, expected in zip(("accord", "refus"), follows, strict=True):
        body = durand.proposal(client, outcome)
        assert durand.post("/decisions", body).json["follows"] is expected
        for empty in ({"code": CODES[outcome], "text": ""}, {"code": CODES[outcome], "text": " \n" * 20}, {"code": CODES[outcome]}):
            assert_problem(durand.post("/decisions", body | {"reason": empty}), 400)
        assert_problem(durand.post("/decisions", {key: value for key, value in body.items() if key != "reason"}), 400)
    assert len(REASONS["accord"]) == len(REASONS["refus"])


@ON_SQLITE
def test_every_violation_is_said_at_once(durand: Advisor) -> None:
    detail = assert_problem(
        durand.post("/decisions", {"client": 0, "outcome": "oui", "reason": {"code": 1, "text": "court"}, "more": 1}), 400
    )
    for field in ("client", "outcome", "reason.code", "reason.text", "shown", "more"):
        assert f"{field}:" in detail["detail"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'{"client": NaN}',
        b'{"client": 1e999}',
        b'{"client": 1, "client": 2}',
        b'{"client": ' + b"9" * 5000 + b"}",
        b"[" * 30_000,
        b'{"a":' * 10_000,
        b"\xff\xfe",
        b'{"client": true}',
    ],
)
@ON_SQLITE
def test_hostile_json_is_malformed(durand: Advisor, content: bytes) -> None:
    headers = {"X-Advisor": "m.durand", "Content-Type": "application/json"}
    assert_problem(durand.http.post("/decisions", data=content, headers=headers), 400)


@pytest.mark.parametrize("text", ["surrogate \\ud800 alone", "control \\u0000 character", "x" * 4001])
@ON_SQLITE
def test_text_that_cannot_be_kept_is_malformed(durand: Advisor, text: str) -> None:
    body = json.dumps(durand.proposal()).replace(json.dumps(TEXT), f'"{text}"')
    headers = {"X-Advisor": "m.durand", "Content-Type": "application/json"}
    assert_problem(durand.http.post("/decisions", data=body, headers=headers), 400)


@ON_SQLITE
def test_a_body_is_json_and_small(durand: Advisor) -> None:
    assert_problem(durand.http.post("/decisions", data="client=1", headers={"X-Advisor": "m.durand"}), 415)
    assert_problem(durand.post("/decisions", {"a": "x" * 100_000}), 413)


@ON_SQLITE
def test_a_reason_of_the_other_outcome_is_refused(durand: Advisor) -> None:
    body = durand.proposal()
    detail = assert_problem(durand.post("/decisions", body | {"reason": {"code": "budget_too_tight", "text": TEXT}}), 422)["detail"]
    assert all(code in detail for code in REASONS["accord"])
    listed = {item["outcome"]: [reason["code"] for reason in item["reasons"]] for item in durand.get("/decisions/reasons").json["data"]}
    assert listed == {outcome: list(reasons) for outcome, reasons in REASONS.items()}


@ON_SQLITE
def test_a_caller_makes_up_no_score(durand: Advisor) -> None:
    body = durand.proposal()
    body["shown"]["score"] += 1e-6
    assert "score" in assert_problem(durand.post("/decisions", body), 409)["detail"]
    assert_problem(durand.post("/decisions", body | {"client": 2147483647}), 404)
    assert durand.get("/decisions?client=193423").json["data"] == []


def test_a_screen_of_another_model_decides_nothing(durand: Advisor, clients: str, tmp_path, app: Flask) -> None:
    body = durand.proposal()
    write_model(tmp_path / "newer", seed=5)
    config = app.extensions["services"]._config
    object.__setattr__(config, "models_dir", tmp_path / "newer")
    assert "model has changed" in assert_problem(durand.post("/decisions", body), 409)["detail"]
    assert durand.decide().status_code == 201


def test_the_same_request_twice_is_one_decision(durand: Advisor, petit: Advisor) -> None:
    body = durand.proposal()
    first, second = durand.post("/decisions", body, KEY), durand.post("/decisions", body, KEY)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json | {"request_id": ""} == second.json | {"request_id": ""}
    assert "another body" in assert_problem(durand.post("/decisions", body | {"outcome": "refus"}, KEY), 422)["detail"]
    assert petit.post("/decisions", body, KEY).json["decision"] == 2  # another person's key is another key
    assert durand.post("/decisions", body).json["decision"] == 3
    assert_problem(durand.post("/decisions", body, "short"), 400)


def test_the_same_request_is_known_after_a_restart_and_a_new_model(durand: Advisor, app: Flask, model: Model, clients: str) -> None:
    body = durand.proposal()
    first = durand.post("/decisions", body, KEY).json
    app.extensions["decisions"].close()
    fill_store(clients, model, seed=9)  # the client's score is another now
    second = durand.post("/decisions", body, KEY)
    assert (second.status_code, second.json["decision"], second.json["shown"]) == (201, 1, first["shown"])
    assert_problem(durand.post("/decisions", body), 409)


def test_replay_gives_back_the_screen_byte_for_byte(durand: Advisor, app: Flask, model: Model, clients: str) -> None:
    """Even after the population was replaced, the model too: nothing is computed anew."""
    shown = {}
    for client in IDS[:20]:
        text = durand.http.get(f"/get_score/{client}").text
        shown[durand.decide(client).json["decision"]] = text[: text.rindex(',"request_id"')] + "}"
    fill_store(clients, model, seed=9)
    for number, text in shown.items():
        answer = durand.get(f"/decisions/{number}/replay")
        assert f'"shown":{text},' in answer.text
        assert answer.json["checks"] == {"inputs": True, "score": True, "model": True}
        assert sum(answer.json["contributions"].values()) + answer.json["base"] == pytest.approx(
            -math.log(1 / answer.json["shown"]["score"] - 1), abs=1e-6
        )
        assert list(answer.json["inputs"]) == list(model.features)


@pytest.mark.parametrize("number", ["0", "abc", "-1", "1e3", "99999999999999"])
@ON_SQLITE
def test_a_malformed_number_is_said(durand: Advisor, number: str) -> None:
    assert_problem(durand.get(f"/decisions/{number}/replay"), 400)
    assert_problem(durand.post(f"/reviews/{number}/outcome", {"outcome": "refus", "reason": {"code": "other", "text": TEXT}}), 400)


@ON_SQLITE
def test_an_unknown_decision_is_said(durand: Advisor) -> None:
    assert_problem(durand.get("/decisions/9/replay"), 404)
    assert_problem(durand.contest(9), 404)
    assert_problem(durand.get("/decisions?client=abc"), 400)


@pytest.mark.parametrize("name", ["", " ", "x", "a b", "é" * 4, "a" * 65, "<script>"])
@ON_SQLITE
def test_nobody_is_nobody(durand: Advisor, name: str) -> None:
    nameless = Advisor(durand.http, name)
    for response in (
        nameless.decide(),
        nameless.get("/decisions?client=193423"),
        nameless.get("/audit/verify"),
        nameless.delete("/rights/1"),
    ):
        assert_problem(response, 401)
        assert response.headers["WWW-Authenticate"]


@ON_SQLITE
def test_the_demonstration_listens_to_its_own_machine(durand: Advisor) -> None:
    response = durand.http.get("/audit/verify", headers={"X-Advisor": "m.durand"}, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert_problem(response, 403)


@ON_SQLITE
def test_nobody_is_believed_over_real_people(durand: Advisor, app: Flask) -> None:
    store = app.extensions["services"].current().store
    object.__setattr__(store.population, "kind", "real")
    assert "Bearer" in assert_problem(durand.get("/audit/verify"), 401)["detail"]
    assert_problem(durand.http.get("/get_score/193423"), 401)


def test_the_log_is_whole_and_says_when_it_is_not(durand: Advisor, as_owner, app: Flask) -> None:
    for outcome in ("accord", "refus"):
        durand.decide(outcome=outcome)
    whole = durand.get("/audit/verify").json
    assert [whole[key] for key in ("valid", "entries", "first_bad", "problem", "head")] == [True, 2, None, None, 2]
    as_owner("update audit_log set kind = 'purge' where seq = 2")
    broken = durand.get("/audit/verify").json
    assert (broken["valid"], broken["first_bad"]) == (False, 2)
    assert not verify(app.extensions["decisions"].ledger()).valid


def test_the_log_is_read_for_one_caller_at_a_time(durand: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    meanwhile = []

    def slow(ledger: Ledger) -> Report:
        monkeypatch.undo()
        meanwhile.append(durand.get("/audit/verify"))
        return verify(ledger)

    monkeypatch.setattr("api.routes.audit.verify", slow)
    assert durand.get("/audit/verify").json["valid"]
    assert "somebody else" in assert_problem(meanwhile[0], 503)["detail"]
    assert int(meanwhile[0].headers["Retry-After"]) >= 1
    assert durand.get("/audit/verify").status_code == 200
