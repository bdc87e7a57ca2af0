"""What is counted of the recommendations that leave: once a week each, nothing of fewer than thirty people, right whatever fails."""

import json
import logging
import os
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.services import services
from api.watch import Watcher, watcher
from scoring.errors import NotReady
from scoring.watch import ZONES, Bins, Book, Seen
from tests.api.invented import IDS

START = datetime(2026, 11, 22, 23, 50, tzinfo=UTC)
TODAY, DAY = date(2026, 11, 22), 86_400


@dataclass
class Kept:
    """A watcher on a file of its own, a clock that is moved by hand, and what the file says."""

    url: str
    now: float = field(default=START.timestamp())

    def __post_init__(self) -> None:
        self.watcher = Watcher(self.url, clock=lambda: self.now)
        self.watcher._soon = lambda *_: None  # type: ignore[method-assign]  # the tests say when

    def seen(self, first: date = date.min, last: date = date.max) -> list[Seen]:
        self.watcher.flush()
        book = Book(self.url)
        found = book.window(first, last)
        book.close()
        return found

    def total(self, *days: date) -> int:
        try:
            return sum(seen.total for seen in self.seen(*days))
        except NotReady:
            return 0


@pytest.fixture
def kept(app: Flask, tmp_path: Path) -> Iterator[Kept]:
    app.extensions["watcher"].close()
    found = Kept(f"sqlite:///{tmp_path / 'watch.sqlite'}")
    app.extensions["watcher"] = found.watcher
    yield found
    found.watcher.close()


def test_a_client_counts_once_in_seven_days_by_whichever_route(http: FlaskClient, kept: Kept) -> None:
    def looked_at(route: str = "get_score") -> None:
        for client in IDS[:35]:
            assert http.get(f"/{route}/{client}").status_code == 200

    looked_at()
    looked_at("get_client_screen")
    for _ in range(6):
        kept.now += DAY
        looked_at()
    assert kept.total() == 35
    kept.now += DAY
    looked_at()
    assert (kept.total(), kept.total(TODAY, TODAY), kept.total(date(2026, 11, 29), date(2026, 11, 29))) == (70, 35, 35)


def test_nothing_is_written_of_fewer_than_thirty_nor_added_to_what_is(http: FlaskClient, kept: Kept) -> None:
    totals = []
    for client in IDS[:80]:
        http.get(f"/get_score/{client}")
        totals.append(kept.total())
    assert totals == [0] * 29 + [30] * 30 + [60] * 21
    kept.now += DAY
    for client in IDS[80:90]:
        http.get(f"/get_score/{client}")
    assert kept.total(date(2026, 11, 23), date(2026, 11, 23)) == 30  # twenty of a day too quiet go with the next one's
    kept.watcher.close()
    assert kept.total() == 90


def test_a_restart_counts_as_another_counter_in_which_the_same_people_may_be(http: FlaskClient, kept: Kept, app: Flask) -> None:
    for _ in range(2):
        for client in IDS[:40]:
            http.get(f"/get_score/{client}")
        (seen,) = kept.seen()
        kept.watcher.close()
        app.extensions["watcher"] = kept.watcher = Watcher(kept.url, clock=lambda: kept.now)
        kept.watcher._soon = lambda *_: None  # type: ignore[method-assign]
    assert (seen.total, seen.repeats, seen.worth) == (80, 2.0, 40.0)


@pytest.fixture
def damaged(app: Flask, kept: Kept, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A client whose record cannot be unpacked, where one of its categories is missing."""
    with app.app_context():
        store, bins = services().current().store, watcher()._bins_of(services().current())
        client = next(one for one in IDS if bins.lacking(store.client(one).features[None]))
        monkeypatch.setattr(store, "rows", None)  # as where they are damaged too
        file, whole = str(store.engine.url.database), store.client(client).packed_record
    for record in (b"broken", whole):
        with sqlite3.connect(file) as connection:
            connection.execute("update clients set record = ? where id = ?", (record, client))
        if record != whole:
            yield client


def told(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """What the log says went wrong, but for what each line must say: when, and that no request nor model is meant."""
    lines = [json.loads(record.message) for record in caplog.records if record.levelno == logging.ERROR]
    for line in lines:
        assert datetime.fromisoformat(line.pop("time")).tzinfo == UTC
        assert (line.pop("request_id"), line.pop("model_version")) == (None, None)
    return lines


def test_a_damaged_record_is_set_aside_and_the_others_are_counted(
    http: FlaskClient, damaged: int, kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    asked = [damaged, *(client for client in IDS[:60] if client != damaged)]
    with caplog.at_level(logging.ERROR, "api"):
        for client in asked:
            assert http.get(f"/get_score/{client}").status_code == 200
        assert kept.total() == len(asked) - 1
    assert not kept.watcher._waiting
    assert told(caplog) == [{"event": "watch_not_counted", "people": 1, "reason": "NotReady"}]


def test_more_than_can_wait_are_not_counted_and_the_log_says_so(
    http: FlaskClient, kept: Kept, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["api.watch.watcher"], "MOST_KEPT", 50)
    for client in IDS[:60]:
        assert http.get(f"/get_score/{client}").status_code == 200
    with caplog.at_level(logging.ERROR, "api"):
        assert kept.total() == 50
    assert told(caplog)[-1] == {"event": "watch_not_counted", "people": 10, "reason": "too many at once"}


def test_a_book_that_takes_nothing_is_told_once_and_written_later(
    http: FlaskClient, kept: Kept, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for client in IDS[:40]:
        assert http.get(f"/get_score/{client}").status_code == 200
    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR, "api"):
        patched.setattr(Book, "add", lambda *_: (_ for _ in ()).throw(NotReady("It takes nothing.")))
        kept.watcher.flush()
    assert told(caplog) == [{"event": "watch_not_written", "reason": "NotReady: It takes nothing."}]
    assert kept.total() == 40


def test_only_recommendations_that_left_are_counted(http: FlaskClient, kept: Kept) -> None:
    http.get("/get_score/5")
    http.get("/get_info_client/193423")
    http.post("/simulate/193423", json={"changes": {"amount": 180_000}})
    kept.watcher.flush()
    assert not Path(kept.url.removeprefix("sqlite:///")).exists()


def test_what_was_counted_is_what_was_answered(http: FlaskClient, kept: Kept, app: Flask) -> None:
    answers = [http.get(f"/get_score/{client}").json for client in IDS[:60]]
    (seen,) = kept.seen()
    assert seen.bins.of_zones(seen.people).tolist() == [sum(told["zone"] == zone for told in answers) for zone in ZONES]
    tops = [int(100 * told["score"]) for told in answers]
    assert seen.bins.of_scores(seen.people).tolist() == [tops.count(cell) for cell in range(100)]
    with app.app_context():
        serving = services().current()
        missing = sum(serving.store.client(client).features[3] != serving.store.client(client).features[3] for client in IDS[:60])
    column = seen.bins.columns[3]
    assert seen.bins.of_column(3, seen.people)[column.missing] == missing
    assert seen.bins.text() == Bins.of(serving.model, serving.features, serving.store.reference).text()  # nothing of who was seen
    assert seen.people.max() <= len(answers)


def test_what_cannot_be_written_waits_and_is_not_counted_twice(http: FlaskClient, app: Flask, tmp_path: Path) -> None:
    app.extensions["watcher"].close()
    kept = Kept(f"sqlite:///{tmp_path / 'later' / 'watch.sqlite'}")
    app.extensions["watcher"] = kept.watcher
    for client in IDS[:60]:
        http.get(f"/get_score/{client}")
        kept.watcher.flush()
    (tmp_path / "later").mkdir()
    assert kept.total() == 60
    assert kept.total() == 60
    kept.watcher.close()


def test_workers_share_the_marks_and_a_killed_one_loses_only_what_it_had_not_written(app: Flask, kept: Kept) -> None:
    def worker(clients: list[int], written: bool) -> None:
        http = app.test_client()
        for client in clients:
            http.get(f"/get_score/{client}")
        if written:
            kept.watcher.flush()
        os._exit(0)

    for clients, written in ((IDS[:20], True), (IDS[10:30], True), (IDS[40:50], False)):
        child = os.fork()
        if not child:
            worker(clients, written)
        assert os.waitpid(child, 0)[1] == 0
    assert kept.total() == 30


def test_the_last_conclusion_is_told_to_whoever_watches(http: FlaskClient, kept: Kept) -> None:
    assert "watch_" not in http.get("/metrics").text
    assert http.get("/model").json["monitoring"] == []
    book = Book(kept.url)
    figures: dict[str, Any] = {"alert": True, "people": 400, "score_psi": 0.125}
    book.conclude("drift", {"alert": False})
    book.conclude("drift", figures)
    book.close()
    (told,) = http.get("/model").json["monitoring"]
    assert (told["what"], told["alert"], told["figures"]) == ("drift", True, {"people": 400, "score_psi": 0.125})
    lines = http.get("/metrics").text.splitlines()
    assert {'watch_alert{what="drift"} 1', 'watch_score_psi{what="drift"} 0.125'} <= set(lines)
