"""Each helper gives the same on a column of the engine and on one record."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.features import arithmetic as a

VALUES = (None, 0.0, 1.0, -2.5, 64.0, 365243.0)
PAIRS = [(x, y) for x in VALUES for y in VALUES]
TEXTS = (None, "Y", "N", "Religion", "XNA")

NUMERIC: dict[str, Callable[[Any, Any], Any]] = {
    "over": a.over,
    "present": lambda x, _: a.present(x),
    "filled": lambda x, _: a.filled(x, 7.0),
    "missing_if": lambda x, _: a.missing_if(x, 365243),
    "missing_outside": lambda x, _: a.missing_outside(x, 0, 63),
    "years": lambda x, _: a.years(x),
    "mean_of": a.mean_of,
    "weighted_mean": lambda x, y: a.weighted_mean({2.0: (x,), 3.0: (y,)}),
    "count_missing": a.count_missing,
    "whole": lambda x, _: a.code_of(a.whole(x), tuple(str(number) for number in range(-10, 100))),
    "least_of": a.least_of,
    "greatest_of": a.greatest_of,
}
TEXTUAL: dict[str, Callable[[Any], Any]] = {
    "is_equal": lambda text: a.is_equal(text, "Y"),
    "code_of": lambda text: a.code_of(text, ("N", "Y")),
    "recode": lambda text: a.code_of(a.recode(text, {"Religion": "N", "XNA": None}), ("N", "Y")),
}


def engine(folder: Path, table: pa.Table, expression: Callable[[Any], Any]) -> list[float | None]:
    pq.write_table(table, folder / "rows.parquet")
    connection = ibis.duckdb.connect()
    rows = connection.read_parquet(str(folder / "rows.parquet"))
    found = rows.select("place", value=expression(rows).cast("float64")).order_by("place").to_pyarrow()
    connection.disconnect()
    return found["value"].to_pylist()


def assert_same(in_engine: list[float | None], plain: list[float]) -> None:
    for column_value, value in zip(in_engine, plain, strict=True):
        assert math.isnan(value) if column_value is None else column_value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("name", NUMERIC)
def test_numbers_give_the_same_in_the_engine_and_on_a_record(name: str, tmp_path: Path) -> None:
    left, right = (pa.array([pair[side] for pair in PAIRS], pa.float64()) for side in (0, 1))
    table = pa.table({"place": range(len(PAIRS)), "x": left, "y": right})
    plain = [NUMERIC[name](math.nan if x is None else x, math.nan if y is None else y) for x, y in PAIRS]
    assert_same(engine(tmp_path, table, lambda rows: NUMERIC[name](rows.x, rows.y)), plain)


@pytest.mark.parametrize("name", TEXTUAL)
def test_texts_give_the_same_in_the_engine_and_on_a_record(name: str, tmp_path: Path) -> None:
    table = pa.table({"place": range(len(TEXTS)), "text": pa.array(TEXTS, pa.string())})
    assert_same(engine(tmp_path, table, lambda rows: TEXTUAL[name](rows.text)), [TEXTUAL[name](text) for text in TEXTS])


def test_today_is_not_a_negative_zero() -> None:
    assert math.copysign(1, a.years(0.0)) == 1


def test_the_values_themselves() -> None:
    assert a.over(3.0, 4.0) == 0.75
    assert math.isnan(a.over(3.0, 0.0))
    assert a.years(-730.5) == 2
    assert a.mean_of(1.0, math.nan, 3.0) == 2
    assert a.weighted_mean({1.0: (1.0,), 3.0: (2.0,)}) == 1.75
    assert a.count_missing(1.0, math.nan) == 1
    assert (a.whole(62.5), a.whole(62.49), a.whole(math.nan)) == ("63", "62", None)
    assert math.isnan(a.missing_outside(117e6, 1, 20e6))
    assert math.isnan(a.code_of("Unheard of", ("N", "Y")))
