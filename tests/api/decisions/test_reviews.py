"""A client contests: their words are kept, another advisor looks again, a deadline runs."""

import pytest
from flask import Flask

from api.decisions import erasure
from api.decisions.present import history
from api.decisions.retention import table
from api.presenters.screen import summary
from tests.api.decisions.advisors import CODES, TEXT, Advisor
from tests.api.decisions.conftest import Clock
from tests.api.test_errors import assert_problem

WORDS = "Je ne suis pas d’accord : mon loyer a baissé de 200 € en octobre."


def test_a_review_from_end_to_end(durand: Advisor, petit: Advisor) -> None:
    durand.decide(outcome="refus")
    asked = durand.contest(1, WORDS)
    assert (asked.status_code, asked.json["review"], asked.json["words"], asked.json["recorded_by"]) == (201, 2, WORDS, "m.durand")
    concluded = petit.conclude(2, "accord")
    assert (concluded.status_code, concluded.json["review"], concluded.json["advisor"]) == (201, 2, "a.petit")
    (decision,) = petit.get("/decisions?client=193423").json["data"]
    assert (decision["outcome"], decision["standing"]) == ("refus", "accord")
    (review,) = decision["reviews"]
    assert (review["words"], review["outcome"]["outcome"], review["outcome"]["reason"]["text"]) == (WORDS, "accord", TEXT)


def test_the_reviewer_is_another_advisor(durand: Advisor, petit: Advisor) -> None:
    durand.decide()
    durand.contest(1)
    for name in ("m.durand", "M.Durand", " m.durand "):
        assert "another advisor" in assert_problem(Advisor(durand.http, name).conclude(2), 409)["detail"]
    assert petit.conclude(2, "refus").status_code == 201
    durand.contest(1)
    assert_problem(petit.conclude(4), 409)  # nor one who has reviewed this decision before
    assert Advisor(durand.http, "c.roux").conclude(4).status_code == 201


def test_a_review_ends_once_and_one_is_open_at_a_time(durand: Advisor, petit: Advisor) -> None:
    durand.decide()
    durand.contest(1)
    assert "is open" in assert_problem(durand.contest(1), 409)["detail"]
    petit.conclude(2)
    assert "is closed" in assert_problem(Advisor(durand.http, "c.roux").conclude(2), 409)["detail"]
    assert durand.contest(1).status_code == 201


def test_a_deadline_runs(durand: Advisor, petit: Advisor, clock: Clock) -> None:
    for client in (193423, 100_005):
        durand.decide(client)
    durand.contest(1)
    clock.advance(days=1)
    durand.contest(2)
    clock.advance(days=table().review_days - 1)
    assert [(item["decision"], item["late"]) for item in petit.get("/reviews").json["data"]] == [(1, False), (2, False)]
    clock.advance(seconds=1)
    assert [(item["decision"], item["late"]) for item in petit.get("/reviews").json["data"]] == [(1, True), (2, False)]
    petit.conclude(3)
    clock.advance(days=100)
    assert [(item["decision"], item["late"]) for item in petit.get("/reviews").json["data"]] == [(2, True)]
    assert durand.get("/decisions?client=193423").json["data"][0]["reviews"][0]["late"] is True


def test_the_list_says_whose_file_to_open_and_whom_nobody_can_answer_waits_no_more(durand: Advisor, petit: Advisor, app: Flask) -> None:
    for client in (193423, 100_005):
        durand.decide(client)
    durand.contest(1)
    durand.contest(2)
    assert [item["id_client"] for item in petit.get("/reviews").json["data"]] == ["193423", "100005"]
    assert durand.delete("/rights/193423").status_code == 200
    assert [item["id_client"] for item in petit.get("/reviews").json["data"]] == ["100005"]
    ledger = app.extensions["decisions"].ledger()
    erasure.readmit(ledger, 193423, "dpo", "Par erreur.")
    assert [item["id_client"] for item in petit.get("/reviews").json["data"]] == ["100005"]
    assert summary(history(ledger, ledger.person(193423)))["open_reviews"] == 0


def test_reviews_are_recorded_once_for_one_key(durand: Advisor, petit: Advisor) -> None:
    durand.decide()
    body = {"decision": 1, "words": WORDS}
    assert [durand.post("/reviews", body, "key-of-review").json["review"] for _ in range(2)] == [2, 2]
    said = {"outcome": "refus", "reason": {"code": CODES["refus"], "text": TEXT}}
    assert [petit.post("/reviews/2/outcome", said, "key-of-review").json["entry"] for _ in range(2)] == [3, 3]


@pytest.mark.parametrize("words", ["", "   \n", "non"])
def test_the_client_s_words_are_needed(durand: Advisor, words: str) -> None:
    durand.decide()
    assert "words" in assert_problem(durand.contest(1, words), 400)["detail"]


def test_an_outcome_needs_a_reason_of_its_own(durand: Advisor, petit: Advisor) -> None:
    durand.decide()
    durand.contest(1)
    assert_problem(petit.post("/reviews/2/outcome", {"outcome": "refus"}), 400)
    wrong = {"outcome": "refus", "reason": {"code": CODES["accord"], "text": TEXT}}
    assert_problem(petit.post("/reviews/2/outcome", wrong), 422)
    assert_problem(petit.conclude(1), 404)  # entry 1 is a decision
    assert_problem(petit.conclude(3), 404)
