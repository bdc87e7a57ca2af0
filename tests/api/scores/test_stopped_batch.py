"""The stop button stops a batch whose lines are leaving already."""

import json

from flask import Flask
from flask.testing import FlaskClient

from api import mode
from tests.drawn import Person


def test_the_lines_that_have_not_left_yet_are_refused(app: Flask, http: FlaskClient, people: list[Person]) -> None:
    response = http.post("/score/batch", json={"items": [people[0].id, people[1].id, "abc", people[2].id]})
    lines = response.iter_encoded()
    first = json.loads(next(lines))
    mode.switch(app.extensions["decisions"].ledger(), True, "n.martin", "Dérive constatée.")
    rest = [json.loads(line) for line in lines]
    assert (first["item"], first["status"]) == (0, 200)
    assert [(line["item"], line["status"]) for line in rest] == [(1, 503), (2, 503), (3, 503)]
    assert all(line["type"].endswith(":recommendations-off") and "score" not in line for line in rest)
