"""Signing in through a provider: a real exchange over HTTP, and every lie that must not get through."""

import dataclasses
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from flask.testing import FlaskClient

from appli.access.settings import Access, Provider
from appli.config import Config
from appli.factory import create_app
from tests.appli.access import provider as providers
from tests.appli.access.provider import CLIENT, SECRET, FakeProvider
from tests.appli.conftest import client_over
from tests.appli.fake_api import create_fake

HOME = "http://localhost"


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with providers.running() as running:
        yield running


@pytest.fixture
def http(access: Access, provider: FakeProvider) -> FlaskClient:
    """A browser in front of a dashboard that trusts the provider."""
    trusted = Provider(provider.address, CLIENT, SECRET, "Identité")
    closed = dataclasses.replace(access, provider=trusted, public_url=HOME)
    return create_app(Config(access=closed), client_over(create_fake()).api).server.test_client()


def leave(http: FlaskClient, back: str = "/modele") -> str:
    """Where the dashboard sends the browser."""
    return str(http.get(f"/sign-in/provider?next={back}").headers["Location"])


def arrive(http: FlaskClient, address: str) -> Any:
    """What the dashboard answers once the provider sent the browser back."""
    session = requests.Session()
    session.trust_env = False
    back = session.get(address, allow_redirects=False, timeout=5).headers["Location"]
    return http.get(back.removeprefix(HOME), headers={"Sec-Fetch-Site": "cross-site"})


def trouble(answer: Any) -> str:
    """Why nobody was let in; empty for who was."""
    assert not [cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("desk=") and "Expires" not in cookie] or (
        answer.status_code == 200
    )
    return str(answer.headers.get("Location", "")).removeprefix("/sign-in?trouble=")


def test_the_page_offers_the_provider_and_no_password(http: FlaskClient) -> None:
    page = http.get("/sign-in").text
    assert "Continuer avec Identité" in page
    assert "<form" not in page
    assert http.post("/sign-in", data={"name": "m.durand", "password": "x"}).status_code == 403


def test_who_the_provider_vouches_for_comes_in(http: FlaskClient, provider: FakeProvider) -> None:
    address = leave(http)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert asked["redirect_uri"] == f"{HOME}/sign-in/return"
    assert (asked["response_type"], asked["scope"], asked["code_challenge_method"]) == ("code", "openid profile", "S256")
    answer = arrive(http, address)
    assert trouble(answer) == ""
    assert 'content="0;url=/modele"' in answer.text  # from here: the Strict cookie goes along
    page = http.get("/_dash-layout")
    assert page.status_code == 200
    assert "auth0|7" in page.text
    assert http.get("/sign-in/provider").headers["Location"].startswith(provider.address)


@pytest.mark.parametrize(("claim", "shown"), [("Zoé Marchand", "Zoé Marchand"), ("", "auth0|7"), (None, "auth0|7")])
def test_the_full_name_is_the_one_that_the_provider_gives(http: FlaskClient, provider: FakeProvider, claim: str | None, shown: str) -> None:
    provider.claims = {"name": claim}
    arrive(http, leave(http))
    page = json.loads(http.get("/_dash-layout").text)
    written = json.dumps(page, ensure_ascii=False)
    assert f'"children": "{shown}", "id": "me-name", "data-name": "auth0|7"' in written


def test_a_sign_in_is_of_one_browser_and_works_once(http: FlaskClient, access: Access) -> None:
    address = leave(http)
    stranger = http.application.test_client()
    assert trouble(arrive(stranger, address)) == "denied"
    state = http.get_cookie("desk_flow")
    assert state
    other = address.replace(state.value, "made-up")
    assert trouble(arrive(http, other)) == "denied"
    address = leave(http)
    state = http.get_cookie("desk_flow")
    assert state
    assert trouble(arrive(http, address)) == ""
    http.set_cookie("desk_flow", state.value)
    assert trouble(arrive(http, address)) == "denied"  # the provider gives another code, but this sign-in is over


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another"},
        {"aud": ["desk", "another"], "azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(time.time()) - 61},
        {"exp": None},
        {"iat": int(time.time()) + 86_400},
        {"sub": None},
        {"sub": "service:batch"},
        {"sub": "Monsieur Durand"},
    ],
)
def test_a_token_that_lies_lets_nobody_in(http: FlaskClient, provider: FakeProvider, lie: dict[str, Any]) -> None:
    provider.claims = lie
    assert trouble(arrive(http, leave(http))) == "denied"
    assert http.get("/_dash-layout").status_code == 401


def test_a_token_of_another_key_or_of_none_lets_nobody_in(
    http: FlaskClient, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.signs_with = rsa.generate_private_key(65537, 2048)
    assert trouble(arrive(http, leave(http))) == "denied"
    provider.signs_with = None
    really = jwt.encode
    for algorithm, secret in (("none", None), ("HS256", SECRET)):
        monkeypatch.setattr(providers.jwt, "encode", lambda claims, *_, a=algorithm, s=secret, **__: really(claims, s, a))
        assert trouble(arrive(http, leave(http))) == "denied"


@pytest.mark.parametrize("roles", [None, [], ["boss"], "supervisor"])
def test_who_has_no_role_here_is_told_so(http: FlaskClient, provider: FakeProvider, roles: Any) -> None:
    provider.claims = {"roles": roles}
    assert trouble(arrive(http, leave(http))) == "no_role"
    assert "n’a pas de rôle" in http.get("/sign-in?trouble=no_role").text


def test_a_refusal_or_another_issuer_on_the_way_back_lets_nobody_in(http: FlaskClient, provider: FakeProvider) -> None:
    provider.more = {"iss": "https://elsewhere.example"}
    assert trouble(arrive(http, leave(http))) == "denied"
    state = parse_qs(urlsplit(leave(http)).query)["state"][0]
    assert trouble(http.get(f"/sign-in/return?error=access_denied&state={state}")) == "denied"


def test_a_provider_that_changes_its_key_is_followed(http: FlaskClient, provider: FakeProvider) -> None:
    assert trouble(arrive(http, leave(http))) == ""
    provider.key, provider.number = rsa.generate_private_key(65537, 2048), "two"
    assert trouble(arrive(http, leave(http))) == ""


def test_a_provider_that_is_silent_or_another_is_said(http: FlaskClient, provider: FakeProvider) -> None:
    provider.issuer = "https://elsewhere.example"
    assert trouble(http.get("/sign-in/provider")) == "lost"
    assert "ne répond pas" in http.get("/sign-in?trouble=lost").text


def test_a_locked_screen_is_opened_by_proving_oneself_again(http: FlaskClient, provider: FakeProvider) -> None:
    arrive(http, leave(http))
    token = http.get_cookie("_csrf_token")
    assert token
    http.post("/session/lock", headers={"X-CSRFToken": token.value})
    assert http.post("/session/unlock", json={"password": "x"}, headers={"X-CSRFToken": token.value}).status_code == 403
    address = leave(http)
    assert "prompt=login" in address
    assert "max_age=0" in address
    provider.claims = {"auth_time": int(time.time()) - 3600}  # it vouches for who came this morning
    assert trouble(arrive(http, address)) == "denied"
    assert http.get("/_dash-layout").status_code == 423
    provider.claims = {}
    assert trouble(arrive(http, leave(http))) == ""
    assert http.get("/_dash-layout").status_code == 200


def test_a_browser_left_alone_lets_no_passer_by_in(http: FlaskClient, provider: FakeProvider) -> None:
    address = leave(http)
    assert "max_age=300" in address
    provider.claims = {"auth_time": int(time.time()) - 3600}  # the provider's own session is this morning's
    assert trouble(arrive(http, address)) == "denied"
    assert http.get("/_dash-layout").status_code == 401


def test_signing_out_ends_the_provider_s_session_too(http: FlaskClient, provider: FakeProvider) -> None:
    arrive(http, leave(http))
    token = http.get_cookie("_csrf_token")
    assert token
    answer = http.post("/sign-out", headers={"X-CSRFToken": token.value})
    assert answer.text.startswith(f"{provider.address}/bye?client_id=desk&post_logout_redirect_uri=http%3A%2F%2Flocalhost%2Fsign-in")
    assert http.get("/_dash-layout").status_code == 401
