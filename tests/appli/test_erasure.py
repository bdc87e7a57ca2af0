"""Erasing from the screen: who may, what is said first, and that a refusal never passes for an erasure."""

import json
from typing import Any

import pytest
import requests
from dash import no_update
from flask import Flask, jsonify
from plotly.utils import PlotlyJSONEncoder
from urllib3 import PoolManager
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError

from appli import search
from appli.access.people import Person, speak_for
from appli.panels import droits, erasure
from appli.texts import Texts
from tests.appli.conftest import Neighbour, client_over
from tests.appli.test_panels import read

CLIENT = "193423"
LEFT = {"fr": "Détruisez les sauvegardes.", "en": "Destroy the backups."}
CERTIFICATE = {"erasure": 9, "at": "2026-11-22T10:14:31Z", "by": "t.dpo", "client_file": True, "entries": [1, 2], "left_to_do": [LEFT]}
NOTHING = [no_update] * 4
UNREACHED = requests.ConnectionError(MaxRetryError(PoolManager().connection_from_url("http://x"), "/", NewConnectionError(None, "refused")))


def answering(status: int, body: Any = None) -> Neighbour:
    """An API that knows this one route; its calls are those that arrived."""
    app, calls = Flask("eraser"), list[str]()

    def erase(number: str) -> Any:
        calls.append(number)
        return jsonify(body or {}), status

    app.add_url_rule("/rights/<number>", "erase", erase, methods=["DELETE"])
    return client_over(app, calls)


@pytest.mark.parametrize("typed", [CLIENT, " 193 423\u202f"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_once_erased_nothing_of_the_file_is_left_on_the_screen(typed: str, lang: str) -> None:
    near, texts = answering(200, CERTIFICATE), Texts(lang)
    said, screen, notes, status, trouble = erasure.erased(CLIENT, typed, "t.dpo", near.api, texts)
    assert (said, screen, notes, near.calls) == ([], None, None, [CLIENT])
    assert status == {"kind": "erased", "client": CLIENT}
    told = read(search.problem(trouble, texts))
    for sentence in (texts("erase.done", client=CLIENT), texts("erase.done.closed"), LEFT[lang], "t.dpo", texts.moment(CERTIFICATE["at"])):
        assert sentence in told


@pytest.mark.parametrize("typed", [None, "", "19342", "111767"])
def test_another_number_erases_nobody_and_asks_nothing_of_the_api(typed: str | None) -> None:
    near = answering(200, CERTIFICATE)
    said, *screen = erasure.erased(CLIENT, typed, "t.dpo", near.api, Texts("fr"))
    assert (read(said), screen, near.calls) == (Texts("fr")("erase.mismatch"), NOTHING, [])


@pytest.mark.parametrize(
    ("status", "key"),
    [(401, "forbidden"), (403, "forbidden"), (404, "unknown"), (409, "held"), (429, "many"), (500, "unsure"), (503, "unsure")],
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_refusal_says_why(status: int, key: str, lang: str) -> None:
    said, *screen = erasure.erased(CLIENT, CLIENT, "t.dpo", answering(status).api, Texts(lang))
    assert (read(said), screen) == (Texts(lang)(f"erase.{key}"), NOTHING)


@pytest.mark.parametrize("key", ["mismatch", *erasure.REFUSALS.values()])
def test_every_refusal_says_that_nothing_was_erased(key: str) -> None:
    assert Texts("fr")(f"erase.{key}").startswith("Rien n’a été effacé")
    assert Texts("en")(f"erase.{key}").startswith("Nothing was erased")


@pytest.mark.parametrize(
    ("failure", "key"),
    [
        (UNREACHED, "down"),
        (requests.ConnectTimeout(), "down"),
        (requests.ReadTimeout(), "unsure"),
        (requests.ConnectionError(ProtocolError("Connection aborted.")), "unsure"),
    ],
)
def test_an_answer_that_never_came_is_not_said_to_be_a_refusal(failure: Exception, key: str) -> None:
    near = answering(200, CERTIFICATE)
    near.transport.failure = failure
    said, *screen = erasure.erased(CLIENT, CLIENT, "t.dpo", near.api, Texts("fr"))
    assert (read(said), screen) == (Texts("fr")(f"erase.{key}"), NOTHING)


def test_an_answer_that_is_no_certificate_is_not_believed() -> None:
    said, *screen = erasure.erased(CLIENT, CLIENT, "t.dpo", answering(200, {"erasure": 9}).api, Texts("fr"))
    assert (read(said), screen) == (Texts("fr")("erase.unsure"), NOTHING)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_form_says_what_goes_and_what_stays(lang: str) -> None:
    texts = Texts(lang)
    drawn = erasure.form(CLIENT, texts)
    for name, items in erasure.LISTS.items():
        assert all(texts(f"erase.{name}.{item}") in read(drawn) for item in items)
    assert texts("erase.confirm.help", client=CLIENT) in json.dumps(drawn, cls=PlotlyJSONEncoder, ensure_ascii=False)


def test_who_erases_is_not_sent_to_somebody_else() -> None:
    for role, key in (("dpo", "rights.erase.officer"), ("advisor", "rights.erase.text"), ("supervisor", "rights.erase.text")):
        with speak_for(Person("x", (role,))):
            assert droits.told("erase", Texts("fr")) == Texts("fr")(key)
            assert droits.told("erase", Texts("fr", you=True)) == Texts("fr")("rights.erase.text.you")
