"""The dashboard's client over the fake API, without a network."""

from dataclasses import dataclass

import pytest
import requests
from flask import Flask

from appli.access.voice import Voice
from appli.client import ApiClient
from appli.config import Config
from appli.panels import parts
from appli.views import Say, Screen, screen_of
from tests.appli.fake_api import create_fake
from tests.appli.fake_people import CLIENTS
from tests.appli.figures import checked
from tests.appli.transport import FlaskTransport


@dataclass
class Neighbour:
    """The fake API as the dashboard's client sees it."""

    api: ApiClient
    transport: FlaskTransport
    calls: list[str]
    clock: list[float]


def client_over(app: Flask, calls: list[str] | None = None, voice: Voice | None = None) -> Neighbour:
    """A client whose transport is ``app`` and whose clock is a list."""
    transport, clock = FlaskTransport(app), [0.0]
    session = requests.Session()
    session.mount("http://", transport)
    return Neighbour(ApiClient(Config(), session, lambda: clock[0], voice), transport, calls if calls is not None else [], clock)


@pytest.fixture(autouse=True)
def every_chart_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever chart a test draws, plotly's own objects must accept it."""
    draw = parts.chart
    monkeypatch.setattr(parts, "chart", lambda texts, figure, *given, **named: checked(figure) and draw(texts, figure, *given, **named))


@pytest.fixture
def neighbour() -> Neighbour:
    """A working API."""
    calls: list[str] = []
    return client_over(create_fake(calls), calls)


@pytest.fixture(params=sorted(CLIENTS))
def screen(request: pytest.FixtureRequest, neighbour: Neighbour) -> Screen:
    """The screen of each invented client in turn: one a zone."""
    return screen_of(neighbour.api.screen(str(request.param)))[0]


@pytest.fixture
def notes(neighbour: Neighbour) -> dict[str, Say]:
    """What each variable means."""
    return screen_of(neighbour.api.screen(str(min(CLIENTS))))[1]
