"""Portfolios: whose files a person opens, what is said of the others', and the list that says so."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from api.__main__ import main
from api.access.portfolio_list import Assignments
from api.access.portfolios import Portfolios
from api.access.schema import IN_CHARGE, PORTFOLIOS
from api.access.store import AccessStore
from api.decisions.settings import Settings
from api.errors import OutOfDomain
from scoring.errors import NotReady, UnknownClient
from scoring.store import Store
from tests.api.access.conftest import Asker
from tests.api.access.test_gate import decision
from tests.api.test_errors import assert_problem

MINE, NOT_MINE, NOBODY_S, UNKNOWN = 193423, 111767, 100002, 5
CLIENTS = f"client,portfolio\n{MINE},Lyon 3\n{NOT_MINE},Brest\n424242424,Brest\n"
PEOPLE = "person,portfolio\nm.durand,Lyon 3\na.petit,Brest\na.petit,Lyon 3\nd.roux,*\n"
Person = Callable[..., Asker]
Command = Callable[..., int]


@pytest.fixture
def command(app: Flask, place: Settings, monkeypatch: pytest.MonkeyPatch) -> Command:
    """``python -m api portfolios …`` over the databases of the app."""
    with app.app_context():
        app.extensions["decisions"].ledger()  # a demonstration draws its secrets once

    def run(*arguments: str) -> int:
        monkeypatch.setattr("api.__main__.Config", SimpleNamespace(from_environment=lambda _: SimpleNamespace(decisions=place)))
        return main(["portfolios", *arguments])

    return run


@pytest.fixture
def load(command: Command, tmp_path: Path) -> Command:
    """Load a list."""

    def run(clients: str = CLIENTS, people: str = PEOPLE) -> int:
        files = tmp_path / "clients.csv", tmp_path / "people.csv"
        for file, text in zip(files, (clients, people), strict=True):
            file.write_text(text, "utf-8")
        return command("load", "--clients", str(files[0]), "--people", str(files[1]))

    return run


def test_without_a_list_everybody_reads_everybody(person: Person) -> None:
    assert person("advisor").get(f"/get_score/{NOT_MINE}").status_code == 200
    assert person("advisor").get("/get_id_client?prefix=1117").json["yours_only"] is False


def test_a_file_of_another_portfolio_is_not_yours_and_a_number_of_nobody_is_unknown(person: Person, load: Command) -> None:
    assert load() == 0
    durand = person("advisor")
    assert durand.get(f"/get_score/{MINE}").status_code == 200
    refused = assert_problem(durand.get(f"/get_score/{NOT_MINE}"), 403)
    assert refused["type"].endswith(":not-yours")
    assert_problem(durand.get(f"/get_score/{UNKNOWN}"), 404)
    assert person("advisor", sub="a.petit").get(f"/get_score/{NOT_MINE}").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        *("/get_score/{}", "/get_info_client/{}", "/get_shap/{}", "/get_client_screen/{}", "/levers/{}", "/recourse/{}"),
        "/decisions?client={}",
    ],
)
def test_every_way_to_a_client_asks(person: Person, load: Command, address: str) -> None:
    load()
    durand = person("advisor")
    assert durand.get(address.format(MINE)).status_code == 200
    assert assert_problem(durand.get(address.format(NOT_MINE)), 403)["type"].endswith("not-yours")


def test_nothing_is_simulated_decided_or_contested_on_a_client_of_others(person: Person, load: Command) -> None:
    load()
    durand, petit = person("supervisor"), person("supervisor", sub="a.petit")
    of_brest = decision(None, petit) | {"client": NOT_MINE}
    of_brest["shown"]["score"] = petit.get(f"/get_score/{NOT_MINE}").json["score"]
    number = petit.send("POST", "/decisions", json=of_brest).json["decision"]
    review = petit.send("POST", "/reviews", json={"decision": number, "words": "Mon loyer a baissé."}).json["review"]
    said = {"outcome": "refus", "reason": {"code": "other", "text": "Le dossier est incomplet."}}
    for address, body in (
        (f"/simulate/{NOT_MINE}", {"changes": {"amount": 100_000}}),
        ("/decisions", of_brest),
        ("/reviews", {"decision": number, "words": "Mon loyer a baissé."}),
        (f"/reviews/{review}/outcome", said),
    ):
        assert assert_problem(durand.send("POST", address, json=body), 403)["type"].endswith("not-yours"), address
    assert assert_problem(durand.get(f"/decisions/{number}/replay"), 403)["type"].endswith("not-yours")
    assert durand.get("/reviews").json["data"] == []
    assert [waiting["id_client"] for waiting in petit.get("/reviews").json["data"]] == [str(NOT_MINE)]


def gone(_: Store, client: int) -> None:
    """A store that does not hold the client any more."""
    raise UnknownClient(client)


def test_a_decision_s_number_tells_nothing_of_a_client_of_others(
    person: Person, load: Command, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    petit, durand = person("supervisor", sub="a.petit"), person("supervisor")
    number = petit.send("POST", "/decisions", json=decision(None, petit)).json["decision"]
    load(CLIENTS.replace("193423,Lyon 3", "193423,Brest"))
    monkeypatch.setattr(Store, "client", gone)  # since the decision
    for answer in (
        durand.get(f"/decisions/{number}/replay"),
        durand.send("POST", "/reviews", json={"decision": number, "words": "Mon loyer a baissé."}),
    ):
        assert str(MINE) not in assert_problem(answer, 403)["detail"]
    monkeypatch.undo()
    app.extensions["gate"].reads.flush()
    told = person("dpo", sub="c.dupont").get(f"/rights/export/{MINE}").json["reads"]
    assert {read["route"] for read in told if read["by"] == "m.durand"} == {"/decisions/<number>/replay (refused)", "/reviews (refused)"}


def test_a_batch_refuses_each_client_of_others_in_its_line(person: Person, load: Command, app: Flask) -> None:
    load()
    sent = person("advisor").send("POST", "/score/batch", json={"items": [MINE, NOT_MINE, UNKNOWN]})
    assert [json.loads(line)["status"] for line in sent.text.splitlines()] == [200, 403, 404]
    app.extensions["gate"].reads.flush()
    for client, route in ((MINE, "/score/batch"), (NOT_MINE, "/score/batch (refused)")):
        told = person("dpo", sub="c.dupont").get(f"/rights/export/{client}").json["reads"]
        assert [read["route"] for read in told if read["by"] == "m.durand"] == [route]


def test_the_search_lists_one_s_own(person: Person, load: Command) -> None:
    load()
    told = person("advisor").get("/get_id_client?limit=1000").json
    assert (told["data"], told["total"], told["yours_only"]) == ([MINE], 1, True)
    assert person("advisor", sub="a.petit").get("/get_id_client?limit=1").json["data"] == [NOT_MINE]
    assert person("advisor", sub="a.petit").get("/get_id_client?prefix=19").json["data"] == [MINE]
    assert person("advisor", sub="d.roux").get("/get_id_client?limit=1").json["yours_only"] is False


def test_who_is_in_charge_of_all_opens_those_of_nobody_and_no_one_else_does(person: Person, load: Command) -> None:
    load()
    assert assert_problem(person("advisor", sub="a.petit").get(f"/get_score/{NOBODY_S}"), 403)["type"].endswith("not-yours")
    assert person("advisor", sub="d.roux").get(f"/get_score/{NOBODY_S}").status_code == 200
    assert_problem(person("advisor", sub="somebody.new").get(f"/get_score/{MINE}"), 403)


def test_rights_and_services_are_of_everybody(person: Person, service: Callable[..., Asker], load: Command) -> None:
    load()
    told = person("dpo", sub="c.dupont").get(f"/rights/export/{NOT_MINE}").json
    assert told["portfolio"] == "Brest"
    assert service("score:read").get(f"/get_score/{NOT_MINE}").status_code == 200


def test_walking_through_the_numbers_of_others_is_paid_for(person: Person, load: Command, app: Flask) -> None:
    load()
    durand = person("advisor")
    limit = app.extensions["gate"].settings.person.clients_per_hour
    others = [client for client in app.extensions["services"].current().store.ids("", limit + 2)[0] if client != MINE]
    answers = [durand.get(f"/get_score/{client}").status_code for client in others]
    assert set(answers[:20]) == {403}
    assert answers[-1] == 429


def test_a_list_that_lost_its_clients_or_the_database_opens_nothing(person: Person, load: Command, app: Flask) -> None:
    load()
    store, durand = app.extensions["gate"].store, person("advisor")
    with store.database().writing() as connection:
        connection.execute(delete(PORTFOLIOS))
    assert_problem(durand.get(f"/get_score/{NOT_MINE}"), 403)
    with store.database().writing() as connection:
        connection.execute(delete(IN_CHARGE))  # as in a copy of before the first list
    assert "list of portfolios that the log tells of is gone" in assert_problem(durand.get(f"/get_score/{NOT_MINE}"), 503)["detail"]
    assert_problem(durand.get("/get_id_client?prefix=1"), 503)


def test_while_the_log_does_not_answer_the_last_word_holds_for_half_a_minute() -> None:
    now, told = [0.0], [False]

    def declared() -> bool:
        if told == ["lost"]:
            raise NotReady("The log is away.")
        return bool(told[0])

    portfolios = Portfolios(AccessStore("sqlite://"), declared, clock=lambda: now[0])
    portfolios._require_none()
    told[:], now[0] = ["lost"], 29.0
    portfolios._require_none()
    now[0] = 31.0
    with pytest.raises(NotReady, match="The log is away"):
        portfolios._require_none()
    told[:] = [True]
    with pytest.raises(NotReady, match="is gone: load it again"):
        portfolios._require_none()


def test_an_erased_client_leaves_the_list(person: Person, load: Command, app: Flask, tmp_path: Path) -> None:
    load(CLIENTS + "100003,Brest\n")
    person("dpo", sub="c.dupont").send("DELETE", "/rights/100003")
    assert person("advisor", sub="a.petit").get("/get_id_client?prefix=100003").json["total"] == 0
    assert_problem(person("advisor", sub="a.petit").get("/get_score/100003"), 404)


def test_a_list_is_in_force_at_once_recorded_shown_and_taken_away(
    person: Person, load: Command, command: Command, app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    load()
    said = capsys.readouterr().out
    assert "2 clients have a portfolio. 1 of the list are not loaded" in said
    command("list")
    assert '"people": [\n      "a.petit",\n      "m.durand"\n    ]' in capsys.readouterr().out
    load(CLIENTS.replace("Brest", "Lyon 3"))
    assert person("advisor").get(f"/get_score/{NOT_MINE}").status_code == 200
    command("clear")
    assert person("advisor", sub="somebody.new").get(f"/get_score/{NOBODY_S}").status_code == 200
    with app.app_context():
        entries = app.extensions["decisions"].ledger().find()
    told = [entry.envelope.facts for entry in entries if entry.envelope.kind == "portfolios"]
    assert [(facts["clients"], facts["people"]) for facts in told] == [(2, 3), (2, 3), (0, 0)]
    assert told[0]["sha256"] != told[1]["sha256"]


@pytest.mark.parametrize(
    ("clients", "people", "why"),
    [
        ("client;portfolio\n1;A\n", PEOPLE, "clients.csv has not the columns client and portfolio"),
        ("client,portfolio,portfolio\n1,A,B\n", PEOPLE, "has not the columns client and portfolio, each once"),
        ('client,portfolio\n"1', PEOPLE, "clients.csv cannot be read as CSV"),
        (CLIENTS + f"{'0' * 12}1{'9' * 5000},Brest\n", PEOPLE, "clients.csv, line 5"),
        (CLIENTS + "0,Brest\n", PEOPLE, "line 5: '0' is not"),
        ("client,portfolio\n", PEOPLE, "clients.csv holds nothing but its header"),
        (CLIENTS + f"{MINE},Brest\n", PEOPLE, "clients.csv, line 5: 193423 stands there twice"),
        (CLIENTS + "abc,Brest\n", PEOPLE, "clients.csv, line 5: 'abc' is not a client's number"),
        (CLIENTS + "99999999999,Brest\n", PEOPLE, "line 5: '99999999999' is not"),
        (CLIENTS + "7,\n", PEOPLE, "line 5: '' is not a portfolio's name"),
        (CLIENTS + "7,*\n", PEOPLE, "line 5: '\\*' is not a portfolio's name"),
        (CLIENTS, PEOPLE + "m.durand,Lyon 3\n", "people.csv, line 6: m.durand stands there twice"),
        (CLIENTS, PEOPLE + "m durand,Lyon 3\n", "line 6: 'm durand' is not the name"),
        (CLIENTS, "person,portfolio\nm.durand,Lyon 3\n", "puts nobody in charge of Brest"),
        ("client,portfolio\n8,Brest\n", PEOPLE, "None of these clients is loaded"),
    ],
)
def test_a_list_that_cannot_be_is_refused_whole(
    load: Command, person: Person, capsys: pytest.CaptureFixture[str], clients: str, people: str, why: str
) -> None:
    load()
    assert load(clients, people) == 2
    assert re.search(why, capsys.readouterr().err)
    assert person("advisor").get(f"/get_score/{MINE}").status_code == 200
    assert person("advisor").get(f"/get_score/{NOT_MINE}").status_code == 403


def test_a_list_of_a_spreadsheet_is_read_and_what_may_be_misspelt_is_told(load: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert load("\ufeff" + CLIENTS.replace(",Lyon 3", ", Lyon 3 "), PEOPLE + "n.lebrun,lyon 3\n") == 0
    assert "1 portfolios have no client (misspelt?): lyon 3." in capsys.readouterr().out
    assert load(CLIENTS, "person,portfolio\nm.durand,Lyon 3\nd.roux,*\n") == 0
    assert "1 portfolios have nobody in charge but who has all of them (misspelt?): Brest." in capsys.readouterr().out


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"client,portfolio\n\xff\xfe,x\n")
    with pytest.raises(OutOfDomain, match=r"a.csv cannot be read as text in UTF-8"):
        Assignments.read(tmp_path / "a.csv", tmp_path / "none.csv")
    with pytest.raises(OutOfDomain, match=r"none.csv cannot be read"):
        Assignments.read(tmp_path / "none.csv", tmp_path / "a.csv")


def test_nobody_is_let_in_while_the_list_cannot_be_read(person: Person, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Any:
        raise NotReady("The disk is away.")

    monkeypatch.setattr(app.extensions["gate"].store, "database", fail)
    assert_problem(person("advisor").get(f"/get_score/{MINE}"), 503)
