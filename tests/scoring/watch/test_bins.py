"""The cells: everybody in exactly one of each kind, as the values say; counts that add up to the counts of all."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scoring.watch import Bins
from scoring.watch.bins import SCORES, Column

PEOPLE = 5_000
COLUMNS = (Column("amount", False, (1.0, 2.5, 4.0), 0.7), Column("job", True, (3, 0), 0.3))
BINS = Bins("v", 10.0, COLUMNS, ())


def people(count: int = PEOPLE) -> tuple[Any, Any, Any]:
    rng = np.random.default_rng(4)
    rows = np.column_stack([rng.gamma(2, 1, count), rng.integers(0, 6, count)]).astype(np.float32)
    rows[rng.random((count, 2)) < 0.1] = np.nan
    scores = rng.random(count)
    return rows, scores, np.where(scores < 0.45, 0, np.where(scores > 0.55, 2, 1))


def test_each_value_falls_where_its_bounds_say() -> None:
    rows = np.array([[1.0, 3], [1.1, 0], [2.5, 5], [4.1, np.nan], [np.nan, 1]], dtype=np.float32)
    counts = BINS.count(rows, np.array([0.0, 0.444, 0.445, 0.999, 1.0]), np.array([0, 0, 1, 2, 2]), [(3, 1)])
    assert BINS.of_column(0, counts).tolist() == [1, 2, 0, 1, 1]
    assert BINS.of_column(1, counts).tolist() == [1, 1, 2, 0, 1]  # code 3, code 0, others, missing, a new word
    assert BINS.of_scores(counts).nonzero()[0].tolist() == [0, 44, 99]
    assert BINS.of_scores(counts)[99] == 2
    assert BINS.of_zones(counts).tolist() == [2, 1, 2]


def test_counts_of_parts_add_up_to_the_counts_of_all() -> None:
    rows, scores, zones = people()
    whole = BINS.count(rows, scores, zones)
    parts = [BINS.count(rows[part], scores[part], zones[part]) for part in np.array_split(np.arange(PEOPLE), 7)]
    assert (np.sum(parts, axis=0) == whole).all()
    assert [int(BINS.of_column(place, whole).sum()) for place in (0, 1)] == [PEOPLE, PEOPLE]
    assert BINS.of_scores(whole).sum() == BINS.of_zones(whole).sum() == PEOPLE
    assert BINS.size == len(whole) == 5 + 5 + SCORES + 3


def test_only_a_category_that_is_missing_may_be_a_new_word() -> None:
    rows = np.array([[2.0, np.nan], [2.0, 3.0], [np.nan, 3.0]], dtype=np.float32)
    assert BINS.lacking(rows) == [(0, 1)]


def test_they_are_read_back_as_written_and_any_change_has_another_key() -> None:
    again = Bins.read(BINS.text())
    assert (again.columns, again.key) == (BINS.columns, BINS.key)
    moved = replace(BINS, columns=(replace(COLUMNS[0], bounds=(1.0, 2.6, 4.0)), COLUMNS[1]))
    assert moved.key != BINS.key
    with pytest.raises(ValueError, match="Expecting"):
        Bins.read("no JSON")
