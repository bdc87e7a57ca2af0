"""The application: starts without the API, protects its pages, keeps clients out of addresses and caches."""

import json
import time

import pytest
import requests

from appli.config import Config
from appli.factory import create_app
from tests.appli.conftest import Neighbour


def test_it_starts_and_serves_with_the_api_down(neighbour: Neighbour) -> None:
    neighbour.transport.failure = requests.ConnectionError()
    app = create_app(client=neighbour.api)
    assert neighbour.calls == []
    browser = app.server.test_client()
    assert browser.get("/health/live").status_code == 200
    assert browser.get("/").status_code == 200
    stores = {part["props"]["id"]: part["props"].get("data") for part in _stores(browser.get("/_dash-layout").get_json())}
    assert stores["status"] == {"kind": "down", "client": None} == stores["trouble"]


def test_answers_that_are_kept_do_not_hide_that_the_api_is_down(neighbour: Neighbour) -> None:
    neighbour.api.model()
    neighbour.transport.failure = requests.ConnectionError()
    layout = create_app(client=neighbour.api).server.test_client().get("/_dash-layout").get_json()
    stores = {part["props"]["id"]: part["props"].get("data") for part in _stores(layout)}
    assert stores["status"] == {"kind": "down", "client": None} == stores["trouble"]
    assert "Réessayer" in json.dumps(layout, ensure_ascii=False)


def test_serving_the_page_warms_the_reference_answers(neighbour: Neighbour) -> None:
    browser = create_app(client=neighbour.api).server.test_client()
    browser.get("/_dash-layout")
    wanted = {"/model", "/get_feature_importance", "/get_beeswarm", "/get_bivariate"}
    deadline = time.monotonic() + 10
    while not wanted <= set(neighbour.calls) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert wanted <= set(neighbour.calls)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_page_says_its_language_before_any_script_runs(neighbour: Neighbour, lang: str) -> None:
    browser = create_app(client=neighbour.api).server.test_client()
    assert '<html lang="fr">' in browser.get("/").text
    browser.set_cookie("lang", lang)
    assert f'<html lang="{lang}">' in browser.get("/").text


def test_headers_protect_the_page(neighbour: Neighbour) -> None:
    headers = create_app(client=neighbour.api).server.test_client().get("/").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    scripts = headers["Content-Security-Policy"].split("script-src", 1)[1].split(";")[0]
    assert "unsafe" not in scripts
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"], headers["Referrer-Policy"]) == ("nosniff", "DENY", "no-referrer")


def test_no_script_for_former_browsers_slows_those_of_today(neighbour: Neighbour) -> None:
    page = create_app(client=neighbour.api).server.test_client().get("/").text
    assert "/react-dom@" in page
    assert "polyfill" not in page


def test_a_client_is_neither_in_the_address_nor_in_a_cache(neighbour: Neighbour) -> None:
    app = create_app(client=neighbour.api)
    answer = app.server.test_client().post("/_dash-update-component", json={})
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_page_needs_no_internet(neighbour: Neighbour) -> None:
    page = create_app(client=neighbour.api).server.test_client().get("/").get_data(as_text=True)
    assert "https://" not in page.replace("http://www.w3.org", "")


def test_the_environment_names_the_api() -> None:
    assert Config.from_environment({}).api_url == "http://127.0.0.1:5000"
    assert Config.from_environment({"API_URL": "", "API_TIMEOUT": ""}) == Config()
    assert Config.from_environment({"API_URL": "http://api:1/", "API_TIMEOUT": "9"}) == Config("http://api:1", read_timeout=9.0)
    with pytest.raises(ValueError, match="soon"):
        Config.from_environment({"API_TIMEOUT": "soon"})


def _stores(layout: dict[str, object]) -> list[dict[str, dict[str, object]]]:
    found: list[dict[str, dict[str, object]]] = []

    def walk(part: object) -> None:
        if isinstance(part, dict):
            if part.get("type") == "Store":
                found.append(part)
            for inner in part.values():
                walk(inner)
        elif isinstance(part, list):
            for inner in part:
                walk(inner)

    walk(json.loads(json.dumps(layout)))
    return found
