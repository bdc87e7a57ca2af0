"""What the environment may say, and what is refused with a sentence."""

from pathlib import Path

import pytest

from appli.access.errors import BadSetting
from appli.access.settings import Access

CLOSED = {"ACCESS": "closed", "ACCOUNTS": "/desk/accounts.sqlite", "DESK_KEYS": "/desk"}
OIDC = CLOSED | {"OIDC_ISSUER": "https://id.example", "OIDC_CLIENT_ID": "desk", "PUBLIC_URL": "https://credit.example/"}


def test_nothing_said_is_an_open_demonstration() -> None:
    assert Access.from_environment({"ACCOUNTS": "", "ACCESS": ""}) == Access()


def test_everything_can_be_said(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush\n")
    said = OIDC | {"OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret"), "LOCK_MINUTES": "2.5", "OIDC_ROLES_CLAIM": "realm_access.roles"}
    access = Access.from_environment(said)
    assert (access.closed, access.lock_seconds, access.public_url) == (True, 150.0, "https://credit.example")
    assert access.provider
    assert (access.provider.client_secret, access.provider.label, access.provider.name_claim) == ("hush", "id.example", "sub")
    assert access.provider.roles_claim == "realm_access.roles"
    assert "hush" not in repr(access)


@pytest.mark.parametrize("name", ["ACCESS", "ACCOUNTS"])
def test_one_word_closes_the_dashboard(name: str) -> None:
    assert Access.from_environment(CLOSED | {"ACCESS": "", name: CLOSED[name]}).closed


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"ACCESS": "shut"}, "open or closed"),
        ({"ACCESS": "closed"}, "ACCOUNTS is missing"),
        (CLOSED | {"DESK_KEYS": ""}, "DESK_KEYS is missing"),
        (CLOSED | {"LOCK_MINUTES": "soon"}, "LOCK_MINUTES is a number"),
        (CLOSED | {"SESSION_HOURS": "0"}, "SESSION_HOURS is a number"),
        (CLOSED | {"PUBLIC_URL": "http://credit.example"}, "PUBLIC_URL is an https address"),
        (OIDC, "OIDC_CLIENT_SECRET"),
        (OIDC | {"OIDC_CLIENT_SECRET_FILE": "/nowhere"}, "cannot be read"),
        (OIDC | {"OIDC_CLIENT_SECRET": "x", "OIDC_ISSUER": "http://id.example"}, "OIDC_ISSUER is an https address"),
    ],
)
def test_what_cannot_be_is_said(said: dict[str, str], why: str) -> None:
    with pytest.raises(BadSetting, match=why):
        Access.from_environment(said)
