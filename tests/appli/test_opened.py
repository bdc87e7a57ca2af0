"""The answer about a client's file: what each part of the page becomes, and what is refused."""

import json
from importlib.resources import files
from typing import Any

import pytest

from appli.factory import create_app
from appli.opened import PATH
from appli.search import EMPTIED, FIRST, WRITTEN
from tests.appli.conftest import Neighbour

ASKED = {
    "about": {"client": "193423"},
    "reference": "fake-1",
    "who": "m.durand",
    "lang": "fr",
    "turn": 0,
    "pickers": [None, None, None],
}


def post(neighbour: Neighbour, **changed: Any) -> Any:
    """The answer to a question that differs in some points."""
    return create_app(client=neighbour.api).server.test_client().post(PATH, json=ASKED | changed)


def test_a_file_is_every_part_of_the_page_for_one_call(neighbour: Neighbour) -> None:
    answer = post(neighbour)
    parts = answer.get_json()
    assert {f"{name}.children" for name in EMPTIED} | {f"{name}.data-html" for name in WRITTEN} < parts.keys()
    assert parts["client-bar.data-html"].startswith("<h1>Client 193423</h1>")
    assert "Ce qui pourrait changer" in parts["panel-decision.data-html"]
    assert parts["status.data"]["kind"] == "ok"
    assert [call for call in neighbour.calls if "193423" in call] == ["/get_client_screen/193423"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_browser_puts_in_place_what_is_written_and_dash_empties_the_rest() -> None:
    file, page = ((files("appli") / f"assets/{name}.js").read_text("utf-8") for name in ("file", "page"))
    assert f"const FIRST = {json.dumps(FIRST)};" in file
    assert f"const WRITTEN = [...FIRST, {json.dumps(WRITTEN[len(FIRST) :])[1:-1]}];" in file
    assert f"const EMPTIED = {len(EMPTIED)};" in page


def test_what_stays_as_it_is_is_not_said(neighbour: Neighbour) -> None:
    assert "reference.data" not in post(neighbour).get_json()
    assert "trouble.data" not in post(neighbour).get_json()
    assert post(neighbour, reference="of before").get_json()["reference.data"] == "fake-1"


def test_it_speaks_the_page_s_language(neighbour: Neighbour) -> None:
    assert "What could change" in post(neighbour, lang="en").get_json()["panel-decision.data-html"]


def test_a_client_whom_nobody_knows_empties_every_part(neighbour: Neighbour) -> None:
    parts = post(neighbour, about={"client": "4"}).get_json()
    assert parts["status.data"] == parts["trouble.data"] == {"kind": "unknown", "client": "4"}
    assert not any(parts[name] for name in parts if not name.endswith(".data"))


def test_a_file_is_found_again_by_its_link(neighbour: Neighbour) -> None:
    browser = create_app(client=neighbour.api).server.test_client()
    link = browser.post(PATH, json=ASKED).get_json()["status.data"]["link"]
    again = browser.post(PATH, json=ASKED | {"about": {"client": None, "link": link}}).get_json()
    assert again["status.data"] == {"kind": "ok", "client": "193423", "link": link}


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        "193423",
        {},
        ASKED | {"about": "193423"},
        ASKED | {"about": {"client": 193423}},
        ASKED | {"turn": "one"},
        ASKED | {"turn": 1e999},
        ASKED | {"pickers": [None, None]},
        ASKED | {"pickers": [None, None, 3]},
        ASKED | {"lang": 3},
        {name: value for name, value in ASKED.items() if name != "who"},
    ],
)
def test_a_question_that_is_none_is_refused_and_asks_nobody(neighbour: Neighbour, sent: Any) -> None:
    answer = create_app(client=neighbour.api).server.test_client().post(PATH, data=json.dumps(sent), content_type="application/json")
    assert (answer.status_code, answer.get_json()["detail"]) == (400, "This is not a question about a client's file.")
    assert not [call for call in neighbour.calls if "client" in call]
