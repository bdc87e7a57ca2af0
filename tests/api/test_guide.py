"""The page at / and docs/api.md speak of every route, and of none that does not exist."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.guide import ROUTES
from tests.api.decisions.advisors import Advisor

DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"


def routes(app: Flask) -> set[tuple[str, str]]:
    """Method and rule of every route, but those of the page itself."""
    shown = [rule for rule in app.url_map.iter_rules() if rule.rule not in ("/", "/static/<path:filename>")]
    return {(method, rule.rule) for rule in shown for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}


def test_the_guide_names_every_route(app: Flask) -> None:
    assert {(route.method, route.rule) for group in ROUTES.values() for route in group} == routes(app)


def test_every_example_works(http: FlaskClient) -> None:
    assert Advisor(http, "m.durand").decide().status_code == 201
    for group in ROUTES.values():
        for route in group:
            headers = {"X-Advisor": "m.durand"} if route.identified else {}
            assert route.method != "GET" or http.get(route.example, headers=headers).status_code == 200, route.example


def test_the_document_names_every_route(app: Flask) -> None:
    text = DOCUMENT.read_text("utf-8")
    for method, rule in routes(app):
        assert f"`{method} {rule.replace('client_id>', 'id>').replace('number>', 'n>')}" in text, rule


@pytest.mark.parametrize(
    ("address", "language", "said"), [("/", "fr", "Un score, et ses raisons."), ("/?lang=en", "en", "A score, and its reasons.")]
)
def test_the_page_speaks_french_first_then_english(http: FlaskClient, address: str, language: str, said: str) -> None:
    page = http.get(address)
    assert page.content_type.startswith("text/html")
    assert f'<html lang="{language}">' in page.text
    assert said in page.text
    assert "https://" not in page.text  # nothing is fetched from elsewhere


def test_what_the_page_needs_is_served(http: FlaskClient) -> None:
    for file in ("/static/style.css", "/static/logo.svg"):
        assert http.get(file).status_code == 200
