"""Whatever is sent as a body, the answer is a 4xx, and it comes quickly."""

import json
import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.bodies import Reason, checked
from tests.api.test_errors import assert_problem

HEADERS = {"X-Advisor": "m.durand", "Content-Type": "application/json"}
RIGHT = {
    "client": 193423,
    "outcome": "accord",
    "reason": {"code": "other", "text": "Le dossier est complet."},
    "shown": {"model_version": "x", "score": 0.5},
}
QUICK_SECONDS = 5.0
"""On a busy machine; alone, a refusal takes some milliseconds."""
DEEP = 30_000
HOSTILE = {
    "nested lists": b"[" * DEEP + b"]" * DEEP,
    "lists that never end": b"[" * 60_000,
    "nested objects": b'{"client":' * 5_000 + b"1" + b"}" * 5_000,
    "nested under a right key": json.dumps(RIGHT).encode().replace(b"193423", b"[" * DEEP + b"]" * DEEP),
    "a number of 60,000 digits": b'{"client": ' + b"9" * 60_000 + b"}",
    "a number of 4,000 digits": b'{"client": ' + b"9" * 4_000 + b"}",
    "too large a float": b'{"shown": {"score": 1e999}}',
    "a float of many digits": b'{"shown": {"score": 0.' + b"1" * 50_000 + b"}}",
    "a huge exponent": b'{"client": 1e' + b"9" * 1_000 + b"}",
    "NaN": b'{"client": NaN}',
    "infinity": b'{"client": -Infinity}',
    "a key twice": b'{"client": 1, "client": 193423}',
    "a key twice, escaped once": b'{"client": 1, "\\u0063lient": 193423}',
    "many keys": json.dumps({f"k{number}": number for number in range(4_000)}).encode(),
    "half a character": b'{"outcome": "\\ud800"}',
    "half a character in a key": b'{"\\udc00": 1}',
    "not UTF-8": b'{"outcome": "\xff\xfe"}',
    "UTF-16": '{"client": 1}'.encode("utf-16"),
    "a byte-order mark": b"\xef\xbb\xbf{}",
    "zero bytes": b'{"outcome": "a\x00b"}',
    "zero bytes, escaped": b'{"reason": {"code": "other", "text": "' + b"\\u0000" * 10 + b'"}}',
    "nothing": b"",
    "spaces": b" " * 1_000,
    "a word": b"accord",
    "single quotes": b"{'client': 1}",
    "a comment": b'{"client": 1} // all of it',
    "two documents": b"{}{}",
    "a prototype": b'{"__proto__": {"roles": ["dpo"]}, "constructor": 1}',
}


def refused(http: FlaskClient, content: bytes, *statuses: int) -> None:
    start = time.perf_counter()
    response = http.post("/decisions", data=content, headers=HEADERS)
    assert response.status_code in statuses
    assert_problem(response, response.status_code)
    assert len(response.data) < 20_000
    assert time.perf_counter() - start < QUICK_SECONDS


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_is_refused_quickly(http: FlaskClient, name: str) -> None:
    refused(http, HOSTILE[name], 400)


@pytest.mark.parametrize("size", [64 * 1024 + 1, 10 * 1024 * 1024])
def test_a_large_body_is_not_even_read(http: FlaskClient, size: int) -> None:
    refused(http, b'{"client": "' + b"9" * size + b'"}', 413)


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data", "application/json5", ""])
def test_only_json_is_read(http: FlaskClient, kind: str) -> None:
    assert_problem(http.post("/decisions", data=json.dumps(RIGHT), headers=HEADERS | {"Content-Type": kind}), 415)


@pytest.mark.parametrize("field", ["client", "outcome", "reason", "shown"])
@pytest.mark.parametrize("value", [None, True, [], {}, "", "é" * 5_000, -1, 0.5, 2**63, 10**300, [[[[]]]]])
def test_a_wrong_type_is_named(http: FlaskClient, field: str, value: Any) -> None:
    response = http.post("/decisions", data=json.dumps(RIGHT | {field: value}), headers=HEADERS)
    assert response.status_code in (400, 409)  # 409: no screen was said, and one is shown
    if (field, value) != ("shown", None):
        assert field in assert_problem(response, 400)["detail"]


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("\u200b" * 12, "U+200B"),
        ("Le dossier\u202e est complet.", "U+202E"),
        ("Le dossier est\x7f complet.", "U+007F"),
        ("Le dossier est\x85 complet.", "U+0085"),
        ("Le dossier est\ue000 complet.", "U+E000"),
        ("Le dossier est\u0378 complet.", "U+0378"),
        ("\ufeffLe dossier est complet.", "U+FEFF"),
        ("Le dossier est \u200d complet.", "U+200D"),
        ("\u200cLe dossier est complet.\u200c", "U+200C"),
        ("." * 12, "5 letters"),
        ("\u3164" * 12, "5 letters"),
        ("\u00ad" * 12, "5 letters"),
        ("1234 5678 abcd", "5 letters"),
    ],
)
def test_a_motive_that_nobody_can_read_is_none(http: FlaskClient, text: str, remedy: str) -> None:
    for address, body, field in (
        ("/decisions", RIGHT | {"reason": {"code": "other", "text": text}}, "reason.text"),
        ("/reviews", {"decision": 1, "words": text}, "words"),
    ):
        detail = assert_problem(http.post(address, data=json.dumps(body), headers=HEADERS), 400)["detail"]
        assert f"{field}: must hold" in detail
        assert remedy in detail


@pytest.mark.parametrize(
    "text",
    [
        "Vu\u00a0: le\u202fbudget passe\r\n\tdésormais.",
        "Le rem\u00adboursement est assu\u00ad\nré.",
        "او می\u200cخواهد بپردازد",
        "ක්\u200dෂණික ගෙවීම් කළා",
        "预算已经核对，客户能够按月偿还。",
        "N’a plus 2 500 € de dettes 🙂",
    ],
)
def test_a_motive_may_be_in_any_alphabet(text: str) -> None:
    assert checked({"code": "other", "text": text}, Reason).text == text


MANY = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*RIGHT, "text", "code", "score"]) | st.text(max_size=8), inner)
    ),
    max_leaves=20,
)


@MANY
@given(body=anything)
def test_whatever_is_said_in_json_is_a_4xx(app: Flask, body: Any) -> None:
    content = json.dumps(RIGHT | body if isinstance(body, dict) else body).encode("utf-8", "surrogatepass")
    response = app.test_client().post("/decisions", data=content, headers=HEADERS)
    assert 400 <= response.status_code < 500


@MANY
@given(content=st.binary(max_size=300))
def test_whatever_bytes_come_are_a_4xx(app: Flask, content: bytes) -> None:
    response = app.test_client().post("/decisions", data=content, headers=HEADERS)
    assert 400 <= response.status_code < 500
