"""The constant that a score is compared with is as large as a score."""

import statistics

from flask.testing import FlaskClient

from benchmarks.api import _size
from scoring.store import Store
from tests.api.invented import IDS


def test_the_constant_has_the_mean_size_of_the_answers(http: FlaskClient, database_url: str) -> None:
    store, some = Store.open(database_url), IDS[:50]
    answers = [http.get(f"/get_score/{client}").data for client in some]
    assert _size([store.client(client) for client in some]) == round(statistics.mean(map(len, answers)))
    store.close()
