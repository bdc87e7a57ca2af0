"""The door: who comes in, what another site may not send, and what stays behind after signing out."""

import re
import subprocess
import sys
from typing import Any

import jwt
import pytest
import requests

from appli import opened, suggest
from appli.access.accounts import Accounts
from appli.config import Config
from appli.factory import create_app
from tests.appli.access.conftest import NAME, PASSWORD, Browser, Clock
from tests.appli.conftest import Neighbour
from tests.appli.transport import FlaskTransport

FOREIGN = [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}]
DASH = "/_dash-update-component"
SUGGESTIONS = suggest.PATH
FILE = opened.PATH


def cookies_of(answer: Any) -> dict[str, str]:
    """What each cookie of an answer says, by name."""
    return {header.split("=", 1)[0]: header for header in answer.headers.getlist("Set-Cookie")}


def test_nothing_is_answered_before_signing_in(browser: Browser) -> None:
    for path in ("/_dash-layout", "/_dash-dependencies", "/_reload-hash"):
        assert browser.http.get(path).status_code == 401
    for path in (DASH, SUGGESTIONS, FILE):
        assert browser.post(path).status_code == 401
    assert browser.http.get("/").headers["Location"] == "/sign-in"
    assert browser.http.get("/client/0a1b/pourquoi").headers["Location"] == "/sign-in?next=/client/0a1b/pourquoi"
    for path in ("/health/live", "/assets/page.css", "/assets/sign-in.js"):
        assert browser.http.get(path).status_code == 200


def test_signing_in_leads_to_where_one_wanted_to_go(browser: Browser) -> None:
    answer = browser.sign_in(next="/client/0a1b/pourquoi")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/client/0a1b/pourquoi")
    page = browser.http.get("/")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert 'data-lock-minutes="5"' in page.text
    assert browser.http.get("/_dash-layout").status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(browser: Browser, elsewhere: str) -> None:
    assert browser.sign_in(next=elsewhere).headers["Location"] == "/"


def test_cookies_are_for_this_host_and_not_for_scripts(browser: Browser) -> None:
    given = cookies_of(browser.sign_in())
    assert "HttpOnly" in given["desk"]
    assert "SameSite=Strict" in given["desk"]
    assert "Secure" not in given["desk"]
    assert "SameSite=Strict" in given["_csrf_token"]
    assert "HttpOnly" not in given["_csrf_token"]


def test_behind_tls_cookies_never_travel_in_clear(browser: Browser) -> None:
    place = "https://credit.example"
    door = browser.http.get("/sign-in", base_url=place)
    token = re.search(r'name="token" value="([^"]+)"', door.text)
    assert token
    said = {"name": NAME, "password": PASSWORD, "token": token[1]}
    given = cookies_of(door) | cookies_of(browser.http.post("/sign-in", data=said, base_url=place))
    for name in ("__Host-desk_flow", "__Host-desk"):
        assert {"Secure", "HttpOnly", "SameSite=Strict"} <= set(given[name].split("; ")), name
    assert {"Secure", "SameSite=Strict"} <= set(given["_csrf_token"].split("; "))


@pytest.mark.parametrize(("name", "password"), [(NAME, "not this one at all"), ("nobody", PASSWORD), ("", ""), ("x" * 5000, "y" * 5000)])
def test_a_wrong_name_and_a_wrong_password_get_one_answer(browser: Browser, name: str, password: str) -> None:
    answer = browser.sign_in(name, password)
    assert answer.status_code == 403
    assert "Le nom ou le mot de passe n’est pas le bon." in answer.text
    assert "desk" not in cookies_of(answer)
    assert password not in answer.text or not password


def test_after_some_failures_one_is_told_how_long_to_wait(browser: Browser) -> None:
    for _ in range(5):
        browser.sign_in(NAME, "not this one at all")
    answer = browser.sign_in()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert "30 secondes" in answer.text


def test_a_form_of_another_site_is_refused(browser: Browser) -> None:
    for headers in FOREIGN:
        browser.headers = headers
        assert browser.sign_in().status_code == 403
        assert "desk" not in cookies_of(browser.sign_in())
    browser.headers = {}
    answer = browser.http.post("/sign-in", data={"name": NAME, "password": PASSWORD, "token": "made up"})
    assert (answer.status_code, "restée ouverte" in answer.text) == (403, True)


def test_a_write_needs_the_token_of_its_own_session(browsers: list[Browser]) -> None:
    first, second = browsers
    first.sign_in()
    second.sign_in()
    for path in (DASH, SUGGESTIONS, FILE, "/session/lock", "/session/alive", "/sign-out"):
        assert first.http.post(path, json={}).status_code == 403
        assert first.post(path, **{"X-CSRFToken": second.http.get_cookie("_csrf_token").value}).status_code == 403  # type: ignore[union-attr]
        for headers in FOREIGN:
            assert first.post(path, **headers).status_code == 403
    assert first.post("/session/alive", **{"Sec-Fetch-Site": "same-origin"}).status_code == 204
    assert first.post(DASH).status_code != 403


def test_an_open_demonstration_refuses_strangers_too(neighbour: Neighbour) -> None:
    http = create_app(client=neighbour.api).server.test_client()
    for headers in FOREIGN:
        for path in (DASH, SUGGESTIONS, FILE):
            assert http.post(path, json={}, headers=headers).status_code == 403
    assert http.post(DASH, json={}, headers={"Origin": "http://localhost"}).status_code != 403
    assert 'data-lock-minutes=""' in http.get("/").text


def test_suggestions_are_asked_for_in_the_name_of_who_signed_in(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str | None] = []
    send = FlaskTransport.send

    def listen(self: FlaskTransport, sent: requests.PreparedRequest, **rest: Any) -> requests.Response:
        said.append(sent.headers.get("Authorization"))
        return send(self, sent, **rest)

    monkeypatch.setattr(FlaskTransport, "send", listen)
    browser.sign_in()
    answer = browser.post(SUGGESTIONS, {"typed": "1934", "lang": "fr"})
    assert answer.get_json()["numbers"] == ["193423"]
    [identity] = said
    assert jwt.decode(str(identity).removeprefix("Bearer "), options={"verify_signature": False})["sub"] == NAME


def test_signing_out_ends_it_in_every_worker(browsers: list[Browser]) -> None:
    first, second = browsers
    first.sign_in()
    number = first.http.get_cookie("desk")
    assert number
    second.http.set_cookie("desk", number.value)
    assert second.http.get("/_dash-layout").status_code == 200
    answer = first.post("/sign-out")
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (204, '"cache"')
    assert first.http.get_cookie("desk") is None
    assert second.http.get("/_dash-layout").status_code == 401


def test_a_disabled_account_is_out_at_once(browser: Browser, accounts: Accounts) -> None:
    browser.sign_in()
    accounts.disable(NAME)
    assert browser.http.get("/_dash-layout").status_code == 401


def test_signing_in_again_takes_another_number_and_ends_the_former(browser: Browser) -> None:
    browser.sign_in()
    former = browser.http.get_cookie("desk")
    browser.sign_in()
    new = browser.http.get_cookie("desk")
    assert former
    assert new
    assert former.value != new.value
    browser.http.set_cookie("desk", former.value)
    assert browser.http.get("/_dash-layout").status_code == 401


def test_a_locked_screen_gets_nothing_until_the_password_is_given(browser: Browser) -> None:
    browser.sign_in()
    assert browser.post("/session/lock").status_code == 204
    assert browser.http.get("/_dash-layout").status_code == 423
    assert browser.post(DASH).status_code == 423
    assert browser.post(FILE).status_code == 423
    assert browser.post("/session/alive").status_code == 423
    assert browser.http.get("/client/0a1b/dossier").headers["Location"] == "/sign-in?next=/client/0a1b/dossier"
    for body in ({"password": "not this one"}, {"password": None}, {}, [], "x"):
        assert browser.post("/session/unlock", body).status_code == 403
    assert browser.http.get("/_dash-layout").status_code == 423
    assert browser.post("/session/unlock", {"password": PASSWORD}).status_code == 204
    assert browser.http.get("/_dash-layout").status_code == 200


def test_silence_locks_without_the_browser_s_help(browser: Browser, clock: Clock) -> None:
    browser.sign_in()
    clock[0] += 300
    assert browser.http.get("/_dash-layout").status_code == 200
    browser.post("/session/alive")
    clock[0] += 361
    assert browser.http.get("/_dash-layout").status_code == 423


def test_guesses_at_the_lock_wait_like_those_at_the_door(browser: Browser) -> None:
    browser.sign_in()
    browser.post("/session/lock")
    answers = [browser.post("/session/unlock?lang=en", {"password": "not this one at all"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
    assert "Try again in" in answers[-1].text


def test_a_link_of_another_site_leads_back_here_by_itself(browser: Browser) -> None:
    answer = browser.http.get("/modele", headers={"Sec-Fetch-Site": "cross-site"})
    assert 'content="0;url=/modele"' in answer.text
    assert browser.http.get("/modele", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_the_language_follows_the_person(browser: Browser) -> None:
    assert '<html lang="en">' in browser.http.get("/sign-in", headers={"Accept-Language": "en-GB"}).text
    assert '<html lang="fr">' in browser.http.get("/sign-in", headers={"Accept-Language": "de"}).text
    assert '<html lang="en">' in browser.http.get("/sign-in?lang=en").text
    assert '<html lang="en">' in browser.http.get("/sign-in").text
    browser.sign_in()
    assert '"value":"en"' in browser.http.get("/_dash-layout").text


def test_what_is_typed_is_shown_as_text(browser: Browser) -> None:
    answer = browser.sign_in('"><script>alert(1)</script>')
    assert "<script>alert" not in answer.text


def test_a_file_of_accounts_that_is_lost_lets_nobody_in(browser: Browser, access: Any) -> None:
    browser.sign_in()
    access.accounts.unlink()
    answer = browser.http.get("/_dash-layout")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    browser.http.set_cookie("lang", "en")
    assert browser.http.get("/_dash-layout").text.startswith("The sign-in service does not answer")


def test_an_open_demonstration_loads_none_of_it() -> None:
    program = "import sys, appli.dash_api; sys.exit(bool({'argon2', 'jwt', 'cryptography', 'authlib', 'sqlite3'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", program], env={"PATH": ""}, check=False).returncode == 0


def test_the_two_ways_are_told_apart(access: Any, neighbour: Neighbour) -> None:
    assert create_app(Config(), neighbour.api).server.view_functions.keys() & {"sign_in", "unlock"} == set()
    assert {"sign_in", "unlock"} <= create_app(Config(access=access), neighbour.api).server.view_functions.keys()
