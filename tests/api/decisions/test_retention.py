"""What is over ends the day it must, not the day before; a hold and a contest keep; a certificate tells."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from flask import Flask

from api.__main__ import main
from api.decisions import erasure, holds
from api.decisions.entries import Kind, stamp
from api.decisions.ledger import Ledger, Turn
from api.decisions.retention import purge, table
from api.decisions.settings import Settings
from api.decisions.texts import KINDS
from api.decisions.verification import verify
from scoring.errors import NotReady
from tests.api.decisions.advisors import Advisor
from tests.api.decisions.conftest import ON_SQLITE, Clock
from tests.api.decisions.test_ledger import add
from tests.services import LEAN

DAYS = {rule.what: rule.days for rule in table().rules}
ROOT = Path(__file__).parents[3]


def test_every_row_says_what_how_long_why_and_whether_to_ask() -> None:
    for rule in table().rules:
        assert rule.days > 0
        assert rule.check  # no duration here was confirmed by a lawyer
        assert rule.why.fr.endswith(".")
        assert rule.why.en.endswith(".")


@ON_SQLITE
def test_every_kind_that_seals_has_a_row_and_no_other(durand: Advisor, petit: Advisor, app: Flask) -> None:
    durand.decide()
    durand.contest(1)
    petit.conclude(2)
    ledger = app.extensions["decisions"].ledger()
    for change in (holds.hold, holds.release):
        change(ledger, 193423, "juriste", "Contentieux.")
    durand.delete("/rights/193423")
    erasure.readmit(ledger, 193423, "dpo", "Par erreur.")
    written = ledger.find()
    about_nobody = {"purge", "head_signed", "signing_key", "mode_manual", "mode_automatic", "portfolios"}
    assert {entry.envelope.kind for entry in written} | about_nobody == set(get_args(Kind)) == set(KINDS)
    rows = {rule.what for rule in table().rules if rule.by == "purge"}
    assert {entry.envelope.kind for entry in written if entry.sealed} == rows - {"client_reads"}


def test_a_decision_is_kept_to_the_day_before_and_ends_on_the_day(ledger: Ledger, clock: Clock) -> None:
    add(ledger, 2)
    clock.advance(days=DAYS["decision"] - 1)
    add(ledger, client=5)
    assert purge(ledger, "operator", rehearsal=False).ended == ()
    clock.advance(days=1, microseconds=-1)
    assert purge(ledger, "operator", rehearsal=False).ended == ()
    assert len(ledger.find()) == 3
    clock.advance(microseconds=1)
    done = purge(ledger, "operator", rehearsal=False)
    assert (done.ended, done.by_kind, done.certificate) == ((1, 2), {"decision": 2}, 4)
    assert [ledger.content(entry) is None for entry in ledger.find()] == [True, True, False, True]
    assert verify(ledger).valid
    assert purge(ledger, "operator", rehearsal=False).certificate is None


def test_a_rehearsal_changes_nothing(ledger: Ledger, clock: Clock) -> None:
    add(ledger)
    clock.advance(days=DAYS["decision"])
    assert purge(ledger, "operator", rehearsal=True).ended == (1,)
    assert ledger.content(ledger.find()[0]) is not None
    assert len(ledger.find()) == 1


def test_the_certificate_names_who_how_many_and_which(ledger: Ledger, clock: Clock) -> None:
    add(ledger, 3)
    clock.advance(days=DAYS["decision"])
    purge(ledger, "operator", rehearsal=False)
    envelope = ledger.find()[-1].envelope
    assert (envelope.kind, envelope.actor, envelope.person, envelope.at) == ("purge", "operator", None, stamp(clock.now))
    assert (envelope.facts["ended"], envelope.facts["entries"]) == ({"decision": 3}, [[1, 3]])


def test_nothing_is_destroyed_without_a_certificate_and_another_purge_ends_one_that_was_interrupted(
    ledger: Ledger, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(ledger, 2)
    clock.advance(days=DAYS["decision"])
    with monkeypatch.context() as broken:
        broken.setattr(Turn, "add", refuse)
        with pytest.raises(NotReady, match="disk"):
            purge(ledger, "operator", rehearsal=False)
    assert all(ledger.content(entry) for entry in ledger.find())
    with monkeypatch.context() as broken:
        broken.setattr(type(ledger.vault), "destroy_entries", refuse)
        with pytest.raises(NotReady, match="disk"):
            purge(ledger, "operator", rehearsal=False)
    assert purge(ledger, "operator", rehearsal=False).ended == (1, 2)
    assert not any(ledger.content(entry) for entry in ledger.find())
    assert verify(ledger).valid


def refuse(*_: object, **__: object) -> None:
    raise NotReady("The disk is full.")


def test_a_hold_that_comes_in_between_keeps_what_it_holds(ledger: Ledger, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    add(ledger)
    add(ledger, client=5)
    clock.advance(days=DAYS["decision"])
    turn, turns = ledger.turn, iter((None, lambda: holds.hold(ledger, 5, "juriste", "Contentieux en cours.")))

    def interrupted() -> AbstractContextManager[Turn]:
        before = next(turns, None)
        monkeypatch.setattr(ledger, "turn", turn) if before else None
        return (before() if before else None, turn())[1]

    monkeypatch.setattr(ledger, "turn", interrupted)
    purge(ledger, "operator", rehearsal=False)
    assert [bool(ledger.content(entry)) for entry in ledger.find()[:2]] == [False, True]


def test_a_contested_decision_is_kept_as_long_as_what_was_said_of_it(ledger: Ledger, clock: Clock) -> None:
    add(ledger)
    clock.advance(days=DAYS["decision"] - 10)
    with ledger.turn() as turn:
        turn.add("review", "m.durand", ledger.person(193423), {"words": "…"}, {"decision": 1, "due_at": stamp(clock.now)})
    clock.advance(days=20)
    assert purge(ledger, "operator", rehearsal=True).ended == ()
    clock.advance(days=DAYS["decision"] - 20)
    assert purge(ledger, "operator", rehearsal=True).ended == (1, 2)


def test_what_was_said_of_a_decision_ends_with_it(ledger: Ledger, clock: Clock) -> None:
    person = ledger.person(193423)
    add(ledger)
    with ledger.turn() as turn:
        turn.add("review", "m.durand", person, {"words": "…"}, {"decision": 1, "due_at": stamp(clock.now)})
    clock.advance(days=30)
    with ledger.turn() as turn:
        turn.add("review_outcome", "a.petit", person, {"outcome": "refus"}, {"decision": 1, "review": 2})
    clock.advance(days=DAYS["review"], microseconds=-1)
    assert purge(ledger, "operator", rehearsal=True).ended == ()
    clock.advance(microseconds=1)
    assert purge(ledger, "operator", rehearsal=True).ended == (1, 2, 3)


def test_the_reason_of_a_hold_is_kept_from_its_end(ledger: Ledger, clock: Clock) -> None:
    for client in (193423, 5):
        holds.hold(ledger, client, "juriste", "Contentieux en cours.")
    clock.advance(days=DAYS["hold"])
    holds.release(ledger, 193423, "juriste", "Contentieux terminé.")
    clock.advance(days=DAYS["hold"], microseconds=-1)
    assert purge(ledger, "operator", rehearsal=True).ended == ()
    clock.advance(microseconds=1)
    assert purge(ledger, "operator", rehearsal=True).ended == (1, 3)


def test_a_hold_keeps_what_is_over(ledger: Ledger, clock: Clock) -> None:
    add(ledger)
    add(ledger, client=5)
    holds.hold(ledger, 193423, "juriste", "Contentieux en cours.")
    clock.advance(days=DAYS["decision"] + 1)
    done = purge(ledger, "operator", rehearsal=False)
    assert (done.ended, done.held) == ((2,), 2)
    assert ledger.content(ledger.find()[0]) is not None


def test_what_a_clock_that_was_ahead_has_stamped_is_not_over_and_keeps_nothing_else(ledger: Ledger, clock: Clock) -> None:
    add(ledger)
    clock.advance(days=10 * DAYS["decision"])
    add(ledger, client=5)
    clock.advance(days=-9 * DAYS["decision"])
    assert purge(ledger, "operator", rehearsal=False).ended == (1,)
    assert [ledger.content(entry) is None for entry in ledger.find()] == [True, False, True]
    assert verify(ledger).valid


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Run ``python -m api`` over a folder; its exit code and what it says."""
    for name, value in {"DATA_DIR": str(tmp_path), "DATABASE_URL": "", "DECISIONS_URL": "", "LOGNAME": "operator"}.items():
        monkeypatch.setenv(name, value)

    def _run(*arguments: str) -> tuple[int, str]:
        code = main(arguments)
        said = capsys.readouterr()
        return code, said.out + said.err

    return _run


def test_nothing_is_purged_on_another_day_than_the_one_that_a_person_says(command: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    ledger, today = Ledger.open(Settings.from_environment({}, tmp_path), draw_secrets=True), datetime.now(UTC).date()
    ledger.clock = lambda: datetime.now(UTC) - timedelta(days=DAYS["decision"])
    add(ledger)
    code, said = command("purge")
    assert (code, said.count("\n"), "--on YYYY-MM-DD" in said) == (2, 1, True)
    for wrong in (today - timedelta(days=1), today + timedelta(days=1)):
        code, said = command("purge", "--on", str(wrong))
        assert (code, f"the clock says {today} (UTC); the date given is {wrong}" in said) == (2, True)
    told = json.loads(command("purge", "--dry-run")[1])
    assert (told["ended"], told["clock"]) == (1, str(today))
    assert ledger.content(ledger.find()[0]) is not None
    assert json.loads(command("purge", "--on", str(today))[1])["certificate"] == 2
    assert ledger.content(ledger.find()[0]) is None
    ledger.close()


def test_the_commands_of_the_operator(command: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    code, said = command("verify")
    assert (code, "KEY_ENCRYPTION_KEY is missing" in said) == (2, True)
    ledger = Ledger.open(Settings.from_environment({}, tmp_path), draw_secrets=True)
    add(ledger, 2)
    assert command("verify") == (0, "2 entries: the log is whole.\n")
    assert json.loads(command("purge", "--dry-run")[1])["ended"] == 0
    assert command("hold", "193423", "--reason", "Contentieux.") == (0, "Recorded as entry 3.\n")
    assert "already" in command("hold", "193423", "--reason", "Contentieux.")[1]
    assert command("release", "19x", "--reason", "Fin.")[0] == 2
    copy = tmp_path / "kept elsewhere.json"
    copy.write_bytes((tmp_path / "heads" / "head.json").read_bytes())
    assert command("verify", "--head", str(copy)) == (0, "3 entries: the log is whole.\n")
    assert "no copy of a head" in command("verify", "--head", str(tmp_path / "nowhere"))[1]
    assert command("sign-head", "--reason", "Répétition.")[0] == 0
    assert ledger.find()[-1].envelope.facts["former"]["seq"] == 3
    assert command("verify", "--head", str(copy))[0] == 0  # an older copy is only late
    (tmp_path / "heads" / "head.json").unlink()
    code, said = command("verify")
    assert (code, "head is gone" in said) == (1, True)
    assert command("release", "193423", "--reason", "Fin.")[0] == 2
    assert "entry 5" in command("sign-head", "--reason", "Disque remplacé.")[1]
    assert ledger.find()[-1].envelope.actor == "operator"
    assert command("migrate")[0] == 0
    ledger.close()
    done = subprocess.run(
        [sys.executable, "-m", "api", "verify"], cwd=ROOT, env=os.environ | LEAN, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "5 entries: the log is whole.\n")
