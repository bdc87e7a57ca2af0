"""An erasure that is cut off, meets a load or comes in the middle of a decision: on the record before it is done, done when asked again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from api.decisions import erasure, holds
from api.decisions.ledger import Ledger
from api.decisions.settings import Settings
from api.decisions.verification import verify
from scoring.errors import NotReady
from scoring.store import NewClient, Reference, Store, replace_all, schema
from tests.api.decisions.advisors import Advisor
from tests.api.decisions.cluster import Cluster
from tests.api.decisions.test_erased import erased
from tests.api.decisions.test_ledger import add
from tests.api.test_errors import assert_problem

GONE, OTHER = 193423, 5
RIGHTS = f"/rights/{GONE}"


@pytest.fixture
def log(app: Flask) -> Ledger:
    with app.app_context():
        return app.extensions["decisions"].ledger()


def refuse(*_: Any) -> None:
    raise NotReady("Cut off here.")


def full(_: Any) -> None:
    raise SQLAlchemyError("The disk is full.")


@contextmanager
def cut(ledger: Ledger, part: str) -> Iterator[None]:
    """One of the three parts of an erasure fails: the entry's commit, the store, the keys; or none."""
    with pytest.MonkeyPatch.context() as broken:
        if part == "log":
            event.listen(ledger.log.writer, "commit", full)
        if part == "store":
            broken.setattr(erasure.store, "erase", refuse)
        if part == "keys":
            broken.setattr(ledger.vault, "destroy_person", refuse)
        yield
    if part == "log":
        event.remove(ledger.log.writer, "commit", full)


@pytest.mark.parametrize("part", ["log", "store", "keys"])
def test_what_is_cut_off_is_done_when_asked_again(part: str, durand: Advisor, log: Ledger, settings: Settings, tmp_path: Path) -> None:
    durand.decide()
    with cut(log, part):
        assert_problem(durand.delete(RIGHTS), 503)
    assert (GONE in erased(settings, tmp_path)) is (part != "log")
    assert durand.http.get(f"/get_score/{GONE}").status_code == (404 if part == "keys" else 200)
    assert durand.get("/decisions/1/replay").status_code == 200
    done = durand.delete(RIGHTS)
    assert (done.status_code, done.json["erasure"], done.json["entries"]) == (200, 2, [1])
    assert GONE in erased(settings, tmp_path)
    assert_problem(durand.http.get(f"/get_score/{GONE}"), 404)
    assert_problem(durand.get("/decisions/1/replay"), 410)
    assert (len(log.find()), verify(log).valid) == (2, True)


def test_a_restored_log_is_told_of_the_erasure_again(
    durand: Advisor, log: Ledger, settings: Settings, tmp_path: Path, as_owner: Callable[..., None]
) -> None:
    durand.decide()
    durand.delete(RIGHTS)
    as_owner("delete from audit_log where seq = 2")  # a copy from before the erasure, put back
    log.renew_head()
    assert GONE not in erased(settings, tmp_path)
    assert durand.delete(RIGHTS).status_code == 200
    assert GONE in erased(settings, tmp_path)


def test_what_was_sealed_since_is_erased_on_a_record_of_its_own(durand: Advisor, log: Ledger) -> None:
    durand.decide()
    durand.delete(RIGHTS)
    holds.hold(log, GONE, "juriste", "Contentieux.")
    holds.release(log, GONE, "juriste", "Fin.")
    assert (durand.delete(RIGHTS).json["entries"], durand.delete(RIGHTS).json["erasure"]) == ([3, 4], 5)
    assert not log.vault.of_person(log.person(GONE))


@pytest.fixture
def erased_meanwhile(durand: Advisor, log: Ledger, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have an erasure take place between what the next request reads and what it writes."""

    def _arrange(part: str) -> None:
        turn = log.turn

        def _late() -> Any:
            monkeypatch.setattr(log, "turn", turn)
            with cut(log, part):
                durand.delete(RIGHTS)
            return turn()

        monkeypatch.setattr(log, "turn", _late)

    return _arrange


@pytest.mark.parametrize("part", ["keys", "none"])
@pytest.mark.parametrize(("kind", "status"), [("decision", 404), ("review", 410), ("review_outcome", 410)])
def test_nothing_is_sealed_about_who_was_erased_meanwhile(
    kind: str, status: int, part: str, durand: Advisor, petit: Advisor, log: Ledger, erased_meanwhile: Callable[[str], None]
) -> None:
    durand.decide()
    if kind == "review_outcome":
        durand.contest(1)
    before, body = len(log.find()), durand.proposal()
    sent = {
        "decision": partial(durand.post, "/decisions", body),
        "review": partial(durand.contest, 1),
        "review_outcome": partial(petit.conclude, 2),
    }
    erased_meanwhile(part)
    assert_problem(sent[kind](), status)
    assert [entry.envelope.kind for entry in log.find()[before:]] == ["erasure"]
    assert max(log.vault.of_person(log.person(GONE)), default=0) <= before


def test_who_came_back_is_decided_on_again(durand: Advisor, log: Ledger) -> None:
    body = durand.proposal()
    with cut(log, "store"):
        durand.delete(RIGHTS)
    assert_problem(durand.post("/decisions", body), 404)
    erasure.readmit(log, GONE, "dpo", "Par erreur.")
    assert durand.post("/decisions", body).status_code == 201


@pytest.fixture
def address(settings: Settings, request: pytest.FixtureRequest) -> Iterator[str]:
    """A store on the database of the log; one that waits for ever is told of."""
    if settings.url.startswith("sqlite"):
        yield settings.clients_url
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    yield f"{cluster.url()}?options=-c%20statement_timeout=5s"
    engine = create_engine(cluster.url())
    schema.SCHEMA.drop_all(engine)
    engine.dispose()


def load(address: str, meanwhile: Callable[[], None]) -> None:
    """Load two clients; something happens once the load holds the store."""
    nobody = np.zeros((1, 2), np.float32)

    def _clients() -> Iterator[NewClient]:
        meanwhile()
        yield from (NewClient(number, nobody[0], {}, []) for number in (OTHER, GONE))

    told = {"fingerprint": "", "model_version": "", "kind": "demo"}
    replace_all(address, _clients(), Reference(nobody, nobody, np.zeros(1), np.zeros(1)), **told)


def held(address: str) -> list[int]:
    store = Store.open(address)
    found, _ = store.ids("", 9)
    store.close()
    return found


def test_an_erasure_that_meets_a_load_stops_nobody_and_ends_after_it(ledger: Ledger, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "BUSY", 100)
    delete = erasure.store.erase

    def _others_decide(*arguments: Any) -> None:
        add(ledger, client=OTHER)
        delete(*arguments)

    monkeypatch.setattr(erasure.store, "erase", _others_decide)
    erase = partial(erasure.erase, ledger, address, GONE, in_store=True, actor="dpo")

    def _meanwhile() -> None:
        with pytest.raises(NotReady, match=r"lock timeout|is locked"):
            erase()

    load(address, lambda: None)
    load(address, _meanwhile)
    assert held(address) == [OTHER, GONE]
    assert erase().envelope.seq == 1
    assert held(address) == [OTHER]
    assert [entry.envelope.kind for entry in ledger.find()] == ["erasure", "decision", "decision"]
