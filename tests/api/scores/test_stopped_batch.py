"""A batch whose lines are leaving already when the stop button is pressed, or one of whose clients cannot be read."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api import mode
from scoring.store import Store, StoredClient
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


def test_a_client_whose_row_is_none_fails_alone(http: FlaskClient, people: list[Person], monkeypatch: pytest.MonkeyPatch) -> None:
    found = Store.client

    def broken(store: Store, client: int) -> StoredClient:
        if client == people[1].id:
            raise TypeError("a number where bytes should be")
        return found(store, client)

    monkeypatch.setattr(Store, "client", broken)
    lines = [json.loads(line) for line in http.post("/score/batch", json={"items": [person.id for person in people[:3]]}).text.splitlines()]
    assert [line["status"] for line in lines] == [200, 500, 200]
    assert "bytes" not in json.dumps(lines[1])
