"""What the jobs do on a Spark cluster: features and answers, partition by partition, into a folder of Parquet files."""

import argparse
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.dataset

from scoring.errors import BadData
from scoring.features import spark
from scoring.features.sources import Sources
from scoring.tables import CLIENT, TARGET

if TYPE_CHECKING:
    from scoring.model import Model

PACKAGES: Final = ("scoring", "jobs")
"""What a worker's Python runs of this project; the libraries must be there already."""
PARTS_A_CORE: Final = 4


def build_features(options: argparse.Namespace) -> int:
    """Write every client's features. Returns how many clients there are. Raises ScoringError; nothing is written then."""
    with spark.session(options.spark_master) as session:
        sources = spark.open_folder(session, options.data, with_target=options.with_target)
        found = spark.frame(sources)
        target = [found[TARGET].cast("tinyint").alias(TARGET)] if options.with_target else []
        return _write(found.select(CLIENT, *target, *found.columns[2:]), sources, options.out)


def score(options: argparse.Namespace, model: "Model") -> int:
    """Write every client's answer. Returns how many clients there are. Raises ScoringError; nothing is written then."""
    from pyspark.sql.pandas.types import from_arrow_schema

    from jobs.score_batch import schema

    with spark.session(options.spark_master) as session:
        sources = spark.open_folder(session, options.data)
        _send_code(session)
        model_there = session.sparkContext.broadcast(model)  # a worker's Python opens it once
        rows = spark.frame(sources).select(CLIENT, *model.features)
        spread = rows.repartition(PARTS_A_CORE * session.sparkContext.defaultParallelism)
        answers = spread.mapInArrow(partial(_answered, model_there), from_arrow_schema(schema()))
        return _write(answers, sources, options.out)


def _answered(model_there: Any, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What a worker does with its partition."""
    import numpy as np

    from jobs.score_batch import answered
    from scoring.features.matrix import Matrix

    model = model_there.value
    for batch in batches:
        rows = np.column_stack([batch[name].to_numpy(zero_copy_only=False) for name in model.features])
        yield from answered(model, Matrix(batch[CLIENT].to_numpy(), rows, None, model.features))


def _send_code(session: Any) -> None:
    root = Path(__file__).resolve().parents[1]
    with tempfile.TemporaryDirectory() as scratch:
        archive = Path(scratch) / "pret_a_depenser.zip"
        with zipfile.ZipFile(archive, "w") as packed:
            for file in (file for package in PACKAGES for file in (root / package).rglob("*.py")):
                packed.write(file, file.relative_to(root))
        session.sparkContext.addPyFile(str(archive))


def _write(frame: Any, sources: Sources, out: Path) -> int:
    """Write a data frame beside ``out`` first and then in its place. Returns its number of rows. Raises BadData."""
    draft, earlier = (out.with_name(f".{out.name}.{os.getpid()}{ending}") for ending in ("", ".earlier"))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with spark.reading(sources):
            frame.write.parquet(draft.resolve().as_uri())
        if out.exists():
            out.rename(earlier)
        draft.rename(out)
    except OSError as error:
        raise BadData(f"{out} cannot be written ({error.strerror or error}): choose another --out.") from None
    finally:
        for left in (draft, earlier):
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
    return int(pa.dataset.dataset(out).count_rows())
