"""What is counted of the recommendations that leave: once a day each, nothing that names anybody, right whatever fails."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.services import services
from api.watch import Watcher
from scoring.watch import ZONES, Bins, Book, Seen
from tests.api.invented import IDS

START = datetime(2026, 11, 22, 23, 50, tzinfo=UTC)


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
        return sum(seen.total for seen in self.seen(*days))


@pytest.fixture
def kept(app: Flask, tmp_path: Path) -> Iterator[Kept]:
    app.extensions["watcher"].close()
    found = Kept(f"sqlite:///{tmp_path / 'watch.sqlite'}")
    app.extensions["watcher"] = found.watcher
    yield found
    found.watcher.close()


def test_a_client_counts_once_a_day_by_whichever_route(http: FlaskClient, kept: Kept) -> None:
    for path in ("get_score", "get_client_screen", "get_score"):
        assert http.get(f"/{path}/193423").status_code == 200
    assert kept.total() == 1
    http.get("/get_score/111767")
    kept.now += 900  # past midnight
    http.get("/get_score/193423")
    assert kept.total(date(2026, 11, 22), date(2026, 11, 22)) == 2
    assert kept.total(date(2026, 11, 23), date(2026, 11, 23)) == 1


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
    for client in IDS[:3]:
        http.get(f"/get_score/{client}")
        kept.watcher.flush()
    (tmp_path / "later").mkdir()
    assert kept.total() == 3
    assert kept.total() == 3
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
    http.get("/get_score/193423")
    kept.watcher.flush()
    book = Book(kept.url)
    figures: dict[str, Any] = {"alert": True, "people": 400, "score_psi": 0.125}
    book.conclude("drift", {"alert": False})
    book.conclude("drift", figures)
    book.close()
    lines = http.get("/metrics").text.splitlines()
    assert {'watch_alert{what="drift"} 1', 'watch_score_psi{what="drift"} 0.125'} <= set(lines)
