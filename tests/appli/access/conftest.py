"""A closed dashboard in this process, over the fake API: its clock can be moved, its browser keeps cookies."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient

from appli.access import guard as guards
from appli.access import keys, passwords
from appli.access.accounts import Accounts
from appli.access.database import Database
from appli.access.identity import Signed
from appli.access.sessions import Sessions
from appli.access.settings import Access
from appli.config import Config
from appli.factory import create_app
from tests.appli.conftest import client_over
from tests.appli.fake_api import create_fake

PASSWORD = "quatre chevaux gris"
NAME = "m.durand"
Clock = list[float]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost nothing: what they really cost is one test's matter."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(passwords, "NOBODY", passwords.NOBODY.replace("m=19456,t=2", "m=8,t=1"))


@pytest.fixture
def clock() -> Clock:
    """Seconds, which only the tests move."""
    return [1_800_000_000.0]


@pytest.fixture
def access(tmp_path: Path) -> Access:
    """A closed dashboard with its key."""
    keys.create(tmp_path / "keys")
    return Access(closed=True, accounts=tmp_path / "desk" / "accounts.sqlite", keys=tmp_path / "keys")


@pytest.fixture
def database(access: Access) -> Database:
    database = Database(access.accounts)
    database.prepare()
    return database


@pytest.fixture
def accounts(database: Database, clock: Clock) -> Accounts:
    return Accounts(database, lambda: clock[0])


@pytest.fixture
def sessions(database: Database, access: Access, clock: Clock) -> Sessions:
    return Sessions(database, access, lambda: clock[0])


@dataclass
class Browser:
    """Somebody in front of a closed dashboard."""

    http: FlaskClient
    headers: dict[str, str] = field(default_factory=dict)

    def sign_in(self, name: str = NAME, password: str = PASSWORD, **form: str) -> Any:
        """Open the page, fill the form and send it."""
        token = str(re.search(r'name="token" value="([^"]*)"', self.http.get("/sign-in").text)[1])  # type: ignore[index]
        return self.http.post("/sign-in", data={"name": name, "password": password, "token": token, **form}, headers=self.headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """As the page's scripts do: with the token of the session."""
        token = self.http.get_cookie("_csrf_token")
        sent = {"X-CSRFToken": token.value if token else ""} | self.headers | headers
        return self.http.post(path, json=body if body is not None else {}, headers=sent)


@pytest.fixture
def open_browser(access: Access, accounts: Accounts, sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Browser]:
    """A browser over a worker of its own: workers share nothing but the file. ``m.durand`` is an advisor."""
    accounts.add(NAME, ["advisor"], PASSWORD)
    monkeypatch.setattr(guards, "Accounts", lambda _: accounts)
    monkeypatch.setattr(guards, "Sessions", lambda *_: sessions)

    def come() -> Browser:
        api = client_over(create_fake(), voice=Signed(access)).api
        return Browser(create_app(Config(access=access), api).server.test_client())

    return come


@pytest.fixture
def browser(open_browser: Callable[[], Browser]) -> Browser:
    return open_browser()


@pytest.fixture
def browsers(open_browser: Callable[[], Browser]) -> list[Browser]:
    return [open_browser(), open_browser()]
