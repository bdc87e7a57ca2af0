"""A head or a row that nobody could have written: reading goes on, adding does not, and verification names what is wrong."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from api.__main__ import main
from api.decisions.entries import hash_of
from api.decisions.heads import FILE
from api.decisions.ledger import Ledger
from api.decisions.settings import Settings
from api.decisions.signing import KIND
from api.decisions.verification import verify
from scoring.errors import NotReady
from tests.api.decisions.advisors import Advisor
from tests.api.decisions.conftest import ON_SQLITE
from tests.api.decisions.test_ledger import add
from tests.api.test_errors import assert_problem

AsOwner = Callable[..., None]
pytestmark = ON_SQLITE
DAMAGED: list[Any] = [
    {"seq": None},
    {"seq": "3"},
    {"seq": 3.0},
    {"seq": True},
    {"seq": -1},
    {"seq": 10**30},
    {"hash": None},
    {"hash": 5},
    {"signature": None},
    {"signature": 5},
    {"signature": "zz"},
    {"seq": 0},
    {"more": 1},
    "null",
    "[]",
    "3",
    "",
    "[" * 100_000,
    '{"seq": 1}',
    b"\xff\xfe",
]


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    add(ledger, 3)
    return ledger


def damage(settings: Settings, how: Any) -> None:
    """Change some fields of the head, or put another content in its place."""
    file = settings.heads / FILE
    if isinstance(how, dict):
        file.write_text(json.dumps(json.loads(file.read_text()) | how))
    else:
        file.write_bytes(how if isinstance(how, bytes) else how.encode())


@pytest.mark.parametrize("how", DAMAGED, ids=lambda how: str(how)[:20])
def test_a_damaged_head_is_named_and_nothing_is_added(filled: Ledger, settings: Settings, how: Any) -> None:
    damage(settings, how)
    opened = Ledger.open(settings, draw_secrets=False)
    report = verify(opened)
    assert (report.valid, report.entries, report.head) == (False, 3, None)
    assert "sign-head" in str(report.problem)
    assert len(opened.find()) == 3
    with pytest.raises(NotReady, match="sign-head"):
        add(opened)
    opened.close()


def test_the_operator_is_told_then_mends_it(filled: Ledger, settings: Settings, tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    damage(settings, "null")
    assert main(["verify"]) == 1
    assert "The signed head" in capsys.readouterr().out
    assert main(["sign-head", "--reason", "Le disque était plein."]) == 0
    assert main(["verify"]) == 0
    add(filled)
    assert verify(filled).valid


def test_a_damaged_head_of_an_empty_log_is_mended_too(ledger: Ledger, settings: Settings, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    damage(settings, "null")
    assert main(["verify"]) == 1
    assert main(["sign-head", "--reason", "Le disque était plein."]) == 0
    assert main(["verify"]) == 0


def test_the_service_reads_on(durand: Advisor, app: Flask, settings: Settings) -> None:
    """After a restart too: the reads have their pseudonyms, the audit its answer, the client's history its decisions."""
    assert durand.decide().status_code == 201
    app.extensions["decisions"].close()
    damage(settings, {"seq": None})
    body = durand.proposal()
    app.extensions["gate"].reads.flush()
    assert app.extensions["gate"].reads._waiting == []
    assert "head" in durand.get("/audit/verify").json["problem"]
    assert len(durand.get("/decisions?client=193423").json["data"]) == 1
    assert "sign-head" in assert_problem(durand.post("/decisions", body), 503)["detail"]


@pytest.mark.parametrize(
    "edit",
    [
        "envelope = cast(envelope as blob)",
        "envelope = x'ff'",
        "envelope = cast(x'ff' as text)",
        "hash = cast(hash as blob)",
        "signature = cast(signature as blob)",
        "sealed = 'text'",
        "sealed = 5",
        "sealed = 9000000000000000000",
        "sealed = 1.5",
        "at = x'00'",
        "person = x'00'",
        "kind = cast(x'ff' as text)",
    ],
)
@pytest.mark.parametrize("kind", ["decision", KIND])
def test_a_row_of_another_type_is_named(filled: Ledger, settings: Settings, as_owner: AsOwner, edit: str, kind: str) -> None:
    with filled.turn() as turn:
        turn.add(kind, "m.durand", filled.person(5), {"text": "motif"})  # type: ignore[arg-type]
    add(filled)
    as_owner(f"update audit_log set {edit} where seq = 4")  # noqa: S608
    opened = Ledger.open(settings, draw_secrets=False)
    report = verify(opened)
    assert (report.valid, report.first_bad) == (False, 4)
    opened.close()


@pytest.mark.parametrize("text", ["null", "[]", "{}", "5", "[" * 100_000, '{"facts": 5}'])
def test_a_change_of_key_that_is_none_is_named(filled: Ledger, settings: Settings, as_owner: AsOwner, text: str) -> None:
    """With its own hash: whoever edits the log can compute it."""
    as_owner(f"update audit_log set kind = '{KIND}', envelope = '{text}', hash = '{hash_of(text)}' where seq = 2")  # noqa: S608
    opened = Ledger.open(settings, draw_secrets=False)
    assert verify(opened).first_bad == 2
    opened.close()
