"""Who read whose data: every answer is accounted for, in a table to which one only adds."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, insert, select
from sqlalchemy.exc import DBAPIError

from api.__main__ import main
from api.access import reads
from api.access.caller import Limits
from api.access.schema import READS
from api.access.store import AccessStore
from api.decisions.database import Database
from api.decisions.entries import stamp
from api.decisions.settings import Settings
from scoring.errors import NotReady
from tests.api.access.conftest import Asker
from tests.api.test_errors import assert_problem

Person = Callable[..., Asker]


def rows(app: Flask) -> list:
    app.extensions["gate"].reads.flush()
    with app.extensions["gate"].store.database().reading() as connection:
        return list(connection.execute(select(READS).order_by(READS.c.id)))


def test_each_read_is_kept_with_who_whom_when_and_how(person: Person, service: Callable[..., Asker], app: Flask) -> None:
    before = stamp(datetime.now(UTC))
    answer = person("advisor").get("/get_score/193423")
    service("client:read").get("/get_info_client/111767")
    person("dpo").get("/decisions?client=193423")
    person("advisor").get("/model")
    kept = rows(app)
    assert [(row.caller, row.route) for row in kept] == [
        ("m.durand", "/get_score/<client_id>"),
        ("service:scorer", "/get_info_client/<client_id>"),
        ("m.durand", "/decisions"),
    ]
    pseudonym = app.extensions["decisions"].ledger().person if app.extensions["decisions"]._ledger else None
    assert pseudonym is not None
    assert [row.person for row in kept] == [pseudonym(193423), pseudonym(111767), pseudonym(193423)]
    assert kept[0].request == answer.json["request_id"]
    assert before <= kept[0].at <= stamp(datetime.now(UTC))
    assert "193423" not in str([tuple(row)[2:] for row in kept])


def test_what_was_not_answered_was_not_read(person: Person, app: Flask) -> None:
    person("advisor").get("/get_score/5")
    person("advisor").get("/get_score/abc")
    person("data-scientist").get("/get_score/193423")
    assert rows(app) == []


def test_a_batch_reads_whom_it_knows_and_pays_for_whomever_it_asks(service: Callable[..., Asker], app: Flask) -> None:
    program = service("score:read", limits=Limits(0, 4))
    sent = program.send("POST", "/score/batch", json={"items": [193423, 5, "abc", 111767, 6, 100002]})
    statuses = [json.loads(line)["status"] for line in sent.data.splitlines()]
    assert statuses == [200, 404, 400, 200, 404, 429]  # the unknown ones were paid for
    kept, pseudonym = rows(app), app.extensions["decisions"].ledger().person
    assert [(row.person, row.route) for row in kept] == [(pseudonym(known), "/score/batch") for known in (193423, 111767)]


def test_a_refusal_that_names_the_client_s_values_is_a_read(person: Person, app: Flask) -> None:
    answer = person("advisor").send("POST", "/simulate/193423", json={"changes": {"amount": 1.0}})
    assert_problem(answer, 422)
    (read,) = rows(app)
    assert (read.route, read.request) == ("/simulate/<client_id>", answer.headers["X-Request-ID"])


def test_an_answer_from_the_caller_s_own_cache_is_a_read(person: Person, app: Flask, http: FlaskClient) -> None:
    advisor = person("advisor")
    tag = advisor.get("/get_score/193423").headers["ETag"]
    headers = {"Authorization": f"Bearer {advisor.credential}", "If-None-Match": tag}
    assert http.get("/get_score/193423", headers=headers).status_code == 304
    assert len(rows(app)) == 2


def test_the_person_is_told_who_looked(person: Person, app: Flask) -> None:
    person("advisor", sub="a.petit").get("/get_score/193423")
    person("advisor", sub="a.petit").get("/get_score/193423")
    person("advisor", sub="b.martin").get("/get_score/111767")
    told = person("dpo", sub="c.dupont").get("/rights/export/193423").json["reads"]
    assert [(read["by"], read["route"], read["times"]) for read in told] == [("a.petit", "/get_score/<client_id>", 2)]


def test_what_cannot_be_written_waits_then_nothing_is_read(
    person: Person, app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reads, "MOST_WAITING", 3)
    door = app.extensions["gate"]

    def fail() -> Database:
        raise NotReady("The disk is full.")

    monkeypatch.setattr(door.reads, "_store", SimpleNamespace(database=fail))
    advisor = person("advisor")
    assert [advisor.get("/get_score/193423").status_code for _ in range(3)] == [200] * 3
    assert "recorded" in assert_problem(advisor.get("/get_score/193423"), 503)["detail"]
    monkeypatch.setattr(door.reads, "_store", door.store)
    assert len(rows(app)) == 3
    assert advisor.get("/get_score/193423").status_code == 200


def test_they_are_written_by_themselves(person: Person, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "WRITTEN_WITHIN", 0.01)
    person("advisor").get("/get_score/193423")
    until = time.monotonic() + 20
    while app.extensions["gate"].reads._waiting and time.monotonic() < until:  # its timer may have come and gone already
        time.sleep(0.01)
    assert app.extensions["gate"].reads._waiting == []


def test_a_parameter_that_a_route_does_not_take_is_no_read(person: Person, app: Flask) -> None:
    for address in (
        "/model?client=193423",
        "/get_id_client?client=193423",
        "/decisions/reasons?client=193423",
        "/get_score/5?client=193423",
    ):
        person("advisor").get(address)
    assert rows(app) == []


def decision(advisor: Asker, client: int, **changes: Any) -> Any:
    screen = advisor.get(f"/get_score/{client}").json
    shown = {name: screen[name] for name in ("model_version", "score")} if "score" in screen else None
    reason = {"code": "other", "text": "Un motif assez long."}
    return advisor.send("POST", "/decisions", json={"client": client, "outcome": "refus", "reason": reason, "shown": shown} | changes)


def test_a_decision_is_a_read_of_its_client(person: Person, app: Flask) -> None:
    """Its answer holds the whole screen; a refusal says that the client exists."""
    advisor = person("advisor")
    answers = [decision(advisor, 193423), decision(advisor, 193423, shown=None), decision(advisor, 5)]
    assert [answer.status_code for answer in answers] == [201, 409, 404]
    kept = [row for row in rows(app) if row.route == "/decisions"]
    assert [row.request for row in kept] == [answer.headers["X-Request-ID"] for answer in answers[:2]]
    assert {row.person for row in kept} == {app.extensions["decisions"].ledger().person(193423)}


def test_a_decision_is_paid_as_a_look(person: Person, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    people = app.extensions["gate"].people
    monkeypatch.setattr(people, "_settings", replace(people._settings, person=Limits(clients_per_hour=2)))
    advisor = person("advisor")
    body = {"outcome": "refus", "reason": {"code": "other", "text": "Un motif assez long."}, "shown": None}
    statuses = [advisor.send("POST", "/decisions", json=body | {"client": client}).status_code for client in (5, 6, 5, 7)]
    assert statuses == [404, 404, 404, 429]
    assert advisor.get("/decisions?client=7").status_code == 429


OLD = datetime.now(UTC) - timedelta(days=400)
ROW = {"caller": "a.petit", "person": "p" * 32, "route": "/get_score/<client_id>", "request": "r" * 32}


@pytest.fixture
def store(place: Settings) -> AccessStore:
    store = AccessStore(place.access_url)
    with store.database().writing() as connection:
        connection.execute(insert(READS), [ROW | {"at": stamp(OLD)}, ROW | {"at": stamp(datetime.now(UTC))}])
    return store


@pytest.mark.parametrize(
    "statement",
    [
        "update client_reads set caller = 'nobody'",
        "delete from client_reads",
        "insert or replace into client_reads (id, at, caller, person, route, request) values (2, '', '', '', '', '')",
    ],
)
def test_the_table_is_only_added_to(store: AccessStore, place: Settings, statement: str) -> None:
    engine = create_engine(place.access_url)
    with pytest.raises(DBAPIError, match=r"append-only|kept for 180 days"), engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
    with store.database().reading() as connection:
        assert len(connection.execute(select(READS)).all()) == 2


def test_those_that_are_over_are_deleted_and_no_others(store: AccessStore, tmp_path, monkeypatch, capsys) -> None:
    before = datetime.now(UTC) - timedelta(days=365)
    assert reads.purge(store, before, rehearsal=True) == 1
    assert len(reads.of_person(store, "p" * 32)) == 1
    assert reads.of_person(store, "p" * 32)[0]["times"] == 2
    assert reads.purge(store, before, rehearsal=False) == 1
    assert reads.of_person(store, "p" * 32)[0]["times"] == 1
    with pytest.raises(NotReady, match="180 days"):
        reads.purge(store, datetime.now(UTC), rehearsal=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert main(["purge", "--dry-run"]) == 2  # without secrets, nothing is purged
    assert "KEY_ENCRYPTION_KEY" in capsys.readouterr().err


def contested(advisor: Asker) -> None:
    """The client 193423 is refused and contests."""
    number = decision(advisor, 193423).json["decision"]
    advisor.send("POST", "/reviews", json={"decision": number, "words": "Je ne suis pas d’accord."})


def test_the_list_of_reviews_is_a_read_of_each_client_in_it(person: Person, app: Flask) -> None:
    contested(person("advisor"))
    before = len(rows(app))
    (waiting,) = person("supervisor").get("/reviews").json["data"]
    assert waiting["id_client"] == "193423"
    (read,) = rows(app)[before:]
    assert (read.route, read.person) == ("/reviews", app.extensions["decisions"].ledger().person(193423))


def test_a_service_lists_the_reviews_and_is_not_told_whose_they_are(person: Person, service: Callable[..., Asker]) -> None:
    contested(person("advisor"))
    (waiting,) = service("review:write").get("/reviews").json["data"]
    assert (waiting["id_client"], waiting["words"]) == (None, "Je ne suis pas d’accord.")


def test_notices_are_for_supervisors(person: Person) -> None:
    assert_problem(person("advisor").get("/notices"), 403)
    assert person("supervisor").get("/notices").status_code == 200
