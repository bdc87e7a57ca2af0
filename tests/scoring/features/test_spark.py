"""Spark gives what DuckDB gives, on every feature, before anything is rounded to a float32."""

import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from scoring.errors import BadData, NotReady
from scoring.features import spark
from scoring.features.catalogue import FEATURES
from scoring.features.pipeline import feature_table
from scoring.features.sources import open_folder
from scoring.population.folder import write_population
from scoring.tables import CLIENT
from tests.scoring.features.raw import write_applications

CLOSE = 1e-9
FEW = ("application_train", "application_test", "installments_payments", "bureau_balance", "bureau")
"""Tables whose features Spark works out in a few seconds."""
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("population") / "people"
    write_population(folder, 200, seed=11)
    return folder


def as_csv(folder: Path, out: Path, only: Collection[str] = ()) -> Path:
    out.mkdir()
    for file in folder.glob("*.parquet"):
        if only and file.stem not in only:
            continue
        pacsv.write_csv(pq.read_table(file), out / f"{file.stem}.csv")
    return out


def column(table: pa.Table, name: str) -> Any:
    return table[name].to_numpy(zero_copy_only=False).astype(np.float64)


@pytest.mark.parametrize("only", [FEW, pytest.param((), id="every table", marks=pytest.mark.long)])
def test_both_engines_agree_on_every_feature(spark_session: Any, population: Path, tmp_path: Path, only: Collection[str]) -> None:
    folder = as_csv(population, tmp_path / "csv", only)
    by_spark = spark.frame(spark.open_folder(spark_session, folder), "float64").toArrow().sort_by(CLIENT)
    with open_folder(folder) as here:
        by_duckdb = feature_table(here, kind="float64").to_pyarrow().sort_by(CLIENT)
    assert by_spark.column_names == by_duckdb.column_names
    assert by_spark[CLIENT].to_pylist() == by_duckdb[CLIENT].to_pylist()
    for feature in FEATURES:
        found, expected = column(by_spark, feature.name), column(by_duckdb, feature.name)
        np.testing.assert_allclose(found, expected, rtol=CLOSE, atol=CLOSE, err_msg=feature.name)


def test_a_cell_that_is_no_number_is_told_without_it(spark_session: Any, tmp_path: Path) -> None:
    write_applications(tmp_path, [{CLIENT: 77_123}, {CLIENT: 2}])
    as_csv(tmp_path, tmp_path / "csv")
    file = tmp_path / "csv" / "application_test.csv"
    file.write_text(file.read_text("utf-8").replace("77123", "seventy"), "utf-8")
    with pytest.raises(BadData) as told:
        spark.open_folder(spark_session, file.parent)
    assert file.name in str(told.value)
    assert "seventy" not in str(told.value)


def test_without_java_the_remedy_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(shutil, "which", lambda program: None)
    with pytest.raises(NotReady, match="openjdk-17"), spark.session("local[2]"):
        pass
