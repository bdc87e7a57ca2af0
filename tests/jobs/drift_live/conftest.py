"""People of the demo, drawn once."""

from pathlib import Path

import pytest

from benchmarks.rehearsal import People
from scoring import model as models

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def people() -> People:
    return People.drawn(models.load(ROOT / "models"), 2_500, seed=8)
