"""Who was erased is known by pseudonym to whoever loads the clients, on both databases, until a readmission."""

from pathlib import Path

import pytest
from flask import Flask

from api.decisions import erasure
from api.decisions.settings import Settings
from api.decisions.verification import verify
from api.errors import Conflict
from scoring.errors import NotReady
from scoring.store import schema
from scoring.store.erased import Erased
from scoring.store.schema import connect
from tests.api.decisions.advisors import Advisor
from tests.api.decisions.conftest import ON_SQLITE

OTHER = 100_005


def erased(settings: Settings, tmp_path: Path) -> Erased:
    return Erased.of(tmp_path, {"DECISIONS_URL": settings.url})


def test_an_erasure_is_remembered_and_a_readmission_ends_it(durand: Advisor, settings: Settings, app: Flask, tmp_path: Path) -> None:
    assert durand.decide(OTHER).status_code == 201
    assert 193423 not in erased(settings, tmp_path)
    assert durand.delete("/rights/193423").status_code == 200
    assert [number in erased(settings, tmp_path) for number in (193423, OTHER)] == [True, False]
    ledger = app.extensions["decisions"].ledger()
    with pytest.raises(Conflict, match="not erased"):
        erasure.readmit(ledger, OTHER, "dpo", "Par erreur.")
    erasure.readmit(ledger, 193423, "dpo", "Effacement demandé par erreur.")
    assert 193423 not in erased(settings, tmp_path)
    assert verify(ledger).valid


def test_without_a_log_nobody_was_erased_and_none_is_made(tmp_path: Path) -> None:
    assert 193423 not in Erased.of(tmp_path, {})
    assert not list(tmp_path.iterdir())


@ON_SQLITE
def test_without_the_key_nobody_can_tell_and_nothing_may_be_loaded(durand: Advisor, settings: Settings, tmp_path: Path) -> None:
    durand.delete("/rights/193423")
    (tmp_path / "secrets" / "pseudonym_key").unlink()
    with pytest.raises(NotReady, match=r"1 people were erased and would come back.*PSEUDONYM_KEY is missing"):
        erased(settings, tmp_path)


@ON_SQLITE
@pytest.mark.parametrize(("part", "query"), [("clients", "select count(*) from clients"), ("keys", "select count(*) from person_keys")])
def test_no_certificate_is_given_while_what_is_erased_can_still_be_read(
    durand: Advisor, settings: Settings, app: Flask, monkeypatch: pytest.MonkeyPatch, part: str, query: str
) -> None:
    monkeypatch.setattr(schema, "BUSY", 50)
    durand.decide()
    reader = connect({"clients": settings.clients_url, "keys": settings.keys_url}[part])
    with reader.connect() as connection:
        connection.exec_driver_sql("begin")
        connection.exec_driver_sql(query).scalar()
        refused = durand.delete("/rights/193423")
        assert (refused.status_code, "ask again" in refused.json["detail"]) == (503, True)
    assert durand.delete("/rights/193423").status_code == 200
    reader.dispose()
