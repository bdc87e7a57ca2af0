"""One small training for the tests of what it leaves."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

import pytest

from jobs import __main__ as command_line
from jobs.train import boosting, metrics, recipe, selection
from jobs.train.report import ablations, quick, scorecard, stability
from scoring.features import lineage

COLUMNS_USED = cache(lineage.columns_used)


@contextmanager
def in_a_hurry() -> Iterator[None]:
    """Few trees, folds and draws, inside the block."""
    with pytest.MonkeyPatch.context() as patch:
        for parameters in (boosting.FIXED, boosting.BASELINE, quick.PARAMETERS):
            patch.setitem(parameters, "num_threads", 1)  # threads would wait for one another longer than they work
        patch.setattr(lineage, "columns_used", COLUMNS_USED)  # asked for at each step, and always the same
        patch.setattr(selection, "SHUFFLES", 4)
        patch.setattr(selection, "ROUNDS", 40)
        patch.setattr(boosting, "MOST_ROUNDS", 40)
        patch.setattr(recipe, "FOLDS", 2)
        for part in (recipe, scorecard):
            patch.setattr(part, "measure", partial(metrics.measure, draws=20))
        patch.setattr(quick, "FOLDS", 2)
        patch.setattr(quick, "ROUNDS", 5)
        patch.setattr(quick, "SEEDS", 1)
        patch.setattr(ablations, "REPEATS", 2)
        patch.setattr(stability, "REFITS", 2)
        yield


@pytest.fixture(scope="session")
def trained(borrowers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``models/``, ``mlruns/`` and ``mlartifacts/``, trained in a hurry on fictitious borrowers."""
    folder = tmp_path_factory.mktemp("trained")
    options = ["--data", str(borrowers), "--models", str(folder / "models"), "--tracking", str(folder / "mlruns"), "--trials", "2"]
    with in_a_hurry():
        assert command_line.main(["train", *options]) == 0
    return folder


@pytest.fixture
def hurried() -> Iterator[None]:
    """A test that fits again what the training fitted does it with as few trees."""
    with in_a_hurry():
        yield
