"""The same features on Spark, for populations that one machine cannot hold. Needs Java 17; every worker must see the folder.

The expressions are those that DuckDB runs. What Spark would read otherwise is set right here, for all of them at once.
"""

import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import ibis
import ibis.expr.operations as ops

from scoring.errors import NotReady
from scoring.features import files
from scoring.features.pipeline import Kind, feature_table
from scoring.features.sources import Sources, open_with

SETTINGS: Final = {
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "40000",
    "spark.sql.shuffle.partitions": "32",
    # Hundreds of aggregates make code that is too long for the JVM to compile: trying takes longer than it saves.
    "spark.sql.codegen.wholeStage": "false",
    "spark.executorEnv.TQDM_DISABLE": "1",
    "spark.executorEnv.OMP_WAIT_POLICY": "PASSIVE",
}
"""What the job needs. Memory and the like are the cluster's own configuration (``spark-defaults.conf``)."""
LOCAL: Final = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.driver.memory": "2g"}


@contextmanager
def session(master: str) -> Iterator[Any]:
    """A Spark session on the cluster ``master`` ("local[2]", "spark://host:7077"), stopped afterwards unless it was there before.

    Raises NotReady when there is no Java or no such cluster.
    """
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise NotReady("Spark needs Java 17 and there is none: `apt-get install openjdk-17-jre-headless`, or use --engine duckdb.")
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")  # it is Arrow that goes to and fro
    from pyspark.sql import SparkSession

    before = SparkSession.getActiveSession()
    spark = before or _start(master)
    try:
        yield spark
    finally:
        if before is None:
            spark.stop()


def _start(master: str) -> Any:
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("pret-a-depenser")
    for name, value in (SETTINGS | (LOCAL if master.startswith("local") else {})).items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except Exception as error:
        raise NotReady(f"Spark does not start on {master} ({type(error).__name__}): check --spark-master.") from None


def open_folder(spark: Any, folder: Path, *, with_target: bool = False) -> Sources:
    """Open the raw tables of a folder with a Spark session and check them. Raises BadData naming the file and the remedy."""
    return open_with(ibis.pyspark.connect(spark), folder.resolve(), with_target)


def frame(sources: Sources, kind: Kind = "float32") -> Any:
    """The Spark data frame of :func:`feature_table`, not yet computed."""
    table = as_duckdb_reads(feature_table(sources, kind=kind))
    with reading(sources):
        return sources.connection.raw_sql(ibis.to_sql(table, dialect="pyspark"))


def reading(sources: Sources) -> Any:
    """Turn whatever Spark says while it computes into one sentence that names the files."""
    return files.reading(" or ".join(str(path) for path in sources.paths.values()))


def as_duckdb_reads(table: Any) -> Any:
    """The same table, made so that Spark gives it DuckDB's values.

    A number written 365.25 is a decimal to Spark, which rounds quotients of decimals to six digits.
    """
    found = table.op()
    written = (literal for literal in found.find(ops.Literal) if literal.dtype.is_floating() and literal.value is not None)
    return found.replace({number: ops.Cast(number, to="float64") for number in written}).to_expr()
