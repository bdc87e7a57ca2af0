"""Deciding through the dashboard's form, recorded by the real API."""

from typing import Any

import pytest

from appli.client import ApiClient
from appli.panels import act
from appli.texts import Texts
from appli.views import screen_of
from tests.appli.test_panels import read

FOLLOWS = {("accord", "accord"): True, ("refus", "refus"): True, ("accord", "refus"): False, ("refus", "accord"): False}


def draft(api: ApiClient, client: str, outcome: str, **other: Any) -> dict[str, Any]:
    """What the browser sends for a filled form."""
    screen, _ = screen_of(api.screen(client), visit="first visit")
    shown = {"model_version": screen["model_version"], "score": screen["score"]}
    words = {"outcome": outcome, "code": "other", "text": "Le dossier a été relu avec le client."}
    return {"client": client, "visit": screen["visit"], "shown": shown, "advisor": "m.durand", "seconds": 2.0, **words, **other}


@pytest.mark.parametrize("zone", ["refus", "conseiller", "accord"])
@pytest.mark.parametrize("outcome", ["refus", "accord"])
def test_either_outcome_is_recorded_in_every_zone_and_said(
    recorder: ApiClient, by_zone: dict[str, list[str]], zone: str, outcome: str
) -> None:
    said, filed, runs = act.saved(draft(recorder, by_zone[zone][0], outcome), {}, recorder, Texts("fr"))
    assert said == []
    assert (filed["outcome"], filed["follows"], filed["advisor"]) == (outcome, FOLLOWS.get((zone, outcome)), "m.durand")
    assert runs == {"m.durand": int(filed["follows"] is True)}
    told = read(act.confirmation(filed, Texts("fr")))
    assert f"Décision n° {filed['decision']}" in told
    assert "Le dossier a été relu avec le client." in told


def test_there_are_as_many_reasons_either_way(recorder: ApiClient) -> None:
    sides = recorder.reasons()["data"]
    assert {side["outcome"] for side in sides} == {"accord", "refus"}
    assert len({len(side["reasons"]) for side in sides}) == 1


def test_a_button_pressed_twice_is_one_decision_and_another_visit_another(recorder: ApiClient, by_zone: dict[str, list[str]]) -> None:
    sent = draft(recorder, by_zone["accord"][1], "accord")
    first, again, later = (act.saved(sent | other, {}, recorder, Texts("fr"))[1] for other in ({}, {"clicks": 2}, {"visit": "second"}))
    assert first["decision"] == again["decision"] != later["decision"]


@pytest.mark.parametrize("stale", [{"score": 0.123}, {"model_version": "another"}])
def test_a_screen_out_of_date_is_said_with_a_way_out(recorder: ApiClient, by_zone: dict[str, list[str]], stale: dict[str, Any]) -> None:
    sent = draft(recorder, by_zone["accord"][2], "accord")
    said, _, _ = act.saved(sent | {"shown": sent["shown"] | stale}, {}, recorder, Texts("fr"))
    assert read(said) == f"Client {by_zone['accord'][2]}. {Texts('fr')('act.conflict')} | Relire le dossier"
    assert recorder.decisions(by_zone["accord"][2], "m.durand") == []


def test_nobody_decides_without_a_name(recorder: ApiClient, by_zone: dict[str, list[str]]) -> None:
    said, _, _ = act.saved(draft(recorder, by_zone["accord"][2], "accord", advisor=""), {}, recorder, Texts("fr"))
    assert read(said) == f"Client {by_zone['accord'][2]}. {Texts('fr')('act.forbidden')}"
