"""A score that was written down leaves as it is; whenever it may not be today's, it is worked out anew."""

import json
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from flask import Flask

from api.config import Config
from api.decisions.settings import Settings
from api.factory import create_app
from scoring import answer
from scoring.store import url_of
from scoring.store.records import sealed
from tests.api.test_errors import assert_problem

CLIENT = 193423
Served = Callable[..., tuple[str, str]]


@pytest.fixture
def file(database_url: str, tmp_path: Path) -> Path:
    return Path(shutil.copy(database_url.removeprefix("sqlite:///"), tmp_path / "clients.sqlite"))


@pytest.fixture
def served(file: Path, models_dir: Path, log_of_all: Settings) -> Iterator[Served]:
    """What a route says of the client and its tag, as the app gives them now; without the request's number, which is always another."""
    app: Flask = create_app(Config(url_of(file.parent, {}), models_dir, recheck_seconds=0, decisions=log_of_all))

    def ask(route: str = "get_score") -> tuple[str, str]:
        found = app.test_client().get(f"/{route}/{CLIENT}")
        assert found.status_code == 200, found.text
        return found.text.split(',"request_id"')[0], found.headers["ETag"]

    yield ask
    app.extensions["gate"].close()


def change(file: Path, what: str, value: object) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(f"update clients set {what} = ? where id = ?", (value, CLIENT))  # noqa: S608  names that this file gives


def test_worked_out_or_written_down_it_is_the_same_to_the_byte(served: Served, file: Path) -> None:
    written, _ = served()
    change(file, "answer", None)
    assert served()[0] == written  # their tags may differ: one is of the bytes as they are kept, and all it costs is one more answer


def test_who_has_it_already_is_told_so(file: Path, models_dir: Path, log_of_all: Settings) -> None:
    app: Flask = create_app(Config(url_of(file.parent, {}), models_dir, recheck_seconds=0, decisions=log_of_all))
    http, address = app.test_client(), f"/get_score/{CLIENT}"
    tag = http.get(address).headers["ETag"]
    again = http.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    change(file, "answer", zlib.compress(b'{"score":0.5,"zone":"conseiller"}'))
    assert http.get(address, headers={"If-None-Match": tag}).status_code == 200
    app.extensions["gate"].close()


def test_what_was_written_down_is_what_leaves(served: Served, file: Path) -> None:
    change(file, "answer", zlib.compress(b'{"score":0.5,"zone":"conseiller"}'))
    assert served()[0].startswith('{"score":0.5,"zone":"conseiller","model_version":"')


@pytest.mark.parametrize(("what", "value"), [("model_version", "another"), ("answer", zlib.compress(b"{" * 90)[:-4]), ("answer", b"?")])
def test_another_model_s_or_a_damaged_one_is_worked_out(served: Served, file: Path, what: str, value: object) -> None:
    right, _ = served()
    change(file, "answer", zlib.compress(b'{"score":0.5}'))
    change(file, what, value)
    assert served()[0] == right


def weights(told: str) -> list[float]:
    said = json.loads(told + "}")
    return [item["contribution"] for item in (*said["contributions"], *said["families"])] + [said["base"], said["sum"]]


def test_contributions_that_were_written_down_leave_with_the_answer_s_model(served: Served, file: Path) -> None:
    told, tag = served("get_shap")
    change(file, "contributions", None)
    worked_out = served("get_shap")
    assert weights(worked_out[0]) == pytest.approx(weights(told), abs=1e-12)
    assert worked_out[1] == tag
    nothing = np.zeros(len(json.loads(told + "}")["contributions"]) + 1)
    for stored in (sealed(nothing.tobytes()), nothing.tobytes()):  # an earlier version's carry no seal
        change(file, "contributions", stored)
        assert set(weights(served("get_shap")[0])) == {0.0}
    change(file, "model_version", "another")
    assert served("get_shap") == worked_out


def test_contributions_with_a_flipped_bit_are_worked_out(served: Served, file: Path) -> None:
    told, _ = served("get_shap")
    with sqlite3.connect(file) as connection:
        (stored,) = connection.execute("select contributions from clients where id = ?", (CLIENT,)).fetchone()
    flipped = bytearray(stored)
    flipped[-3] ^= 16  # of the base: another weight, as likely to be one
    change(file, "contributions", bytes(flipped))
    assert weights(served("get_shap")[0]) == pytest.approx(weights(told), abs=1e-12)


@pytest.mark.parametrize("value", [b"", b"?", bytes(8)])
def test_damaged_contributions_are_worked_out(served: Served, file: Path, value: bytes) -> None:
    told, _ = served("get_shap")
    change(file, "contributions", value)
    assert weights(served("get_shap")[0]) == pytest.approx(weights(told), abs=1e-12)


@pytest.mark.parametrize(("what", "route"), [("record", "levers"), ("reasons", "get_score")])
def test_a_damaged_row_is_said_to_be(
    file: Path, models_dir: Path, log_of_all: Settings, monkeypatch: pytest.MonkeyPatch, what: str, route: str
) -> None:
    app: Flask = create_app(Config(url_of(file.parent, {}), models_dir, recheck_seconds=0, decisions=log_of_all))
    monkeypatch.setattr(answer, "wording", lambda: "another")  # the score is told from its reasons
    http = app.test_client()
    assert http.get(f"/{route}/{CLIENT}").status_code == 200
    change(file, what, b"?")
    refused = assert_problem(http.get(f"/{route}/{CLIENT}"), 503)
    assert f"What the store holds of client {CLIENT} is damaged; load the clients" in refused["detail"]
    app.extensions["gate"].close()


def test_one_in_another_version_s_words_is_worked_out(served: Served, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right, _ = served()
    change(file, "answer", zlib.compress(b'{"score":0.5}'))
    monkeypatch.setattr(answer, "wording", lambda: "another")
    assert served()[0] == right


def test_the_wording_changes_with_the_library_s_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = answer.wording()
    copy = Path(shutil.copytree(answer._HERE, tmp_path / "scoring"))
    monkeypatch.setattr(answer, "_HERE", copy)
    assert answer.wording.__wrapped__() == now
    with (copy / "words.py").open("a", encoding="utf-8") as words:
        words.write("SAID = 'otherwise'\n")
    assert answer.wording.__wrapped__() != now
