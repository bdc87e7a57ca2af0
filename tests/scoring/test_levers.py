"""Each lever of a simulation, pulled for every real applicant: a step in the right direction never raises the PD."""

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from jobs.answers import columns
from scoring import model, tables
from scoring.features import pipeline
from scoring.features.catalogue import BY_NAME
from scoring.features.sources import Sources
from scoring.levers import LEVERS, Lever
from scoring.model import Floats, Model

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT.parent / "shared" / "data" / "home_credit"
STEP = 0.1


def pulled(lever: Lever, step: float) -> Callable[[Sources], Sources]:
    def changed(table: Any) -> Any:
        return table.mutate(**lever.change(table, step))

    def change(sources: Sources) -> Sources:
        if lever.table == tables.APPLICATION.name:
            return replace(sources, application=changed(sources.application))
        return replace(sources, history={**sources.history, lever.table: changed(sources.history[lever.table])})

    return change


def pd_after(served: Model, change: Callable[[Sources], Sources]) -> Floats:
    matrix = pipeline.build_features(SAMPLE, change=change)
    return served.probability_of_default(columns(served, matrix.names, matrix.rows), threads=2)


@pytest.fixture(scope="module")
def served() -> Model:
    return model.load(ROOT / "models")


@pytest.fixture(scope="module")
def before(served: Model) -> Floats:
    return pd_after(served, lambda sources: sources)


@pytest.mark.long
@pytest.mark.skipif(not SAMPLE.is_dir(), reason="the real sample is not at ../shared/data/home_credit")
@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.code)
def test_a_step_never_raises_the_pd_of_anybody(lever: Lever, served: Model, before: Floats) -> None:
    gap = pd_after(served, pulled(lever, STEP)) - before
    lower, higher = (float(np.mean(sign * gap > 1e-12)) for sign in (-1, 1))
    shares = f"PD lower for {lower:.1%}, higher for {higher:.1%}, {gap.mean():+.3%} on average"
    print(f"\n{lever.code}, a step of {STEP:.0%}, {len(gap):,} clients: {shares}")
    assert lower > 0.01
    assert (higher == 0) == lever.one_way


@pytest.mark.parametrize(("income", "after"), [(100_000.0, 110_000.0), (19e6, 20e6), (30e6, 30e6), (math.nan, math.nan)])
def test_a_higher_income_stays_one_that_is_believed(income: float, after: float) -> None:
    change = next(lever.change for lever in LEVERS if lever.code == "income")
    assert change(SimpleNamespace(AMT_INCOME_TOTAL=income), 0.1)["AMT_INCOME_TOTAL"] == pytest.approx(after, nan_ok=True)


def test_what_is_no_sure_help_is_no_advice() -> None:
    assert not [lever.code for lever in LEVERS if lever.advice and not lever.one_way]


def test_constraints_name_features_that_exist(served: Model) -> None:
    assert {name for name in served.features if BY_NAME[name].monotone} >= {"AMT_INCOME_TOTAL", "AMT_CREDIT", "EXT_SOURCE_2"}
