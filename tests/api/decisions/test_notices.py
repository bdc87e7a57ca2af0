"""Advisors who agree within seconds again and again are noticed; so is how often each overrides the tool."""

from collections.abc import Sequence

import pytest
from flask import Flask

from api.decisions.ledger import Ledger
from api.decisions.notices import THRESHOLDS, notices
from scoring.model import Model
from tests.api.decisions.advisors import Advisor
from tests.api.decisions.conftest import ON_SQLITE, Clock
from tests.api.test_errors import assert_problem

QUICK, SLOW = {"follows": True, "seconds": 4.9}, {"follows": True, "seconds": 5.0}
AGAINST, UNKNOWN = {"follows": False, "seconds": 2.0}, {"follows": True}
MANY = THRESHOLDS.in_a_row


def add(ledger: Ledger, advisor: str, facts: Sequence[dict]) -> None:
    with ledger.turn() as turn:
        for said in facts:
            turn.add("decision", advisor, ledger.person(193423), facts=said)


@ON_SQLITE
@pytest.mark.parametrize(
    ("facts", "times"),
    [
        ([QUICK] * (MANY - 1), []),
        ([QUICK] * MANY, [MANY]),
        ([QUICK] * 60 + [SLOW] + [QUICK] * 60, []),
        ([QUICK] * 60 + [AGAINST] + [QUICK] * 60, []),
        ([UNKNOWN] * MANY, []),
        ([QUICK] * (MANY + 3) + [SLOW], [MANY + 3]),
    ],
)
def test_a_notice_takes_many_quick_agreements_in_a_row(ledger: Ledger, facts: list[dict], times: list[int]) -> None:
    add(ledger, "m.durand", facts)
    add(ledger, "a.petit", [QUICK] * 2)
    found = notices(ledger)["data"]
    assert [notice["times"] for notice in found] == times
    assert all((notice["advisor"], notice["goes_on"]) == ("m.durand", facts[-1] is QUICK) for notice in found)


@ON_SQLITE
def test_rates_by_day_over_enough_decisions_that_had_a_recommendation(ledger: Ledger, clock: Clock) -> None:
    add(ledger, "m.durand", [AGAINST] * 6 + [SLOW] * 24 + [{"follows": None}] * 9)
    add(ledger, "a.petit", [SLOW] * 29)
    clock.advance(days=1)
    add(ledger, "m.durand", [AGAINST] * 20)
    add(ledger, "a.petit", [AGAINST])
    found = notices(ledger)
    (day,) = found["by_day"]
    assert (day["advisor"], day["from"], day["to"], day["decisions"], day["overridden"], day["rate"]) == (
        *("m.durand", "2026-11-22", "2026-11-22"),
        *(30, 6, 0.2),
    )
    assert [(rate["advisor"], rate["decisions"], rate["overridden"]) for rate in found["overall"]] == [
        ("a.petit", 30, 1),
        ("m.durand", 50, 26),
    ]
    clock.advance(days=THRESHOLDS.days + 1)
    assert notices(ledger)["overall"] == []


def test_a_decision_keeps_how_long_it_took_and_whether_it_follows(durand: Advisor, petit: Advisor, app: Flask, model: Model) -> None:
    zone = durand.http.get("/get_score/193423").json["zone"]
    told = durand.post("/decisions", durand.proposal() | {"seconds_on_screen": 3.5})
    assert told.json["seconds_on_screen"] == 3.5
    assert durand.decide().json["seconds_on_screen"] is None
    assert [item["seconds_on_screen"] for item in durand.get("/decisions?client=193423").json["data"]] == [3.5, None]
    follows = None if zone == "conseiller" else zone == "accord"
    first, second = app.extensions["decisions"].ledger().find()
    assert (first.envelope.facts, second.envelope.facts) == ({"follows": follows, "seconds": 3.5}, {"follows": follows})
    answer = petit.get("/notices").json
    assert (answer["data"], answer["thresholds"]["in_a_row"]) == ([], MANY)


@ON_SQLITE
@pytest.mark.parametrize("seconds", [-0.1, 86_401, "4", True, float("1e300")])
def test_seconds_that_cannot_be_are_refused(durand: Advisor, seconds: object) -> None:
    said = assert_problem(durand.post("/decisions", durand.proposal() | {"seconds_on_screen": seconds}), 400)
    assert "seconds_on_screen" in said["detail"]
