"""The stop button: nothing that rests on a score is answered, advisors decide alone, and the log tells who pressed it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api import mode
from api.__main__ import main
from api.access.gate import Door
from api.config import Config
from api.decisions.ledger import Ledger
from api.decisions.schema import LOG
from api.decisions.settings import Settings
from api.decisions.verification import verify
from api.errors import Conflict
from api.factory import create_app
from scoring.errors import NotReady
from tests.api.decisions.advisors import TEXT, Advisor
from tests.api.test_errors import assert_problem

BLIND = {"client": 193423, "outcome": "accord", "reason": {"code": "budget_checked", "text": TEXT}, "shown": None}


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Settings:
    return Settings.from_environment({"DATABASE_URL": database_url}, tmp_path)


@pytest.fixture
def app(database_url: str, models_dir: Path, place: Settings) -> Iterator[Flask]:
    app = create_app(Config(database_url, models_dir, recheck_seconds=0, decisions=place))
    yield app
    app.extensions["gate"].close()
    app.extensions["decisions"].close()
    app.extensions["services"].current().store.close()


@pytest.fixture
def ledger(place: Settings) -> Iterator[Ledger]:
    """The operator's own view of the log: another process than the API's."""
    ledger = Ledger.open(place, draw_secrets=True)
    yield ledger
    ledger.close()


@pytest.fixture
def durand(http: FlaskClient) -> Advisor:
    return Advisor(http, "m.durand")


def recommending(app: Flask) -> list[tuple[str, str]]:
    """Every route that gives a recommendation, with a method."""
    doors: dict[str, Door] = app.extensions["gate"]._doors
    rules = [rule for rule in app.url_map.iter_rules() if doors[rule.endpoint].scope == "score:read"]
    return [("POST" if "POST" in (rule.methods or ()) else "GET", rule.rule.replace("<client_id>", "193423")) for rule in rules]


def test_every_route_that_recommends_closes_at_once_and_opens_again(app: Flask, http: FlaskClient, ledger: Ledger) -> None:
    routes = recommending(app)
    assert {"/get_score/193423", "/get_shap/193423", "/get_client_screen/193423"} <= {address for _, address in routes}
    assert http.get("/get_score/193423").status_code == 200
    mode.switch(ledger, True, "n.martin", "Une donnée de l’agence est fausse depuis ce matin.")
    for method, address in routes:
        response = http.open(address, method=method, json={} if method == "POST" else None)
        body = assert_problem(response, 503)
        assert body["type"].endswith(":recommendations-off")
        assert "décide seul" in body["detail"]
        assert "decides alone" in body["detail"]
    for address in ("/get_info_client/193423", "/get_id_client", "/model", "/health/ready"):
        assert http.get(address).status_code == 200
    mode.switch(ledger, False, "n.martin", "")
    assert http.get("/get_score/193423").status_code == 200


def test_the_switches_are_in_the_chain(ledger: Ledger) -> None:
    mode.switch(ledger, True, "n.martin", "Dérive constatée.")
    with pytest.raises(Conflict, match="already"):
        mode.switch(ledger, True, "n.martin", "Encore.")
    mode.switch(ledger, False, "a.petit", "Corrigé.")
    told = [(entry.envelope.kind, entry.envelope.actor, entry.envelope.facts) for entry in ledger.find()]
    assert told == [("mode_manual", "n.martin", {"reason": "Dérive constatée."}), ("mode_automatic", "a.petit", {"reason": "Corrigé."})]
    assert verify(ledger).valid


def test_advisors_decide_alone(durand: Advisor, ledger: Ledger) -> None:
    proposal = durand.proposal()
    assert_problem(durand.post("/decisions", BLIND), 409)  # a score is given: what was on screen must be said
    mode.switch(ledger, True, "n.martin", "Dérive constatée.")
    assert_problem(durand.post("/decisions", proposal), 409)  # nothing may be on screen now
    first = durand.post("/decisions", BLIND, "key-number-1")
    again = durand.post("/decisions", BLIND, "key-number-1")
    assert (first.status_code, first.json["decision"]) == (201, again.json["decision"])
    assert (first.json["shown"], first.json["follows"], first.json["id_client"]) == (None, None, "193423")
    replayed = durand.get(f"/decisions/{first.json['decision']}/replay").json
    assert (replayed["shown"], replayed["contributions"], replayed["base"]) == (None, None, None)
    assert replayed["checks"] == {"inputs": True, "score": None, "model": None}
    (decision,) = durand.get("/decisions?client=193423").json["data"]
    assert decision["shown"] is None
    entry = ledger.find()[-1]
    assert not {"margin", "contributions", "calibration"} & set(ledger.content(entry))  # no score was even computed


def test_the_export_gives_no_score_either(durand: Advisor, ledger: Ledger) -> None:
    assert durand.get("/rights/export/193423").json["file"]["score"]
    mode.switch(ledger, True, "n.martin", "Dérive constatée.")
    durand.post("/decisions", BLIND)
    told = durand.get("/rights/export/193423").json
    assert (told["file"]["score"], told["file"]["explanation"]) == (None, None)
    assert told["file"]["application"]
    for language in ("fr", "en"):
        assert durand.get(f"/rights/export/193423?lang={language}", Accept="text/html").status_code == 200


def test_looking_creates_nothing(http: FlaskClient, app: Flask, tmp_path: Path) -> None:
    assert not app.extensions["gate"].mode.manual()
    assert not list(tmp_path.iterdir())


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_last_known_mode_holds_for_a_while_then_nothing_is_recommended(place: Settings, ledger: Ledger, monkeypatch) -> None:
    clock = Clock()
    watched = mode.Mode(place, recheck_seconds=0.5, clock=clock)
    assert not watched.manual()
    mode.switch(ledger, True, "n.martin", "Dérive constatée.")
    assert not watched.manual()
    clock.now += 0.5
    assert watched.manual()

    def fail(_: mode.Mode) -> bool:
        raise NotReady("The log does not answer.")

    monkeypatch.setattr(mode.Mode, "_said", fail)
    clock.now += mode.BLIND_SECONDS
    assert watched.manual()
    clock.now += 1
    with pytest.raises(NotReady, match="Nobody can tell"):
        watched.manual()
    fresh = mode.Mode(place, clock=clock)
    with pytest.raises(NotReady):
        fresh.manual()


def test_the_operator_s_command(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    """In a demonstration that has decided nothing yet, so without a log."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert main(["mode", "show"]) == 0
    assert main(["mode", "manual"]) == 2
    assert "--reason" in capsys.readouterr().err
    assert main(["mode", "manual", "--reason", "Dérive constatée.", "--by", "n.martin"]) == 0
    assert main(["mode", "manual", "--reason", "Encore.", "--by", "n.martin"]) == 2
    assert main(["mode", "show"]) == 0
    assert main(["mode", "automatic", "--by", "n.martin"]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if line in ("manual", "automatic")] == ["manual"]


def test_a_log_that_is_gone_gives_no_recommendation(place: Settings, ledger: Ledger) -> None:
    mode.switch(ledger, True, "n.martin", "Dérive constatée.")
    log = ledger.log.file
    assert log
    log.rename(log.with_name("elsewhere"))
    with pytest.raises(NotReady, match="Nobody can tell"):
        mode.Mode(place).manual()


def test_a_switch_that_was_not_signed_is_not_believed(place: Settings, ledger: Ledger) -> None:
    mode.switch(ledger, True, "n.martin", "Dérive constatée.")
    watched = mode.Mode(place, recheck_seconds=0)
    assert watched.manual()
    forged = {**ledger.find()[-1].row(), "seq": 2, "kind": "mode_automatic", "prev": "f" * 64, "token": None}
    with ledger.log.writing() as connection:
        connection.execute(LOG.insert(), forged)
    assert watched.manual()  # the last known mode, for a while
    with pytest.raises(NotReady, match="Nobody can tell"):
        mode.Mode(place).manual()


def test_the_button_works_while_the_log_takes_nothing(
    app: Flask,
    http: FlaskClient,
    place: Settings,
    ledger: Ledger,
    tmp_path: Path,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys,
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", database_url)
    head = place.heads / "head.json"
    kept = head.read_text("utf-8")
    head.write_text("damaged")
    assert http.get("/get_score/193423").status_code == 200
    assert main(["mode", "manual", "--reason", "Dérive constatée.", "--by", "n.martin"]) == 0
    assert "every worker of this machine follows" in capsys.readouterr().out
    assert_problem(http.get("/get_score/193423"), 503)
    assert main(["mode", "automatic", "--by", "n.martin"]) == 2
    assert_problem(http.get("/get_score/193423"), 503)
    head.write_text(kept)
    assert main(["mode", "automatic", "--by", "n.martin"]) == 0
    assert http.get("/get_score/193423").status_code == 200
    told = [(entry.envelope.kind, entry.envelope.actor) for entry in ledger.find()]
    assert told == [("mode_manual", "n.martin"), ("mode_automatic", "n.martin")]
    assert "Dérive constatée." in ledger.find()[0].envelope.facts["reason"]
    assert verify(ledger).valid


def test_a_stop_by_file_is_in_the_log_before_whatever_is_asked_next(ledger: Ledger, place: Settings) -> None:
    """On, then off: the file's stop and the new one; off, then off again: the file's, and a refusal; on again: the file's, then on."""
    for who in ("a.petit", "c.roux"):
        mode.stop_by_file(place.heads, who, f"Panne vue par {who}.")
    assert mode.switch(ledger, True, "n.martin", "Confirmé.").envelope.seq == 2
    mode.stop_by_file(place.heads, "b.blanc", "Encore.")
    with pytest.raises(Conflict, match="The stop by file is in the log now"):
        mode.switch(ledger, True, "n.martin", "Confirmé de nouveau.")
    assert not (place.heads / mode.STOPPED).exists()
    mode.stop_by_file(place.heads, "d.noir", "Toujours.")
    mode.switch(ledger, False, "n.martin", "Réparé.")
    told = [(entry.envelope.kind, entry.envelope.facts["reason"]) for entry in ledger.find()]
    assert [kind for kind, _ in told] == ["mode_manual"] * 4 + ["mode_automatic"]
    for place_in_log, words in ((0, "a.petit"), (0, "c.roux"), (1, "Confirmé."), (2, "b.blanc"), (3, "d.noir")):
        assert words in told[place_in_log][1]
    assert verify(ledger).valid


def test_a_stop_whose_words_a_full_disk_has_cut_is_recorded(ledger: Ledger, place: Settings) -> None:
    mode.stop_by_file(place.heads, "n.martin", "Dérive").write_bytes('{"by": "n.martin", "reason": "D\u00e9'.encode()[:-1])
    assert mode.switch(ledger, False, "n.martin", "").envelope.seq == 2
    assert "n.martin" in ledger.find()[0].envelope.facts["reason"]


def test_what_somebody_writes_in_the_stop_while_it_is_recorded_stays(tmp_path: Path) -> None:
    stopped = mode.stop_by_file(tmp_path, "a.petit", "Dérive.")
    recorded = stopped.read_text("utf-8")
    mode.stop_by_file(tmp_path, "n.martin", "Encore.")
    mode._take_away(stopped, recorded)
    assert [json.loads(line)["by"] for line in stopped.read_text("utf-8").splitlines()] == ["n.martin"]
    mode._take_away(stopped, stopped.read_text("utf-8"))
    assert list(tmp_path.iterdir()) == []
