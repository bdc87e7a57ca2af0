"""The first screen as it is served: its words, what each person may do, nothing that Dash's page will say a second time by name."""

import re

import pytest
import requests

from appli import first
from appli.access.people import Person, speak_for
from appli.factory import create_app
from tests.appli.conftest import Neighbour


def served(neighbour: Neighbour, path: str = "/", lang: str = "fr") -> str:
    """The page as it comes, before any script."""
    browser = create_app(client=neighbour.api).server.test_client()
    browser.set_cookie("lang", lang)
    return browser.get(path).text


@pytest.mark.parametrize(("lang", "words"), [("fr", ("Rechercher", "dix secondes")), ("en", ("Search", "ten seconds"))])
def test_it_is_written_in_the_page_in_the_language_of_the_last_time(neighbour: Neighbour, lang: str, words: tuple[str, ...]) -> None:
    page = served(neighbour, lang=lang)
    assert all(word in page for word in words)
    assert page.index("/assets/first.js") < page.index("page.css")
    assert page.index("autofocus") < page.index("react-entry-point")


def test_the_model_is_told_of_once_it_is_known_and_never_asked_for(neighbour: Neighbour) -> None:
    with create_app(client=neighbour.api).server.test_request_context("/"):
        assert "193423" not in first.screen(neighbour.api)
        assert neighbour.calls == []
        neighbour.api.model()
        neighbour.transport.failure = requests.Timeout()
        assert "data-client='193423'" in first.screen(neighbour.api)
    assert neighbour.calls == ["/model"]


@pytest.mark.parametrize(("path", "said"), [("/client/0a1b/pourquoi", "Chargement du dossier…"), ("/modele", "")])
def test_another_address_shows_that_something_is_coming(neighbour: Neighbour, path: str, said: str) -> None:
    page = served(neighbour, path)
    assert 'id="first" class="page is-loading"' in page
    assert f'<p role="status">{said}</p>' in page


def test_who_may_open_no_file_gets_no_field(neighbour: Neighbour) -> None:
    app = create_app(client=neighbour.api)
    for role, searches in (("advisor", True), ("data-scientist", False)):
        with app.server.test_request_context("/"), speak_for(Person("t.role", (role,))):
            page = first.screen(neighbour.api)
        assert ("<input" in page, "is-home" in page) == (searches, searches)
        assert 'data-session="out"' in page


def test_no_part_of_it_is_called_as_one_of_the_page(neighbour: Neighbour) -> None:
    neighbour.api.model()
    app = create_app(client=neighbour.api)
    with app.server.test_request_context("/"), speak_for(Person("t.advisor", ("advisor",))):
        named = set(re.findall(r'\bid="([^"]+)"', first.screen(neighbour.api)))
    assert named == {"first"}
    assert not named & {getattr(part, "id", None) for part in app.layout()._traverse() if isinstance(getattr(part, "id", None), str)}
