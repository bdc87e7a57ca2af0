"""Whatever is sent to be scored or simulated: a 4xx, or an answer that adds up; never a failure."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.intake import fields
from scoring.simulate import DIALS
from scoring.tables import APPLICATION, HISTORY
from tests.api.scores.test_scores import body, lines
from tests.api.test_hostile_bodies import HOSTILE
from tests.drawn import Person, drawn

MANY = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
NUMBERS = st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**400), 10**400), st.floats(0, 1e6))
ANYTHING = st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=5), st.lists(st.integers(), max_size=2))
CODES = st.one_of(st.sampled_from([dial.code for dial in DIALS]), st.sampled_from(["DAYS_BIRTH", "EXT_SOURCE_1"]), st.text(max_size=80))
COLUMNS = st.one_of(st.sampled_from(fields(APPLICATION)), st.text(max_size=8))


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("route", ["/simulate/{client}", "/score", "/score/batch"])
def test_a_hostile_body(http: FlaskClient, people: list[Person], route: str, name: str) -> None:
    response = http.post(route.format(client=people[0].id), data=HOSTILE[name], content_type="application/json")
    assert response.status_code in (400, 413, 422), response.text


@MANY
@given(changes=st.dictionaries(CODES, NUMBERS, max_size=4))
def test_any_change_is_simulated_or_refused(http: FlaskClient, changes: dict[str, Any]) -> None:
    response = http.post(f"/simulate/{drawn()[0].id}", json={"changes": changes})
    assert response.status_code in (200, 400, 422), response.text
    assert response.status_code != 200 or 0 <= response.json["after"]["score"] <= 1


@MANY
@given(changes=st.dictionaries(COLUMNS, ANYTHING, min_size=1, max_size=3))
def test_any_application_is_scored_or_refused(http: FlaskClient, changes: dict[str, Any]) -> None:
    response = http.post("/score", json=body(drawn()[0], None, **changes))
    assert response.status_code in (200, 400, 422), response.text
    assert response.status_code != 200 or 0 <= response.json["score"] <= 1


@MANY
@given(data=st.data())
def test_any_past_is_scored_or_refused(http: FlaskClient, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(HISTORY))
    values = {name: NUMBERS if table.kind(name) == "number" else st.integers(-9_000, 400_000) for name in fields(table)}
    values |= {
        name: st.one_of(st.none(), st.text(max_size=4), st.sampled_from(["Active", "Approved", "Y"]))
        for name in table.texts
        if name in values
    }
    rows = data.draw(st.lists(st.fixed_dictionaries(values), max_size=3))
    response = http.post("/score", json=body(drawn()[0], {table.name: rows}))
    assert response.status_code in (200, 422), response.text
    assert response.status_code != 200 or 0 <= response.json["score"] <= 1


@MANY
@given(items=st.lists(st.one_of(ANYTHING, st.dictionaries(st.text(max_size=12), ANYTHING, max_size=2)), min_size=1, max_size=6))
def test_any_batch_has_a_line_for_each(http: FlaskClient, items: list[Any]) -> None:
    found = lines(http.post("/score/batch", json={"items": items}))
    assert len(found) == len(items)
    assert {line["status"] for line in found} <= {200, 400, 404, 422}
