"""The client of the API: what it asks, what it keeps, how it fails."""

from typing import Any

import pytest
import requests
from flask import Flask, Response

from appli.errors import ApiDown, ApiError, BadNumber, TooMany, UnknownClient
from appli.views import screen_of
from tests.appli.conftest import Neighbour, client_over
from tests.appli.fake_people import CLIENTS


def answering(body: str, status: int = 200) -> Neighbour:
    """An API that always answers this."""
    app = Flask("garbage")
    app.add_url_rule("/<path:any>", "any", lambda **_: Response(body, status, content_type="application/json"))
    return client_over(app)


def test_one_client_is_one_call(neighbour: Neighbour) -> None:
    neighbour.api.screen("193423")
    assert neighbour.calls == ["/get_client_screen/193423"]


@pytest.mark.parametrize(("number", "error"), [("4", UnknownClient), ("abc", BadNumber), ("9" * 20, BadNumber)])
def test_numbers_that_lead_nowhere(neighbour: Neighbour, number: str, error: type[ApiError]) -> None:
    with pytest.raises(error):
        neighbour.api.screen(number)


def test_a_number_cannot_change_the_path(neighbour: Neighbour) -> None:
    with pytest.raises(ApiError):
        neighbour.api.screen("../model?x=1")
    assert all(call.startswith("/get_client_screen/") for call in neighbour.calls)


@pytest.mark.parametrize("failure", [requests.ConnectionError(), requests.Timeout(), requests.exceptions.ChunkedEncodingError()])
def test_a_silent_api_is_down(neighbour: Neighbour, failure: Exception) -> None:
    neighbour.transport.failure = failure
    with pytest.raises(ApiDown):
        neighbour.api.screen("193423")
    assert not neighbour.api.ready()
    neighbour.transport.failure = None
    assert neighbour.api.ready()


def test_an_api_that_slows_somebody_down_is_not_down() -> None:
    with pytest.raises(TooMany):
        answering("{}", 429).api.screen("193423")


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_busy_api_is_down(status: int) -> None:
    with pytest.raises(ApiDown):
        answering("{}", status).api.screen("193423")


@pytest.mark.parametrize(("body", "status"), [("<html>", 200), ("[1]", 200), ("null", 200), ("{}", 500), ("{}", 418)])
def test_garbage_is_an_error_but_not_a_silence(body: str, status: int) -> None:
    with pytest.raises(ApiError) as raised:
        answering(body, status).api.screen("193423")
    assert type(raised.value) is ApiError


@pytest.mark.parametrize("ask", ["model", "importance", "beeswarm"])
def test_a_reference_answer_without_its_promise_is_an_error(ask: str) -> None:
    with pytest.raises(ApiError, match="lacks"):
        getattr(answering('{"model_version": "1"}').api, ask)()


@pytest.mark.parametrize("body", ["{}", '{"data": ["x"], "total": 1}', '{"data": null, "total": 1}'])
def test_an_unreadable_list_is_an_error(body: str) -> None:
    with pytest.raises(ApiError):
        answering(body).api.client_ids("1")


def test_ids_of_a_prefix(neighbour: Neighbour) -> None:
    assert neighbour.api.client_ids("1934") == ([193423], 1, False)
    assert neighbour.api.client_ids("1", limit=2)[1] == len(CLIENTS)


def test_reference_answers_are_kept_until_too_old_or_of_another_model(neighbour: Neighbour) -> None:
    for _ in range(3):
        neighbour.api.model("fake-1")
    assert neighbour.calls == ["/model"]
    neighbour.api.model("fake-2")
    neighbour.clock[0] = 601
    neighbour.api.model("fake-1")
    assert neighbour.calls == ["/model"] * 3


def test_few_answers_are_kept(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appli.client.KEPT_ANSWERS", 1)
    neighbour.api.model()
    neighbour.api.importance()
    neighbour.api.model()
    assert neighbour.calls == ["/model", "/get_feature_importance", "/model"]


def test_the_screen_adds_up(neighbour: Neighbour) -> None:
    answer: dict[str, Any] = neighbour.api.screen("193423")
    screen, notes = screen_of(answer)
    assert screen["total_points"] == pytest.approx(answer["shap"]["sum"] * screen["points_per_unit"])
    assert [feature["name"] for feature in screen["features"]] == list(answer["info"]["labels"]) == list(notes)


def test_a_screen_without_its_promise_is_refused() -> None:
    with pytest.raises(KeyError):
        screen_of({"score": {}, "info": {"labels": {}}})
