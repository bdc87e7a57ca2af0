"""What is suggested while a number is typed: numbers and a sentence, or silence."""

from typing import Any

import pytest
import requests
from flask import Flask

from appli.factory import create_app
from appli.suggest import PATH, suggestions
from appli.texts import Texts
from tests.appli.conftest import Neighbour, client_over

NOTHING = {"numbers": [], "said": ""}


def test_suggestions_name_the_clients_and_count_them(neighbour: Neighbour) -> None:
    found = suggestions("1934", neighbour.api, Texts("fr"))
    assert found == {"numbers": ["193423"], "said": "1 numéro de client commence par 1934"}
    assert suggestions(" 19 34 ", neighbour.api, Texts("fr")) == found


@pytest.mark.parametrize(("total", "said"), [(0, "aucun numéro"), (1, "1 numéro"), (2, "2 numéros")])
def test_it_is_said_that_only_one_s_own_portfolios_were_searched(total: int, said: str) -> None:
    app = Flask("bound")
    app.add_url_rule("/get_id_client", "ids", lambda: {"data": list(range(19, 19 + total)), "total": total, "yours_only": True})
    assert suggestions("1", client_over(app).api, Texts("fr"))["said"].startswith(f"Dans vos portefeuilles, {said} de client")


@pytest.mark.parametrize("typed", ["", "12a", "-1", "١٢"])
def test_nothing_is_suggested_for_anything_but_digits(neighbour: Neighbour, typed: str) -> None:
    assert suggestions(typed, neighbour.api, Texts("fr")) == NOTHING
    assert neighbour.calls == []


def test_suggestions_stay_silent_while_the_api_is_down(neighbour: Neighbour) -> None:
    neighbour.transport.failure = requests.ConnectionError()
    assert suggestions("1", neighbour.api, Texts("fr")) == NOTHING


def test_they_are_posted_and_kept_nowhere(neighbour: Neighbour) -> None:
    answer = create_app(client=neighbour.api).server.test_client().post(PATH, json={"typed": "1934", "lang": "en"})
    assert answer.get_json() == {"numbers": ["193423"], "said": "1 client number starts with 1934"}
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("sent", [None, [], "1934", {}, {"typed": 1934}, {"typed": None, "lang": 3}])
def test_a_question_that_is_none_gets_nothing(neighbour: Neighbour, sent: Any) -> None:
    assert create_app(client=neighbour.api).server.test_client().post(PATH, json=sent).get_json() == NOTHING
