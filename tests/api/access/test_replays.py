"""A past screen is a read like any other: counted, limited, recorded, and only for who may read scores."""

from collections.abc import Callable

import pytest
from flask import Flask

from api import mode
from api.access.caller import Limits
from tests.api.access.conftest import Asker
from tests.api.access.test_reads import rows
from tests.api.invented import IDS
from tests.api.test_errors import assert_problem

Make = Callable[..., Asker]


def decided(advisor: Asker, client: int) -> int:
    """The number of a decision on a client."""
    screen = advisor.get(f"/get_score/{client}").json
    shown = {name: screen[name] for name in ("model_version", "score")}
    reason = {"code": "other", "text": "Le dossier est complet."}
    body = {"client": client, "outcome": "accord", "reason": reason, "shown": shown}
    return int(advisor.send("POST", "/decisions", json=body).json["decision"])


@pytest.fixture
def advisor(person: Make) -> Asker:
    return person("advisor")


def test_replays_count_against_the_clients_that_a_caller_may_look_at(advisor: Asker, service: Make) -> None:
    numbers = [decided(advisor, client) for client in IDS[:40:8]]
    thief = service("client:read", "score:read", limits=Limits(clients_per_hour=3))
    answers = [thief.get(f"/decisions/{number}/replay") for number in (*numbers, numbers[0])]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429, 200]
    assert "clients" in assert_problem(answers[3], 429)["detail"]


def test_walking_through_the_decisions_is_told(advisor: Asker, service: Make, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.access.limits.LONG_RUN", 3)
    numbers = [decided(advisor, client) for client in sorted(IDS)[:5]]
    told: list[str] = []
    monkeypatch.setattr(app.extensions["gate"].metrics, "count", told.append)
    thief = service("client:read", "score:read", name="thief")
    assert all(thief.get(f"/decisions/{number}/replay").status_code == 200 for number in numbers)
    assert told == ["walking"]


def test_a_replay_is_recorded_with_its_client(advisor: Asker, app: Flask) -> None:
    number = decided(advisor, 193423)
    before = len(rows(app))
    assert advisor.get(f"/decisions/{number}/replay").status_code == 200
    (read,) = rows(app)[before:]
    assert (read.route, read.person) == ("/decisions/<number>/replay", app.extensions["decisions"].ledger().person(193423))


def test_while_reads_cannot_be_recorded_nothing_is_replayed(advisor: Asker, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    number = decided(advisor, 193423)
    monkeypatch.setattr("api.access.reads.MOST_WAITING", 0)
    assert "recorded" in assert_problem(advisor.get(f"/decisions/{number}/replay"), 503)["detail"]


@pytest.mark.parametrize("scope", ["client:read", "score:read"])
def test_a_replay_takes_the_data_s_scope_and_the_score_s(advisor: Asker, service: Make, scope: str) -> None:
    number = decided(advisor, 193423)
    missing = {"client:read": "score:read", "score:read": "client:read"}[scope]
    assert missing in assert_problem(service(scope).get(f"/decisions/{number}/replay"), 403)["detail"]


def test_the_stop_button_leaves_the_past_open(advisor: Asker, app: Flask) -> None:
    number = decided(advisor, 193423)
    mode.switch(app.extensions["decisions"].ledger(), True, "n.martin", "Dérive constatée.")
    assert_problem(advisor.get("/get_score/193423"), 503)
    replayed = advisor.get(f"/decisions/{number}/replay")
    assert (replayed.status_code, replayed.json["shown"]["id_client"]) == (200, "193423")
