"""The demo looks like the real applicants to the served model: each zone's share is within three points."""

from pathlib import Path

import numpy as np
import pytest

from jobs.answers import columns
from jobs.demo_data import CLIENTS, SEED
from scoring import model as models
from scoring.features import pipeline
from scoring.population.folder import write_population

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT.parent / "shared" / "data" / "home_credit"
HISTORY = ("bureau", "bureau_balance", "previous_application", "POS_CASH_balance", "credit_card_balance", "clients_coverage")


def shares(folder: Path) -> np.ndarray:
    """Per cent of the clients of a folder below, within and above the advisor's zone."""
    model = models.load(ROOT / "models")
    built = pipeline.build_features(folder)
    pd = model.probability_of_default(columns(model, built.names, built.rows), threads=2)
    edges = [model.rule.probability_of_default(bound) for bound in (model.rule.upper, model.rule.lower)]
    return np.array([100 * np.mean(pd > edges[1]), 100 * np.mean((pd >= edges[0]) & (pd <= edges[1])), 100 * np.mean(pd < edges[0])])


@pytest.mark.sample
@pytest.mark.skipif(not SAMPLE.is_dir(), reason="the real sample is not at ../shared/data/home_credit")
def test_zones_of_the_demo_are_those_of_the_real_applicants(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    for name in ("application_test", *HISTORY):
        (real / f"{name}.parquet").symlink_to(SAMPLE / f"{name}.parquet")
    write_population(tmp_path / "demo", CLIENTS, SEED)
    gap = shares(tmp_path / "demo") - shares(real)
    assert np.abs(gap).max() <= 3, gap
