"""The committed aggregates tell of groups of at least 30 people, and of nobody in particular."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring import tables
from scoring.errors import BadData
from scoring.population.fit import refuse_small_groups
from scoring.population.margins import PEOPLE, ROUNDING, Margin, fit_margin, scores
from scoring.population.sample import AGGREGATES, load, sample

SAMPLE = Path(__file__).parents[4] / "shared/data/home_credit"


def margins() -> list[tuple[str, Margin]]:
    population = load()
    inside = [
        (f"{table}.{column}[{key}]", margin)
        for table, model in population.models.items()
        for column, cells in model.margins.items()
        for key, margin in cells.items()
    ]
    counts = [
        (f"{table} rows[{split}]", margin) for table, model in population.models.items() for split, margin in (model.count or {}).items()
    ]
    return inside + counts + list(population.extras.items())


def test_no_figure_about_fewer_than_thirty_people() -> None:
    assert not {name: margin.smallest() for name, margin in margins() if margin.smallest() < PEOPLE - ROUNDING}


def test_a_level_a_gap_and_an_absence_of_fewer_than_thirty_people_are_counted() -> None:
    assert Margin(100.0, 0.0, (1.0, 2.0), (0.75, 0.25)).smallest() == 25
    assert Margin(100.0, 0.0, quantiles=(0.0, 1.0, 1.0, 2.0), orders=(0.0, 40.0, 40.0, 100.0)).smallest() == 40
    assert Margin(90.0, 0.1, (1.0,), (1.0,)).smallest() == pytest.approx(10)


def test_the_fit_refuses_a_figure_about_fewer_than_thirty_people() -> None:
    refuse_small_groups({"enough": Margin(90.0, 0.0, (1.0,), (1.0,))})
    with pytest.raises(BadData, match="few stands for 29 people"):
        refuse_small_groups({"few": Margin(290.0, 0.0, (1.0, 2.0), (0.9, 0.1))})


def test_orders_and_quantiles_ascend_together() -> None:
    for name, margin in margins():
        assert len(margin.quantiles) == len(margin.orders), name
        if margin.quantiles:
            assert margin.orders[0] == 0, name
            assert margin.orders[-1] == margin.people, name
            assert min(np.diff(margin.orders)) >= 0, name
            assert min(np.diff(margin.quantiles)) >= 0, name


def test_the_file_is_small_and_holds_no_list_of_people() -> None:
    assert AGGREGATES.stat().st_size < 1_000_000
    form = json.loads(AGGREGATES.read_text())
    assert max(map(len, lists(form))) < 12_000  # the triangle of the largest correlation matrix
    assert not any(str(number) in AGGREGATES.read_text() for number in (193423, 111767))


def lists(form: Any) -> list[list[Any]]:
    """Every list inside a JSON value."""
    if isinstance(form, list):
        return [form, *(inner for value in form for inner in lists(value))]
    return [inner for value in form.values() for inner in lists(value)] if isinstance(form, dict) else []


def test_the_ends_of_a_distribution_are_means_not_persons() -> None:
    values = np.concatenate([np.arange(1000.0), [1e9]])
    margin = fit_margin(values, np.ones(len(values)))
    assert margin is not None
    assert margin.quantiles[-1] == pytest.approx(np.sort(values)[-30:].mean(), rel=1e-3)
    assert margin.quantiles[0] == pytest.approx(np.sort(values)[:30].mean(), rel=1e-3)


def test_rare_levels_and_rare_absence_are_dropped() -> None:
    codes = np.array([0.0] * 3000 + [1.0] * 29 + [2.0] * 31 + [np.nan] * 29)
    margin = fit_margin(codes, np.ones(len(codes)), ("common", "rare", "enough"))
    assert margin is not None
    assert margin.levels == ("common", "enough")
    assert margin.missing == 0
    assert sum(margin.shares) == pytest.approx(1)


def test_fewer_than_thirty_people_have_no_margin() -> None:
    assert fit_margin(np.arange(29.0), np.ones(29)) is None
    assert fit_margin(np.arange(100.0), np.full(100, 0.25)) is None  # a hundred rows of 25 people


def test_scores_are_standard_normal_on_a_continuous_column() -> None:
    found = scores(np.random.default_rng(0).exponential(size=5000), np.ones(5000))
    assert abs(found.mean()) < 1e-6
    assert found.std() == pytest.approx(1, abs=0.02)


@pytest.mark.sample
def test_no_drawn_row_is_a_real_one() -> None:
    if not SAMPLE.is_dir():
        pytest.skip(f"the real sample is not at {SAMPLE}")
    import duckdb

    drawn = next(iter(sample(load(), 2000, seed=11)))
    keys = {
        "application": (tables.APPLICATION_FILES, ("DAYS_BIRTH", "DAYS_REGISTRATION", "DAYS_ID_PUBLISH", "AMT_INCOME_TOTAL")),
        "bureau": (("bureau",), ("DAYS_CREDIT", "AMT_CREDIT_SUM", "AMT_CREDIT_SUM_DEBT", "DAYS_CREDIT_UPDATE")),
        "previous_application": (("previous_application",), ("DAYS_DECISION", "AMT_CREDIT", "CNT_PAYMENT", "AMT_ANNUITY")),
    }
    for table, (files, columns) in keys.items():
        source = " union all ".join(f"select {', '.join(columns)} from '{SAMPLE / name}.parquet'" for name in files)  # noqa: S608
        # Without a debt or a term (a card, a closed credit) a date and a round amount are left, which strangers share.
        real = {row for row in duckdb.sql(source).fetchall() if None not in row and row[2] != 0}
        mine = np.stack([drawn[table][column].astype(float) for column in columns], axis=1)
        assert not real & {tuple(row) for row in mine.tolist()}, table
