"""Schemathesis over the contract, always the same three thousand cases (``python -m benchmarks fuzz`` asks twice as many): no surprise."""

from flask import Flask

from api.contract.operations import OPERATIONS
from benchmarks.fuzz import fuzz
from tests.api.contract.conftest import app  # noqa: F401  fixture
from tests.api.scores.conftest import committed, people_url  # noqa: F401  fixtures

EACH = 50


def test_no_failure_no_surprise_and_every_operation_succeeds_once(app: Flask) -> None:  # noqa: F811
    found = dict(fuzz(app, EACH))
    assert len(found) == len(OPERATIONS)
    assert all(statuses[200] + statuses[201] for statuses in found.values()), found
    total = sum(statuses.total() for statuses in found.values())
    print(f"\n{total} cases")
    assert total > 3_000
