"""The disk full, the database locked or restarted, a worker killed: 503 meanwhile, nothing acknowledged is lost or doubled."""

import contextlib
import dataclasses
import http.client
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from api.decisions.database import Database
from api.decisions.entries import Entry
from api.decisions.ledger import Ledger, Turn
from api.decisions.service import Decisions
from api.decisions.settings import Settings
from api.decisions.vault import Vault
from api.decisions.verification import verify
from api.services import Services
from deploy import services
from scoring.errors import NotReady
from scoring.store import schema
from tests.api.decisions.advisors import Advisor
from tests.api.decisions.cluster import Cluster
from tests.api.decisions.conftest import ON_POSTGRESQL, ON_SQLITE, Clock
from tests.api.test_errors import assert_problem
from tests.services import LEAN, free_port

ROOT = Path(__file__).parents[3]
SENT, KILLED = 60, 3
LIMITED = """
import json, resource, sys
from pathlib import Path
from api.decisions.ledger import Ledger
from api.decisions.settings import Settings
from api.decisions.verification import verify
from scoring.errors import NotReady

def add():
    with ledger.turn() as turn:
        turn.add("decision", "m.durand", ledger.person(5), {"text": "x" * 100, "noise": [number * 0.37 for number in range(2000)]})

ledger = Ledger.open(Settings.from_environment({}, Path(sys.argv[1])), draw_secrets=True)
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, hard))
done, refused = 0, []
while len(refused) < 3:
    try:
        add()
        done += 1
    except NotReady as problem:
        refused.append(str(problem))
kept = verify(ledger)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
add()
after = verify(ledger)
print(json.dumps([done, refused, kept.entries, kept.valid, after.entries, after.valid]))
"""


def assert_refused(response: Any) -> None:
    assert "nothing was recorded" in assert_problem(response, 503)["detail"]
    assert response.headers["Retry-After"]


def test_files_that_cannot_grow_refuse_and_lose_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LIMITED, str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, env=os.environ | LEAN, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    done, refused, kept, whole, after, whole_after = json.loads(run.stdout)
    assert done > 5
    assert all("nothing was recorded" in said for said in refused)
    assert (kept, whole, after, whole_after) == (done, True, done + 1, True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder))
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a disk is mounted by root only")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_refuses_and_recovers_by_itself(small_disk: Path, clients: str, models_dir: Path) -> None:
    from api.config import Config
    from api.factory import create_app

    settings = Settings.from_environment({"DATABASE_URL": clients}, small_disk)
    app = create_app(Config(clients, models_dir, recheck_seconds=0, decisions=settings))
    durand = Advisor(app.test_client(), "m.durand")
    assert durand.decide().status_code == 201
    body, ballast = durand.proposal(), small_disk / "ballast"
    _fill(ballast)
    answers = [durand.post("/decisions", body, f"key-number-{number}") for number in range(5)]
    while answers[-1].status_code == 201:  # SQLite may have had room in its own files
        answers.append(durand.post("/decisions", body, f"key-number-{len(answers)}"))
    assert_refused(answers[-1])
    assert durand.http.get("/get_score/193423").status_code == 200
    ballast.unlink()
    again = [durand.post("/decisions", body, f"key-number-{number}") for number in range(len(answers))]
    acknowledged = {number: answer.json["decision"] for number, answer in enumerate(answers) if answer.status_code == 201}
    assert all(answer.status_code == 201 for answer in again)
    assert {number: again[number].json["decision"] for number in acknowledged} == acknowledged
    report = verify(app.extensions["decisions"].ledger())
    assert (report.valid, report.entries) == (True, len(answers) + 1)
    app.extensions["decisions"].close()


def _fill(file: Path) -> None:
    """Write until the disk is full."""
    with contextlib.suppress(OSError), file.open("wb", buffering=0) as output:
        while output.write(b"0" * 4096):
            pass


@ON_SQLITE
def test_a_locked_database_refuses_then_answers(durand: Advisor, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "BUSY", 100)
    body = durand.proposal()
    assert durand.post("/decisions", body).status_code == 201
    other = sqlite3.connect(settings.url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("begin immediate")
    assert_refused(durand.post("/decisions", body))
    assert durand.get("/decisions?client=193423").status_code == 200
    other.execute("rollback")
    other.close()
    assert durand.post("/decisions", body).json["decision"] == 2


@ON_SQLITE
def test_a_head_that_cannot_be_written_stops_the_next_entry(durand: Advisor, settings: Settings, app: Flask) -> None:
    """The first one was durable, and is acknowledged; the head then catches up."""
    assert durand.decide().status_code == 201
    late = (settings.heads / "head.json").read_bytes()
    assert durand.decide().status_code == 201
    (settings.heads / "head.json").write_bytes(late)  # as after a crash between the entry and its head
    (settings.heads / ".lock").unlink()
    (settings.heads / ".lock").mkdir()  # and the folder does not take it
    assert_refused(durand.decide())
    (settings.heads / ".lock").rmdir()
    assert durand.decide().json["decision"] == 3
    assert verify(app.extensions["decisions"].ledger()).head == 3


def fails_once_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the next entry on, neither the keys nor the clients can be read."""
    add = Turn.add

    def unreadable(*_: Any) -> Any:
        raise NotReady("It cannot be used now; nothing was recorded, try again.")

    def added(turn: Turn, *given: Any, **named: Any) -> Entry:
        entry = add(turn, *given, **named)
        monkeypatch.setattr(Vault, "open", unreadable)
        monkeypatch.setattr(Services, "current", unreadable)
        return entry

    monkeypatch.setattr(Turn, "add", added)


@ON_SQLITE
@pytest.mark.parametrize("before", range(3))
def test_what_fails_once_it_is_recorded_refuses_nothing(
    before: int, durand: Advisor, petit: Advisor, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A decision, a request for review, its outcome: each is the entry after ``before`` others."""
    requests = (durand.decide, lambda: durand.contest(1), lambda: petit.conclude(2))
    for request in requests[:before]:
        assert request().status_code == 201
    fails_once_recorded(monkeypatch)
    answer = requests[before]()
    assert answer.status_code == 201, answer.text
    assert [entry.envelope.seq for entry in app.extensions["decisions"].ledger().find()] == list(range(1, before + 2))
    assert (before + 1, "erased" in answer.json) == (answer.json[("decision", "review", "entry")[before]], False)


@ON_SQLITE
def test_what_an_earlier_request_recorded_is_never_said_not_to_be(durand: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    body = durand.proposal()
    assert durand.post("/decisions", body, "key-of-one").status_code == 201
    with monkeypatch.context() as patched:
        patched.setattr(Vault, "open", lambda *_: (_ for _ in ()).throw(NotReady("nothing was recorded")))
        detail = assert_problem(durand.post("/decisions", body, "key-of-one"), 503)["detail"]
    assert ("is recorded, try again" in detail, "nothing was recorded" in detail) == (True, False)
    assert durand.post("/decisions", body, "key-of-one").json["decision"] == 1


@pytest.mark.parametrize(("lost", "said"), [(True, "whether anything was recorded is not known"), (False, "nothing was recorded")])
def test_a_connection_that_is_lost_does_not_tell_whether_it_was_recorded(tmp_path: Path, lost: bool, said: str) -> None:
    database = Database(f"sqlite:///{tmp_path / 'log.sqlite'}", "log")
    with pytest.raises(NotReady) as refused, database.writing():
        raise OperationalError("commit", None, OSError("server closed the connection"), connection_invalidated=lost)
    assert said in str(refused.value)
    assert ("nothing was recorded" in str(refused.value), "same Idempotency-Key" in str(refused.value)) == (not lost, lost)
    database.close()


@ON_POSTGRESQL
def test_postgresql_restarted(durand: Advisor, cluster: Cluster, app: Flask) -> None:
    body = durand.proposal()
    first = durand.post("/decisions", body, "key-before")
    cluster.stop()
    assert_refused(durand.post("/decisions", body, "key-after"))
    assert durand.http.get("/get_score/193423").status_code == 200
    cluster.start()
    assert durand.post("/decisions", body, "key-after").json["decision"] == 2
    assert durand.post("/decisions", body, "key-before").json["decision"] == first.json["decision"] == 1
    assert verify(app.extensions["decisions"].ledger()).valid


@ON_SQLITE
def test_the_log_opens_by_itself_once_it_can(http: FlaskClient, settings: Settings, app: Flask, clock: Clock) -> None:
    wrong = {"SIGNING_KEY": "too short"}
    app.extensions["decisions"] = Decisions(dataclasses.replace(settings, environment=wrong), clock)
    durand = Advisor(http, "m.durand")
    assert "SIGNING_KEY" in assert_problem(durand.decide(), 503)["detail"]
    wrong.clear()
    assert durand.decide().status_code == 201


class Caller:
    """Sends one decision until it is acknowledged, as a careful program does."""

    def __init__(self, url: str) -> None:
        self.url = url
        with urllib.request.urlopen(f"{url}/get_score/193423") as answer:  # noqa: S310
            screen = json.load(answer)
        self.shown = {"model_version": screen["model_version"], "score": screen["score"]}
        self.refused = 0

    def decide(self, key: str) -> int:
        """The number of the decision that this key made."""
        reason = {"code": "other", "text": f"Motif de la demande {key}."}
        body = json.dumps({"client": 193423, "outcome": "accord", "reason": reason, "shown": self.shown}).encode()
        headers = {"X-Advisor": "m.durand", "Idempotency-Key": key, "Content-Type": "application/json"}
        for _ in range(60):
            try:
                with urllib.request.urlopen(urllib.request.Request(f"{self.url}/decisions", body, headers), timeout=20) as answer:  # noqa: S310
                    return int(json.load(answer)["decision"])
            except (OSError, http.client.HTTPException):  # URLError is an OSError; a cut answer is not
                self.refused += 1
                time.sleep(0.2)
        raise AssertionError(f"{key} was never acknowledged")


def test_killed_workers_lose_and_double_nothing(clients: str, models_dir: Path, tmp_path: Path) -> None:
    api = services.api(sys.executable, free_port(), tmp_path, tmp_path / "logs")
    process = dataclasses.replace(api, environment=api.environment | LEAN | {"MODELS_DIR": str(models_dir)}).start()
    numbers: list[int] = []
    try:
        services.wait_until_ready(api, process, time.monotonic() + 60)
        caller = Caller(api.url)
        with ThreadPoolExecutor(6) as pool:
            for start in range(0, SENT, SENT // KILLED):
                keys = [f"key-number-{number}" for number in range(start, start + SENT // KILLED)]
                sent = [pool.submit(caller.decide, key) for key in keys]
                numbers += [sent[0].result()]  # the work is under way
                _kill_a_worker(process.pid)
                numbers += [waiting.result() for waiting in sent[1:]]
    finally:
        services.stop([process])
    ledger = Ledger.open(Settings.from_environment({"DATABASE_URL": clients}, tmp_path), draw_secrets=False)
    assert sorted(numbers) == list(range(1, SENT + 1))
    report = verify(ledger)
    assert (report.valid, report.entries, report.head) == (True, SENT, SENT)
    texts = [content["reason"]["text"] for entry in ledger.find() if (content := ledger.content(entry))]
    assert sorted(texts) == sorted(f"Motif de la demande key-number-{number}." for number in range(SENT))
    ledger.close()


def _kill_a_worker(master: int) -> None:
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGKILL)
