"""The signing key changes: what the keys before signed still verifies, and they sign nothing more."""

import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from api import __main__ as command_line
from api.decisions.canonical import canonical
from api.decisions.entries import hash_of
from api.decisions.ledger import Ledger, change_key
from api.decisions.settings import Settings
from api.decisions.verification import verify
from scoring.errors import NotReady
from tests.api.decisions.advisors import Advisor
from tests.api.decisions.conftest import ON_SQLITE
from tests.api.decisions.test_ledger import add
from tests.api.test_errors import assert_problem

AsOwner = Callable[..., None]
Keys = dict[str, str]


@pytest.fixture
def keys(settings: Settings, ledger: Ledger) -> Keys:
    """The environment with a new key, and the one that ``ledger`` signs with."""
    former = (settings.secrets / "signing_key").read_text().strip()
    return {"SIGNING_KEY": base64.b64encode(secrets.token_bytes(32)).decode(), "SIGNING_KEY_FORMER": former}


@pytest.fixture
def renewed(settings: Settings, ledger: Ledger, keys: Keys) -> Ledger:
    """The log of four entries, the fourth of which changed the key."""
    add(ledger, 3)
    found = replace(settings, environment=keys)
    assert change_key(found, "operator", "Tous les ans.").envelope.seq == 4
    return Ledger.open(found, draw_secrets=False)


def test_entries_and_heads_of_every_key_verify(settings: Settings, renewed: Ledger, keys: Keys) -> None:
    add(renewed, 2)
    again = {"SIGNING_KEY": base64.b64encode(secrets.token_bytes(32)).decode(), "SIGNING_KEY_FORMER": keys["SIGNING_KEY"]}
    change_key(replace(settings, environment=again), "operator", "Encore.")
    third = Ledger.open(replace(settings, environment=again), draw_secrets=False)
    add(third, 1)
    report = verify(third)
    assert (report.valid, report.entries, report.head, third.signer.since) == (True, 8, 8, [7, 4, 0])


def test_a_head_of_before_is_only_late(settings: Settings, ledger: Ledger, keys: Keys) -> None:
    add(ledger, 3)
    late = (settings.heads / "head.json").read_bytes()
    found = replace(settings, environment=keys)
    change_key(found, "operator", "Tous les ans.")
    (settings.heads / "head.json").write_bytes(late)  # as after a crash between the entry and its head
    renewed = Ledger.open(found, draw_secrets=False)
    assert verify(renewed).head == 3
    add(renewed, 1)
    assert verify(renewed).head == 5


def test_whoever_has_the_former_key_adds_nothing_more(settings: Settings, ledger: Ledger, renewed: Ledger) -> None:
    with pytest.raises(NotReady, match="not signed by SIGNING_KEY"):
        add(ledger, 1)
    assert verify(renewed).entries == 4


def test_what_the_former_key_signs_afterwards_is_located(ledger: Ledger, renewed: Ledger, as_owner: AsOwner) -> None:
    add(renewed, 2)
    forged = renewed.find()[4]
    as_owner(f"update audit_log set signature = '{ledger.signer.sign(forged.hash)}' where seq = 5")  # noqa: S608
    report = verify(renewed)
    assert (report.valid, report.first_bad) == (False, 5)


def test_a_made_up_change_of_key_is_not_believed(
    ledger: Ledger, renewed: Ledger, settings: Settings, keys: Keys, as_owner: AsOwner
) -> None:
    """Another former key in the entry, under a hash of its own: the new key did not sign it."""
    envelope = json.loads(renewed.find()[3].envelope.text())
    envelope["facts"]["former"] = "11" * 32
    text = canonical(envelope).decode()
    as_owner(f"update audit_log set envelope = '{text}', hash = '{hash_of(text)}' where seq = 4")  # noqa: S608
    found = Ledger.open(replace(settings, environment=keys, heads=settings.heads.parent / "elsewhere"), draw_secrets=False)
    assert not verify(found).valid
    assert found.signer.since == [0]


@ON_SQLITE
def test_the_command_and_the_api_that_still_has_the_former_key(
    durand: Advisor, app: Flask, settings: Settings, keys: Keys, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert durand.decide().status_code == 201
    for name, value in {**keys, "DATA_DIR": str(settings.secrets.parent)}.items():
        monkeypatch.setenv(name, value)
    assert command_line.main(["change-signing-key", "--reason", "Tous les ans."]) == 0
    assert "Entry 2 is the first" in capsys.readouterr().out
    refused = durand.decide()
    assert "not signed by SIGNING_KEY" in assert_problem(refused, 503)["detail"]
    assert refused.headers["Retry-After"]
    assert durand.get("/decisions?client=193423").status_code == 200
    assert command_line.main(["verify"]) == 0
    assert "since entry 2; 1 other keys" in capsys.readouterr().out
