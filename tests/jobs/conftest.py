"""A small population on disk, drawn once for the tests of the jobs."""

from pathlib import Path

import pytest

from scoring.population.folder import write_population


@pytest.fixture(scope="session")
def applicants(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hundred applicants, no outcome known."""
    folder = tmp_path_factory.mktemp("population") / "applicants"
    write_population(folder, 300, seed=1, borrowers=0.0)
    return folder


@pytest.fixture(scope="session")
def borrowers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two thousand and some borrowers with their outcome."""
    folder = tmp_path_factory.mktemp("population") / "borrowers"
    write_population(folder, 2_200, seed=2, borrowers=1.0)
    return folder
