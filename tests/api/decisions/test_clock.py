"""A clock that jumps, back or forth: every decision is kept once, in its order, and every answer stays what it was."""

from flask import Flask

from api.decisions.verification import verify
from tests.api.decisions.advisors import Advisor
from tests.api.decisions.conftest import Clock

JUMPS = (-3650, 3650, 3650, -1)


def test_a_clock_that_jumps_loses_and_doubles_nothing(durand: Advisor, clock: Clock, app: Flask) -> None:
    score = durand.get("/get_score/193423").json["score"]
    taken = [durand.decide(key="before-the-first-jump").json["decision"]]
    for days in JUMPS:
        clock.advance(days=days)
        assert durand.decide(key="before-the-first-jump").json["decision"] == taken[0]
        taken.append(durand.decide(key=f"after-{len(taken)}-jumps").json["decision"])
        assert durand.get("/get_score/193423").json["score"] == score
    assert taken == sorted(set(taken))
    with app.app_context():
        ledger = app.extensions["decisions"].ledger()
        assert [entry.envelope.seq for entry in ledger.find()] == taken
        assert verify(ledger).valid
