"""A malformed key takes no other away, and a document without keys is as a provider that does not answer."""

import http.client
import json
from pathlib import Path
from typing import Any

import pytest

from api.access.keys import FRESH_SECONDS, HURRY_SECONDS, Keys
from tests.api.access.signers import Signers

KEY = {"kty": "OKP", "crv": "Ed25519", "kid": "bad", "use": "sig"}
MALFORMED = [
    None,
    "key",
    7,
    [],
    {},
    KEY,
    {**KEY, "x": 5},
    {**KEY, "x": None},
    {**KEY, "x": "AAAA"},
    {**KEY, "x": "é"},
    {**KEY, "kty": ["OKP"]},
    {"kid": "bad", "kty": "RSA", "n": "AQAB"},
    {"kid": "bad", "kty": "EC", "crv": "P-256", "x": "AQAB", "y": "AQAB"},
]
WITHOUT_KEYS = [b"", b"null", b"[]", b'"keys"', b"{}", b'{"error": "maintenance"}', b'{"keys": null}', b'{"keys": {}}', b"[" * 100_000]


@pytest.mark.parametrize("bad", MALFORMED)
def test_a_malformed_key_takes_no_other_away(tmp_path: Path, signers: Signers, bad: Any) -> None:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"keys": [bad, signers.public("p256")]}))
    keys = Keys(str(file))
    assert (keys.find("bad"), keys.find("p256") is not None) == (None, True)


@pytest.mark.parametrize("number", [None, "", 5, ["a"], {}])
def test_a_key_without_a_number_is_left_out(tmp_path: Path, signers: Signers, number: Any) -> None:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"keys": [{**signers.public("ed25519"), "kid": number}, signers.public("p256")]}))
    keys = Keys(str(file))
    assert keys.find("p256") is not None
    assert list(keys._keys) == ["p256"]


def test_what_is_left_out_is_told(tmp_path: Path, signers: Signers, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("api.access.keys.LOG.warning", told.append)
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"keys": [{**KEY, "x": "AAAA"}, signers.public("p256")]}))
    Keys(str(file)).find("p256")
    (line,) = map(json.loads, told)
    assert (line["event"], line["kid"]) == ("key_left_out", "bad")


@pytest.mark.parametrize("content", WITHOUT_KEYS)
def test_a_document_without_keys_keeps_the_former_ones(signers: Signers, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    now, answer = [0.0], [signers.document("ed25519").encode()]
    monkeypatch.setattr("api.access.keys._fetch", lambda _: answer[0])
    keys = Keys("https://idp.example/keys", clock=lambda: now[0])
    assert keys.find("ed25519")
    now[0] += FRESH_SECONDS
    answer[0] = content
    assert keys.find("ed25519")
    now[0] += HURRY_SECONDS
    answer[0] = signers.document("p256").encode()  # the rotation that came meanwhile
    assert (keys.find("p256") is not None, keys.find("ed25519")) == (True, None)


def test_half_an_answer_keeps_the_former_keys(signers: Signers, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(_: str) -> bytes:
        raise http.client.IncompleteRead(b"")

    now = [0.0]
    monkeypatch.setattr("api.access.keys._fetch", lambda _: signers.document("ed25519").encode())
    keys = Keys("https://idp.example/keys", clock=lambda: now[0])
    assert keys.find("ed25519")
    now[0] += FRESH_SECONDS
    monkeypatch.setattr("api.access.keys._fetch", cut)
    assert keys.find("ed25519")


def test_a_file_without_keys_keeps_the_former_ones(tmp_path: Path, signers: Signers) -> None:
    file = tmp_path / "keys.json"
    file.write_text(signers.document("ed25519"))
    keys = Keys(str(file))
    assert keys.find("ed25519")
    file.write_text("{}")
    assert keys.find("ed25519")
    file.write_text(signers.document("p256"))
    assert (keys.find("p256") is not None, keys.find("ed25519")) == (True, None)
