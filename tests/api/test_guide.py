"""The page at / and docs/api.md speak of every route, and of none that does not exist."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.guide import ROUTES

DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"


def rules(app: Flask) -> set[str]:
    return {rule.rule for rule in app.url_map.iter_rules()} - {"/", "/static/<path:filename>"}


def test_the_guide_names_every_route(app: Flask) -> None:
    assert {route.rule for group in ROUTES.values() for route in group} == rules(app)


def test_every_example_works(http: FlaskClient) -> None:
    for group in ROUTES.values():
        for route in group:
            assert http.get(route.example).status_code == 200, route.example


def test_the_document_names_every_route(app: Flask) -> None:
    text = DOCUMENT.read_text("utf-8")
    for rule in rules(app):
        assert f"`GET {rule}".replace("client_id>", "id>") in text, rule


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
