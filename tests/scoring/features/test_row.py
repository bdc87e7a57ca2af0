"""Train and serve agree: one record in plain Python gives what the engine gives for the whole table."""

import math
import random
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from scoring.errors import BadData
from scoring.features.catalogue import HISTORY, ROW_LEVEL
from scoring.features.pipeline import Matrix, build_features
from scoring.features.row import row_features, rows_features
from scoring.tables import APPLICATION, CLIENT
from tests.scoring.features.raw import random_application, write_applications, write_history

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT.parent / "shared" / "data" / "home_credit"
HISTORY_NAMES = [feature.name for block in HISTORY for feature in block.features]

MOVED = ("AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE", "AMT_INCOME_TOTAL", "EXT_SOURCE_2", "BUREAU_ACTIVE_DEBT")


def assert_parity(matrix: Matrix, records: list[Mapping[str, Any]]) -> None:
    """Every row-level feature of every record equals the matrix's, history features taken from the matrix."""
    place = {client: row for row, client in enumerate(matrix.ids.tolist())}
    column = {name: position for position, name in enumerate(matrix.names)}
    for record in records:
        row = matrix.rows[place[record[CLIENT]]]
        served = row_features({**record, **{name: float(row[column[name]]) for name in HISTORY_NAMES}})
        trained = [row[column[name]] for name in served]
        np.testing.assert_allclose(list(served.values()), trained, rtol=1e-6, atol=0, equal_nan=True)


def test_a_thousand_made_up_clients(tmp_path: Path) -> None:
    draw = random.Random(7)
    records = [random_application(client, draw) for client in range(1, 1_001)]
    write_applications(tmp_path, records)
    credits = [
        {CLIENT: draw.randint(1, 500), "CREDIT_ACTIVE": "Active", "AMT_CREDIT_SUM_DEBT": draw.uniform(-1e4, 1e6), "AMT_CREDIT_SUM": 3e5}
        for _ in range(900)
    ]
    write_history(tmp_path, bureau=credits)
    matrix = build_features(tmp_path)
    assert 0 < np.isnan(matrix.rows[:, matrix.names.index("DEBT_ELSEWHERE_TO_INCOME")]).mean() < 1
    assert_parity(matrix, records)


@pytest.mark.sample
@pytest.mark.skipif(not SAMPLE.is_dir(), reason=f"needs the real sample in {SAMPLE}")
def test_a_thousand_clients_of_the_sample() -> None:
    rows = pq.read_table(SAMPLE / "application_train.parquet", columns=list(APPLICATION.columns), filters=pc.field(CLIENT) < 110_000)
    records = random.Random(0).sample(rows.to_pylist(), 1_000)
    assert_parity(build_features(SAMPLE), records)


def test_every_row_level_feature_is_given_and_nothing_else() -> None:
    given = row_features(random_application(1, random.Random(1)))
    assert list(given) == [feature.name for feature in ROW_LEVEL]


def test_an_absent_history_is_unknown() -> None:
    given = row_features(random_application(1, random.Random(1)))
    assert math.isnan(given["DEBT_ELSEWHERE_TO_INCOME"])


def test_a_lever_moves_the_ratios_made_of_it() -> None:
    record = random_application(1, random.Random(1)) | {"AMT_CREDIT": 100.0, "AMT_ANNUITY": 10.0, "AMT_INCOME_TOTAL": 50.0}
    before = row_features({**record, "BUREAU_ACTIVE_DEBT": 25.0})
    after = row_features({**record, "AMT_CREDIT": 200.0, "BUREAU_ACTIVE_DEBT": 0.0})
    assert (before["TERM_MONTHS"], after["TERM_MONTHS"]) == (10, 20)
    assert (before["DEBT_WITH_LOAN_TO_INCOME"], after["DEBT_WITH_LOAN_TO_INCOME"]) == (2.5, 4)


def test_a_record_without_a_column_is_refused_by_its_name() -> None:
    record = random_application(1, random.Random(1))
    del record["AMT_CREDIT"]
    with pytest.raises(BadData, match="AMT_CREDIT"):
        row_features(record)


def test_what_is_infinite_is_missing() -> None:
    record = random_application(1, random.Random(1)) | {"AMT_CREDIT": math.inf, "AMT_GOODS_PRICE": 1e300}
    given = row_features(record)
    assert math.isnan(given["AMT_CREDIT"])
    assert math.isnan(given["AMT_GOODS_PRICE"])


def test_serving_imports_no_engine() -> None:
    code = "import sys, scoring.features.row; print(sorted({'ibis', 'duckdb', 'pandas', 'pyarrow'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_many_records_at_once_are_each_one_alone() -> None:
    draw = random.Random(3)
    for client in range(1, 41):
        record = {**random_application(client, draw), "BUREAU_ACTIVE_DEBT": draw.choice((None, 0.0, 5e4)), "PREV_TERM_MEAN": 12.0}
        moved = {name: [draw.choice((0.0, 1.0, 117e6, math.nan, draw.uniform(1e3, 1e6))) for _ in range(8)] for name in MOVED}
        together = rows_features(record, moved)
        for place in range(8):
            alone = row_features(record | {name: values[place] for name, values in moved.items()})
            found = [np.broadcast_to(values, 8)[place] for values in together.values()]
            assert list(together) == list(alone)
            np.testing.assert_array_equal(found, list(alone.values()))
