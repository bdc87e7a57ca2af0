"""The search: one call a client, and a sentence for whatever goes wrong."""

import pytest
import requests
from dash import no_update

from appli.search import fetched, problem, recovered
from appli.texts import Texts
from tests.appli.conftest import Neighbour
from tests.appli.test_client import answering
from tests.appli.test_panels import read


def test_a_client_is_fetched_by_one_call(neighbour: Neighbour) -> None:
    screen, notes, status, trouble, reference = fetched("193423", None, neighbour.api)
    assert (screen["client"], status, trouble, reference) == ("193423", {"kind": "ok", "client": "193423"}, no_update, "fake-1")
    assert notes
    assert len(neighbour.calls) == 1
    assert fetched("193423", "fake-1", neighbour.api)[4] is no_update


@pytest.mark.parametrize(("client", "kind"), [("4", "unknown"), ("abc", "bad")])
def test_a_wrong_number_clears_the_screen(neighbour: Neighbour, client: str, kind: str) -> None:
    assert fetched(client, None, neighbour.api)[:4] == (None, None, *[{"kind": kind, "client": client}] * 2)


def test_silence_and_garbage_clear_the_screen(neighbour: Neighbour) -> None:
    assert fetched("193423", None, answering('{"score": {}}').api)[3] == {"kind": "error", "client": "193423"}
    neighbour.transport.failure = requests.Timeout()
    assert fetched("193423", None, neighbour.api)[:3] == (None, None, {"kind": "down", "client": "193423"})


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", ["unknown", "bad", "empty", "down", "error"])
def test_every_trouble_has_a_sentence_and_a_remedy(kind: str, lang: str) -> None:
    said = read(problem({"kind": kind, "client": "12"}, Texts(lang)))
    assert said.count(" | ") == (2 if kind in ("down", "error") else 1)


def test_the_screen_comes_back_by_itself(neighbour: Neighbour) -> None:
    down = {"kind": "down", "client": "193423"}
    neighbour.transport.failure = requests.ConnectionError()
    assert recovered(1, down, None, neighbour.api) == (no_update, no_update, no_update)
    neighbour.transport.failure = None
    query, status, version = recovered(2, down, None, neighbour.api)
    assert (query["client"], status, version) == ("193423", no_update, "fake-1")
    assert recovered(3, {"kind": "down", "client": None}, None, neighbour.api)[1:] == ({"kind": "home", "client": None}, "fake-1")


def test_a_page_served_without_the_api_learns_the_model_wherever_it_is(neighbour: Neighbour) -> None:
    elsewhere = {"kind": "model", "client": None}
    assert recovered(1, elsewhere, None, neighbour.api) == (no_update, no_update, "fake-1")
    asked = neighbour.transport.asked
    assert recovered(2, elsewhere, "fake-1", neighbour.api) == (no_update, no_update, no_update)
    assert neighbour.transport.asked == asked
