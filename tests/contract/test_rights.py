"""History, reviews, export and letter: what the real API keeps, as the dashboard shows it."""

from typing import Any

import pytest

from appli import letter
from appli.client import ApiClient
from appli.errors import UnknownClient
from appli.panels import act, droits, erasure, review
from appli.texts import Texts
from tests.appli.test_letter import words
from tests.appli.test_panels import read
from tests.contract.test_decisions import draft

NOTE = "Le dossier a été relu avec le client."
CONTESTED = "Ce crédit est soldé depuis juin."
ANSWER = ("accord", "new_element", "L’attestation de solde a été vue.")
FRENCH = Texts("fr")


@pytest.fixture
def contested(recorder: ApiClient, by_zone: dict[str, list[str]]) -> tuple[str, Any]:
    """A client of the red zone, refused, who contests; one client a test."""
    client = by_zone["refus"].pop()
    act.saved(draft(recorder, client, "refus"), {}, recorder, FRENCH)
    said, entry = review.contested(recorder.decisions(client, "m.durand"), CONTESTED, "v", "m.durand", recorder, FRENCH)
    assert said == []
    return client, entry


def test_a_file_without_a_decision_says_so(recorder: ApiClient, by_zone: dict[str, list[str]]) -> None:
    known = droits.history(by_zone["accord"][-1], "m.durand", recorder)
    assert "Aucune décision" in read(droits.draw(known, FRENCH, client_view=False))


def test_who_is_not_known_reads_no_history(recorder: ApiClient, by_zone: dict[str, list[str]]) -> None:
    known = droits.history(by_zone["accord"][-1], "", recorder)
    assert FRENCH("rights.forbidden") in read(droits.draw(known, FRENCH, client_view=False))


def test_the_time_line_tells_who_what_and_why_newest_first(recorder: ApiClient, contested: tuple[str, Any]) -> None:
    client, _ = contested
    said = read(droits.draw(droits.history(client, "m.durand", recorder), FRENCH, client_view=False))
    assert said.index(CONTESTED) < said.index("Prêt refusé") < said.index(NOTE)
    assert "par Marie Durand" in said
    assert "Réponse attendue avant le" in said
    seen_by_client = read(droits.draw(droits.history(client, "m.durand", recorder), FRENCH, client_view=True))
    assert NOTE not in seen_by_client
    assert CONTESTED in seen_by_client


def test_another_advisor_answers_and_not_the_first_one(recorder: ApiClient, contested: tuple[str, Any]) -> None:
    client, _ = contested
    items = recorder.decisions(client, "m.durand")
    said, _ = review.answered(items, ANSWER, "v", "m.durand", recorder, FRENCH)
    assert "Un autre superviseur doit relire" in read(said)
    said, entry = review.answered(items, ANSWER, "v", "a.petit", recorder, FRENCH)
    assert (said, entry["advisor"]) == ([], "a.petit")
    told = recorder.decisions(client, "m.durand")
    assert review.open_review(told) is None
    assert read(droits.draw({"client": client, "items": told}, FRENCH, client_view=False)).index("Prêt accordé") < 200
    page = words(letter.letter(told[0], told[0]["reviews"][0]["outcome"], FRENCH))
    assert "Votre demande de prêt est accordée" in page
    assert "Alain Petit" in page


def test_too_few_words_are_not_sent(recorder: ApiClient, by_zone: dict[str, list[str]]) -> None:
    assert FRENCH("contest.missing") == read(review.contested([{"decision": 1}], " non ", "v", "m.durand", recorder, FRENCH)[0])


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_everything_held_can_be_kept_or_read(recorder: ApiClient, contested: tuple[str, Any], lang: str) -> None:
    client, _ = contested
    file, _, said = droits.exported(True, client, "m.durand", recorder, Texts(lang))
    assert said == []
    assert CONTESTED in file["content"]
    assert client not in file["filename"]
    _, page, _ = droits.exported(False, client, "m.durand", recorder, Texts(lang))
    assert CONTESTED in page["html"]
    assert "<style>" in page["html"]
    assert "/static/" not in page["html"]


def test_who_was_erased_cannot_be_opened_and_waits_no_more(recorder: ApiClient, contested: tuple[str, Any]) -> None:
    client, entry = contested
    mine = {item["review"]: item for item in recorder.reviews("a.petit")}[entry["review"]]
    assert mine["id_client"] == client
    said, _, _, status, trouble = erasure.erased(client, client, "m.durand", recorder, FRENCH)
    assert (said, status["kind"]) == ([], "erased")
    assert FRENCH("erase.done.entries", n=2) in read(erasure.done(client, trouble["certificate"], FRENCH))
    with pytest.raises(UnknownClient):
        recorder.screen(client)
    assert entry["review"] not in {item["review"] for item in recorder.reviews("a.petit")}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_letters_name_no_column_and_nothing_excluded(recorder: ApiClient, by_zone: dict[str, list[str]], lang: str) -> None:
    columns = {column for rule in recorder.model()["not_used"] for column in rule["columns"]}
    names = {row["feature"] for row in recorder.importance()["data"]}
    for zone, clients in by_zone.items():
        shown = recorder.screen(clients[0])["score"]
        who = {"decision": 1, "at": "2026-11-22T09:30:00Z", "advisor": "m.durand", "id_client": clients[0], "follows": None, "shown": shown}
        said = {"outcome": "refus" if zone == "refus" else "accord", "reason": {"code": "x", "text": "", "label": {"fr": "a", "en": "a"}}}
        page = letter.letter(who | said, None, Texts(lang))
        assert not [name for name in columns | names if "_" in name and name in page]
        assert not {reason["feature"] for reason in shown["reasons"]} & columns
