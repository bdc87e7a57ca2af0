"""Everything about one person and nothing about another; erased, nothing of it can be read, and the chain still holds."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from api.decisions import holds
from api.decisions.export import GIVEN
from api.decisions.ledger import Ledger
from api.decisions.settings import Settings
from api.decisions.verification import verify
from scoring.model import Model
from scoring.policy import load
from scoring.store import promised
from scoring.store.records import plain
from scoring.store.schema import connect
from scoring.tables import APPLICATION
from tests.api.decisions.advisors import Advisor
from tests.api.decisions.conftest import ON_SQLITE
from tests.api.invented import RECORD
from tests.api.test_errors import assert_problem

MINE, OTHERS = "Ma situation a changé depuis septembre.", "Le mot de quelqu’un d’autre, qui n’est pas à vous."
OTHER = 100_005


@pytest.fixture
def story(durand: Advisor, petit: Advisor) -> None:
    """Entries 1 to 3 are about one client, 4 about another."""
    durand.decide(outcome="refus", text=f"Motif du refus. {MINE}")
    durand.contest(1, MINE)
    petit.conclude(2, "accord", text=f"Motif du réexamen. {MINE}")
    durand.decide(OTHER, text=OTHERS)


@pytest.mark.usefixtures("story")
def test_the_export_holds_everything_of_one_person(durand: Advisor, model: Model) -> None:
    told = durand.get("/rights/export/193423").json
    assert list(told["file"]["data"]["info_client"])[2:] == list(model.features)
    assert told["file"]["application"] == plain(RECORD)
    given = told["portability"]["given_by_you"]
    assert (given["AMT_CREDIT"], "EXT_SOURCE_2" in given, "BUREAU_COUNT" in given) == (RECORD["AMT_CREDIT"], False, False)
    assert told["file"]["score"]["score"] == durand.http.get("/get_score/193423").json["score"]
    assert told["file"]["explanation"]["families"]
    (decision,) = told["decisions"]
    assert (decision["standing"], decision["reviews"][0]["words"]) == ("accord", MINE)
    assert [item["kind"] for item in told["log"]] == ["decision", "review", "review_outcome"]
    assert all(MINE in item["notes"] for item in told["log"])
    assert all(told[key] for key in ("recipients", "retention", "rights", "sources", "purpose", "automation"))


def test_the_export_holds_the_predictions_that_were_kept_until_the_person_is_erased(durand: Advisor, app: Flask) -> None:
    engine = connect(f"sqlite:///{promised.beside(app.extensions['services'].current().store.engine)}")
    promised.SCHEMA.create_all(engine)
    with engine.begin() as connection:
        for number, day in enumerate(("2026-01-05", "2026-03-09"), 1):
            connection.execute(
                promised.LOADS.insert(), {"number": number, "load": number, "at": f"{day}T02:00:00+00:00", "model_version": "m"}
            )
            rows = [{"id": client, "number": number, "probability_of_default": 0.125 * number} for client in (193423, OTHER)]
            connection.execute(promised.PROMISES.insert(), rows)
    engine.dispose()
    expected = [
        {"since": "2026-01-05", "probability_of_default": 0.125, "model_version": "m"},
        {"since": "2026-03-09", "probability_of_default": 0.25, "model_version": "m"},
    ]
    assert durand.get("/rights/export/193423").json["predictions"] == expected
    page = durand.get("/rights/export/193423?lang=fr", Accept="text/html").text
    assert "05/01/2026" in page
    assert "12,5" in page
    assert durand.delete("/rights/193423").status_code == 200
    assert durand.get("/rights/export/193423").json["predictions"] == []


@pytest.mark.usefixtures("story")
def test_the_export_holds_nobody_else(durand: Advisor, app: Flask) -> None:
    text = durand.get("/rights/export/193423").text
    ledger = app.extensions["decisions"].ledger()
    assert OTHERS not in text
    assert str(OTHER) not in text
    assert ledger.person(OTHER) not in text
    assert ledger.person(193423) in text


@pytest.mark.usefixtures("story")
@pytest.mark.parametrize(("language", "title"), [("fr", "Tout ce que nous savons de vous"), ("en", "Everything we hold about you")])
def test_the_export_is_a_page_to_read(durand: Advisor, model: Model, language: str, title: str) -> None:
    page = durand.get(f"/rights/export/193423?lang={language}", Accept="text/html")
    told = durand.get("/rights/export/193423").json
    assert page.content_type.startswith("text/html")
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert title in page.text
    assert MINE in page.text
    assert all(label["label"][language] in page.text.replace("&#39;", "'") for label in told["file"]["data"]["labels"].values())
    assert "AMT_CREDIT" not in page.text  # no column's name in what a person reads
    assert OTHERS not in page.text


@ON_SQLITE
def test_the_page_runs_nobody_s_script(durand: Advisor) -> None:
    durand.decide(text="<script>alert('moi')</script>")
    page = durand.get("/rights/export/193423", Accept="text/html").text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_what_a_client_gave_is_among_what_the_policy_lets_in() -> None:
    rules = load()
    assert set(GIVEN) <= {name for name in APPLICATION.columns if rules.status(("application", name)) in ("allowed", "watched")}
    assert not {name for name in GIVEN if name.startswith(("EXT_SOURCE", "AMT_REQ_CREDIT_BUREAU", "AMT_ANNUITY"))}


@pytest.mark.usefixtures("story")
def test_erasure_leaves_a_chain_that_verifies_and_nothing_to_read(durand: Advisor, app: Flask) -> None:
    response = durand.delete("/rights/193423")
    assert (response.status_code, response.json["entries"], response.json["client_file"]) == (200, [1, 2, 3], True)
    ledger = app.extensions["decisions"].ledger()
    assert verify(ledger).valid
    entries = ledger.find()
    assert [ledger.content(entry) is None for entry in entries] == [True, True, True, False, True]
    assert_problem(durand.http.get("/get_score/193423"), 404)
    assert_problem(durand.get("/decisions/1/replay"), 410)
    assert_problem(durand.contest(1), 410)
    (decision,) = durand.get("/decisions?client=193423").json["data"]
    assert (decision["erased"], decision["reviews"][0]["erased"], decision["standing"]) == (True, True, None)
    told = durand.get("/rights/export/193423")
    assert (told.json["file"], told.json["portability"]["given_by_you"]) == (None, {})
    assert MINE not in told.text
    assert durand.get("/rights/export/193423", Accept="text/html").status_code == 200
    assert durand.http.get(f"/get_score/{OTHER}").status_code == 200


@pytest.mark.usefixtures("story")
def test_erasing_twice_says_the_first_time(durand: Advisor) -> None:
    first, second = durand.delete("/rights/193423").json, durand.delete("/rights/193423").json
    assert first["erasure"] == second["erasure"] == 5
    assert_problem(durand.delete("/rights/2147483647"), 404)
    assert_problem(durand.get("/rights/export/2147483647"), 404)


@ON_SQLITE
def test_no_byte_of_the_person_is_left_and_a_backup_of_the_log_tells_nothing(
    durand: Advisor, app: Flask, settings: Settings, tmp_path: Path
) -> None:
    durand.decide()
    folder = Path(settings.url.removeprefix("sqlite:///")).parent
    ledger = app.extensions["decisions"].ledger()
    with ledger.vault.database.reading() as connection:
        wrapped = connection.exec_driver_sql("select wrapped from person_keys").scalar()
    vector = app.extensions["services"].current().store.client(193423).features.tobytes()
    assert any(wrapped in file.read_bytes() for file in folder.glob("keys.sqlite*"))
    backup = tmp_path / "backup"
    backup.mkdir()
    with ledger.log.reading() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(folder / "decisions.sqlite", backup)
    durand.delete("/rights/193423")
    assert not any(wrapped in file.read_bytes() for file in folder.rglob("*") if file.is_file())
    assert not any(vector in file.read_bytes() for file in folder.rglob("*") if file.is_file())
    restored = Ledger.open(replace(settings, url=f"sqlite:///{backup / 'decisions.sqlite'}", heads=backup / "heads"), draw_secrets=False)
    (entry,) = restored.find()
    assert entry.sealed
    assert restored.content(entry) is None
    restored.close()


@pytest.mark.usefixtures("story")
def test_a_legal_hold_keeps_what_it_must(durand: Advisor, app: Flask) -> None:
    ledger = app.extensions["decisions"].ledger()
    holds.hold(ledger, 193423, "juriste", "Contentieux en cours.")
    assert "legal hold" in assert_problem(durand.delete("/rights/193423"), 409)["detail"]
    assert durand.get("/decisions/1/replay").status_code == 200
    assert durand.http.get("/get_score/193423").status_code == 200
    assert durand.delete(f"/rights/{OTHER}").status_code == 200
    holds.release(ledger, 193423, "juriste", "Contentieux terminé.")
    assert durand.delete("/rights/193423").status_code == 200
    assert verify(ledger).valid
