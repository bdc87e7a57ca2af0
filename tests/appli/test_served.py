"""The page as it is served: every word in place, in the language of the browser, and nothing left to ask."""

import json
from typing import Any

import pytest
import requests

from appli import shell
from appli.factory import create_app
from appli.panels.comparer import PICKERS
from tests.appli.conftest import Neighbour

MOST_ASKED = 2
"""What a browser asks when it opens the page: what it kept itself of the advisor's pace, and its own troubles."""


def served(neighbour: Neighbour, **cookies: str) -> str:
    """The page that a browser receives."""
    browser = create_app(client=neighbour.api).server.test_client()
    for name, value in cookies.items():
        browser.set_cookie(name, value)
    return json.dumps(browser.get("/_dash-layout").get_json(), ensure_ascii=False)


@pytest.mark.parametrize(("lang", "words"), [("fr", ("Rechercher", "Décision", "Glossaire")), ("en", ("Search", "Decision", "Glossary"))])
def test_the_words_are_there_in_the_language_of_the_last_time(neighbour: Neighbour, lang: str, words: tuple[str, ...]) -> None:
    page = served(neighbour, lang=lang)
    assert all(word in page for word in words)


def test_the_pickers_are_filled_once_the_model_is_known(neighbour: Neighbour) -> None:
    app = create_app(client=neighbour.api)
    pickers = [part for part in app.layout()._traverse() if getattr(part, "id", None) in PICKERS]
    assert [part.id for part in pickers] == list(PICKERS)
    assert all(part.value and part.data and part.label for part in pickers)


def test_a_page_without_the_api_asks_it_once_and_says_so(neighbour: Neighbour) -> None:
    neighbour.transport.failure = requests.ConnectionError()
    browser = create_app(client=neighbour.api).server.test_client()
    browser.get("/_dash-layout")  # before the first one Dash makes another, to check its parts
    before = neighbour.transport.asked
    page = json.dumps(browser.get("/_dash-layout").get_json(), ensure_ascii=False)
    assert neighbour.transport.asked == before + 1
    assert "Le service de score ne répond pas" in page


def test_a_part_that_cannot_be_made_takes_no_other_away(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "examples", lambda *_: {}["population"])
    page = served(neighbour)
    assert "Rechercher" in page


def test_every_callback_names_parts_that_exist(neighbour: Neighbour) -> None:
    """Dash no longer checks it: names in plain words, those of a pattern come and go."""
    app = create_app(client=neighbour.api)
    there = {part.id for part in app.layout()._traverse() if isinstance(getattr(part, "id", None), str)}
    for one in app.server.test_client().get("/_dash-dependencies").get_json():
        written = [name.rsplit(".", 1)[0] for name in one["output"].strip(".").split("...")]
        named = [*(part["id"] for part in one["inputs"] + one["state"]), *written]
        assert {name for name in named if not name.startswith("{")} <= there, one["output"]


def test_a_browser_that_opens_the_page_asks_for_nearly_nothing(neighbour: Neighbour) -> None:
    listed: list[dict[str, Any]] = create_app(client=neighbour.api).server.test_client().get("/_dash-dependencies").get_json()
    asked = [one for one in listed if not one["prevent_initial_call"] and not one["clientside_function"]]
    assert len(asked) <= MOST_ASKED
