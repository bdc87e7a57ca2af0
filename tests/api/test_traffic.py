"""Request numbers, protective headers, and a log that names no client."""

import json
import logging
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.access.settings import BadSetting
from api.config import Config
from api.logs import Lines
from api.routes import scores
from api.traffic import pseudonym


@pytest.fixture
def lines(caplog, monkeypatch):
    monkeypatch.setattr(logging.getLogger("api"), "propagate", True)
    caplog.set_level(logging.INFO, "api")
    return lambda: [json.loads(record.message) for record in caplog.records if record.name == "api"]


@pytest.mark.parametrize("given", ["0123456789abcdef", "trace-1.of_2", "a" * 64])
def test_a_sane_request_number_is_kept(http: FlaskClient, given: str) -> None:
    response = http.get("/get_score/193423", headers={"X-Request-ID": given})
    assert response.headers["X-Request-ID"] == response.json["request_id"] == given


@pytest.mark.parametrize("given", ["", "short", "a" * 65, "with space", 'quote"quote', "é" * 10])
def test_any_other_is_replaced(http: FlaskClient, given: str) -> None:
    response = http.get("/health/live", headers={"X-Request-ID": given})
    assert len(response.headers["X-Request-ID"]) == 32
    assert response.headers["X-Request-ID"] != http.get("/health/live").headers["X-Request-ID"]


@pytest.mark.parametrize("address", ["/", "/get_score/193423", "/get_score/abc", "/nowhere", "/model", "/static/style.css"])
def test_every_answer_has_the_protective_headers(http: FlaskClient, address: str) -> None:
    headers = http.get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Request-ID"]
    assert headers["Cache-Control"]


def test_one_line_a_request_without_the_client_s_number(http: FlaskClient, lines) -> None:
    http.get("/get_score/193423")
    http.get("/get_shap/193423")
    http.get("/get_score/111767?note=111767")
    found = lines()
    assert [line["route"] for line in found] == ["/get_score/<client_id>", "/get_shap/<client_id>", "/get_score/<client_id>"]
    assert all(line["status"] == 200 and line["ms"] >= 0 for line in found)
    assert "193423" not in json.dumps([{**line, "time": "", "request_id": "", "ms": 0} for line in found])
    assert "111767" not in json.dumps([{**line, "time": "", "request_id": "", "ms": 0} for line in found])
    assert found[0]["client"] == found[1]["client"] != found[2]["client"]


def test_a_streamed_answer_is_timed_to_its_last_line(http: FlaskClient, app: Flask, lines, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(*_: object) -> dict[str, object]:
        time.sleep(0.05)
        return {"zone": "accord"}

    version = http.get("/model").json["model_version"]
    monkeypatch.setattr(scores, "_scored", slowly)
    response = http.post("/score/batch", json={"items": [193423, 111767]})
    assert len(response.data.splitlines()) == 2
    response.close()
    (told,) = [line for line in lines() if line["route"] == "/score/batch"]
    assert told["ms"] >= 100
    assert (told["status"], told["request_id"], told["model_version"]) == (200, response.headers["X-Request-ID"], version)
    seconds = next(line for line in app.extensions["gate"].metrics.lines([]) if 'seconds_sum{route="/score/batch"' in line)
    assert float(seconds.rsplit(" ", 1)[1]) >= 0.1


def test_a_refusal_says_which_model_was_in_use(http: FlaskClient, lines) -> None:
    version = http.get("/model").json["model_version"]
    refused = [http.get("/get_score/5"), http.get("/get_score/abc"), http.get("/nowhere"), http.post("/score", json={})]
    assert [answer.json["model_version"] for answer in refused] == [version] * 4
    assert [line["model_version"] for line in lines()] == [version] * 5


def test_every_line_says_when_and_which_request_and_model(http: FlaskClient, app: Flask, lines, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: object) -> str:
        raise RuntimeError("broken")

    version = http.get("/model").json["model_version"]
    monkeypatch.setattr(type(app.extensions["gate"].mode), "manual", fail)
    monkeypatch.setattr("api.access.limits.LONG_RUN", 1)
    failed = http.get("/get_score/193423")
    walking = [http.get(f"/get_info_client/{client}") for client in (100002, 100005)][-1]
    told = {line["event"]: line for line in lines()}
    assert set(told) == {"request", "error", "walking"}
    for event, answer in (("error", failed), ("walking", walking)):
        assert told[event]["request_id"] == answer.headers["X-Request-ID"]
    for line in lines():
        assert (line["model_version"], datetime.fromisoformat(line["time"]).tzinfo) == (version, UTC)
    assert "broken" in told["error"]["trace"]


def test_the_process_says_which_model_is_in_use(http: FlaskClient) -> None:
    version = http.get("/model").json["model_version"]
    assert http.get("/health/live").json["model_version"] == version


def test_the_server_s_own_lines_are_json_and_name_no_client() -> None:
    record = logging.LogRecord(
        "gunicorn.error", logging.ERROR, "", 0, "Error handling request %s", ("/get_score/193423?client=193423",), None
    )
    told = json.loads(Lines().format(record))
    assert (told["event"], told["level"], told["message"]) == ("server", "error", "Error handling request /get_score/…?client=…")
    assert (told["request_id"], told["model_version"]) == (None, None)
    try:
        raise ValueError("/get_score/193423")
    except ValueError:
        record = logging.LogRecord("gunicorn.error", logging.ERROR, "", 0, "failed", (), sys.exc_info())
    assert "193423" not in Lines().format(record)


def test_a_pseudonym_depends_on_the_key() -> None:
    assert pseudonym("193423", b"one") != pseudonym("193423", b"two")


def test_the_key_of_the_log_may_be_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "log_key"
    file.write_text("any text\n")
    assert Config.from_environment({"LOG_KEY_FILE": str(file)}).log_key == b"any text"
    assert Config.from_environment({"LOG_KEY_FILE": str(file), "LOG_KEY": "another"}).log_key == b"another"
    drawn = [Config.from_environment({"LOG_KEY_FILE": "", "LOG_KEY": ""}).log_key for _ in range(2)]
    assert drawn[0] != drawn[1]


@pytest.mark.parametrize(("content", "said"), [(None, "FileNotFoundError"), (b"\xff\xfe", "UnicodeDecodeError"), (b" \n", "is empty")])
def test_a_file_without_a_key_is_said_to_be(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "log_key"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadSetting, match=f"LOG_KEY_FILE .*{said}"):
        Config.from_environment({"LOG_KEY_FILE": str(file)})
