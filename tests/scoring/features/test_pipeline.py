"""The matrix: known and unknown histories, sentinels, policy's recodings, nothing infinite."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring import tables
from scoring.errors import BadData
from scoring.features import pipeline, words
from scoring.features.catalogue import FEATURES, HISTORY
from scoring.features.pipeline import Matrix, build_features
from scoring.tables import CLIENT, TARGET
from tests.scoring.features.raw import write_applications, write_coverage, write_history

Rows = Iterable[Mapping[str, Any]]


def value(matrix: Matrix, client: int, name: str) -> float:
    return float(matrix.rows[matrix.ids.tolist().index(client), matrix.names.index(name)])


def values(matrix: Matrix, client: int) -> dict[str, float]:
    row = matrix.rows[matrix.ids.tolist().index(client)]
    return dict(zip(matrix.names, row.tolist(), strict=True))


def built(folder: Path, applications: Rows, **history: Rows) -> Matrix:
    write_applications(folder, applications)
    write_history(folder, **history)
    return build_features(folder)


@dataclass
class Built:
    """A matrix, and each step that was told while it was made."""

    matrix: Matrix
    told: list[str]

    @classmethod
    def of(cls, folder: Path) -> "Built":
        told: list[str] = []
        return cls(build_features(folder, progress=told.append), told)


RECODED = [
    ("NAME_INCOME_TYPE", "Maternity leave", "Working"),
    ("NAME_INCOME_TYPE", "Pensioner", "Not working"),
    ("ORGANIZATION_TYPE", "Religion", "Other"),
    ("ORGANIZATION_TYPE", "Police", "Police"),
]
ODD, UNHEARD_OF = 98, 99


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Applications without any history: the last one first, and all that a source may say otherwise."""
    folder = tmp_path_factory.mktemp("alone")
    odd = {"DAYS_EMPLOYED": 365243, "OWN_CAR_AGE": 64.0, "AMT_INCOME_TOTAL": 117e6, "ORGANIZATION_TYPE": "XNA"}
    odd |= {"DAYS_BIRTH": -10_000, "AMT_CREDIT": math.inf, "AMT_ANNUITY": 1e300}
    recoded = [{CLIENT: client, column: raw} for client, (column, raw, _) in enumerate(RECODED, 1)]
    write_applications(folder, [{CLIENT: UNHEARD_OF, "OCCUPATION_TYPE": "Astronauts"}, {CLIENT: ODD, **odd}, *recoded])
    return Built.of(folder)


def test_the_matrix_is_sorted_typed_and_named(alone: Built) -> None:
    matrix = alone.matrix
    assert matrix.ids.tolist() == [1, 2, 3, 4, ODD, UNHEARD_OF]
    assert matrix.names == tuple(feature.name for feature in FEATURES)
    assert matrix.rows.shape == (6, len(FEATURES))
    assert matrix.rows.dtype == np.float32
    assert matrix.target is None


def test_the_target_comes_on_request_and_is_missing_for_test(tmp_path: Path) -> None:
    write_applications(tmp_path, [{CLIENT: 2, TARGET: 1}, {CLIENT: 3, TARGET: 0}], "application_train")
    write_applications(tmp_path, [{CLIENT: 1}])
    target = build_features(tmp_path, with_target=True).target
    assert target is not None
    np.testing.assert_array_equal(target, [np.nan, 1, 0])


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Every history without a row; of the n-th client is known what the n-th block needs, and nothing else."""
    folder = tmp_path_factory.mktemp("empty")
    write_applications(folder, [{CLIENT: number} for number in range(1, len(HISTORY) + 1)])
    write_history(folder, **{table.name: [] for table in tables.HISTORY})
    flags = [table.coverage for table in tables.HISTORY if table.coverage]
    known = {flag: [number for number, block in enumerate(HISTORY, 1) if flag in needed(block)] for flag in flags}
    write_coverage(folder, **known)
    return Built.of(folder)


def needed(block: Any) -> set[str]:
    return {table.coverage for table in block.needs}


@pytest.mark.parametrize("block", HISTORY, ids=lambda block: block.name)
def test_a_known_and_empty_history_is_not_an_unknown_one(empty: Built, block: Any) -> None:
    known = {number: needed(block) <= needed(other) for number, other in enumerate(HISTORY, 1)}
    assert True in known.values()
    assert False in known.values()
    for feature in block.features:
        for number, is_known in known.items():
            expected = feature.empty if is_known and feature.empty is not None else math.nan
            np.testing.assert_equal(value(empty.matrix, number, feature.name), expected)


def test_an_absent_table_is_unknown_for_everyone(tmp_path: Path) -> None:
    matrix = built(tmp_path, [{CLIENT: 1}], bureau=[])
    assert value(matrix, 1, "BUREAU_COUNT") == 0
    assert math.isnan(value(matrix, 1, "PREV_COUNT"))


def test_rows_of_a_client_whose_history_is_partial_are_not_used(tmp_path: Path) -> None:
    write_coverage(tmp_path, full_bureau=[1])
    matrix = built(tmp_path, [{CLIENT: 1}, {CLIENT: 2}], bureau=[{CLIENT: 1}, {CLIENT: 2}])
    assert value(matrix, 1, "BUREAU_COUNT") == 1
    assert math.isnan(value(matrix, 2, "BUREAU_COUNT"))


def test_no_followed_month_is_not_a_clean_record(tmp_path: Path) -> None:
    matrix = built(tmp_path, [{CLIENT: 1}], bureau=[{CLIENT: 1, "SK_ID_BUREAU": 5}], bureau_balance=[])
    assert value(matrix, 1, "BB_MONTHS") == 0
    assert value(matrix, 1, "BB_COVERAGE") == 0
    assert math.isnan(value(matrix, 1, "BB_LATE_SHARE"))
    assert math.isnan(value(matrix, 1, "BB_LATE_MONTHS"))


def test_sentinels_and_slips_are_missing(alone: Built) -> None:
    found = values(alone.matrix, ODD)
    for name in ("EMPLOYED_YEARS", "EMPLOYED_TO_AGE", "OWN_CAR_AGE", "AMT_INCOME_TOTAL", "ORGANIZATION_TYPE", "AMT_CREDIT", "AMT_ANNUITY"):
        assert math.isnan(found[name]), name
    assert not np.isinf(alone.matrix.rows).any()


def test_categories_are_recoded_as_the_policy_asks_and_unheard_of_ones_are_missing(alone: Built) -> None:
    known = {"NAME_INCOME_TYPE": words.INCOME_TYPE, "ORGANIZATION_TYPE": words.ORGANIZATION}
    for client, (column, _, read) in enumerate(RECODED, 1):
        assert list(known[column])[int(value(alone.matrix, client, column))] == read
    assert math.isnan(value(alone.matrix, UNHEARD_OF, "OCCUPATION_TYPE"))


def test_a_file_is_sorted_and_holds_nulls_and_the_target_as_an_integer(tmp_path: Path) -> None:
    write_applications(tmp_path, [{CLIENT: client, TARGET: client % 2} for client in (5, 2, 9)], "application_train")
    file = tmp_path / "it's written.parquet"
    assert pipeline.write_features(tmp_path, file, with_target=True) == 3
    table = pq.read_table(file)
    assert table.column_names[:3] == [CLIENT, TARGET, FEATURES[0].name]
    assert [table[CLIENT].to_pylist(), table[TARGET].to_pylist()] == [[2, 5, 9], [0, 1, 1]]
    assert table["EXT_SOURCE_1"].null_count == 3
    assert set(table.schema.types[2:]) == {pa.float32()}


def test_too_little_memory_is_said_with_its_remedy(tmp_path: Path) -> None:
    write_applications(tmp_path, [{CLIENT: 1}])
    with pytest.raises(BadData, match="--memory"):
        build_features(tmp_path, memory_limit="1MB")
    with pytest.raises(BadData, match="2GB"):
        build_features(tmp_path, memory_limit="plenty")


def test_progress_tells_each_step(empty: Built) -> None:
    assert len(empty.told) == pipeline.steps()
    assert empty.told[1:-1] == [table.name for table in tables.HISTORY]


def test_progress_tells_what_is_absent(alone: Built) -> None:
    assert len(alone.told) == pipeline.steps()
    assert "no installments_payments" in alone.told


def test_a_table_that_breaks_while_it_is_read_is_named(tmp_path: Path) -> None:
    write_applications(tmp_path, [{CLIENT: 1}])
    write_history(tmp_path, bureau=[{CLIENT: 1, "AMT_CREDIT_SUM": number / 7} for number in range(4_000)])
    path = tmp_path / "bureau.parquet"
    content = bytearray(path.read_bytes())
    content[200 : len(content) // 2] = bytes(len(content) // 2 - 200)
    path.write_bytes(content)
    with pytest.raises(BadData, match=r"bureau\.parquet"):
        build_features(tmp_path)
