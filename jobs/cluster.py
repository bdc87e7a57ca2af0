"""What the jobs do on a Spark cluster: features and answers, partition by partition, into a folder of Parquet files."""

import argparse
import os
import shutil
import tempfile
import zipfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow.dataset as ds

from jobs.replacing import put_in_place
from scoring.errors import BadData
from scoring.features import spark
from scoring.features.sources import Sources
from scoring.tables import CLIENT, TARGET

if TYPE_CHECKING:
    from scoring.model import Model

PACKAGES: Final = ("scoring", "jobs")
"""What a worker's Python runs of this project; the libraries must be there already."""


def build_features(options: argparse.Namespace) -> int:
    """Write every client's features. Returns how many clients there are. Raises ScoringError; nothing is written then."""
    draft = _draft(options.out)
    with spark.session(options.spark_master) as session:
        sources = spark.open_folder(session, options.data, with_target=options.with_target)
        found = spark.frame(sources)
        target = [found[TARGET].cast("tinyint").alias(TARGET)] if options.with_target else []
        return _write(found.select(CLIENT, *target, *found.columns[2:]), sources, draft, options.out)


def score(options: argparse.Namespace, model: "Model") -> int:
    """Write every client's answer. Returns how many clients there are. Raises ScoringError; nothing is written then."""
    from pyspark.sql.pandas.types import from_arrow_schema

    from jobs.score_batch import answered_by_a_worker, schema
    from jobs.screening import screen

    draft = _draft(options.out)
    with tempfile.TemporaryDirectory() as scratch, spark.session(options.spark_master) as session:
        sources = spark.open_folder(session, options.data)
        outside = screen(sources)
        session.sparkContext.addPyFile(str(_code(Path(scratch))))
        model_there = session.sparkContext.broadcast(model)  # a worker's Python opens it once
        rows = spark.frame(sources).select(CLIENT, *model.features)
        spread = rows.repartition(session.sparkContext.defaultParallelism)  # explaining starts with work that is once a part
        answers = spread.mapInArrow(partial(answered_by_a_worker, model_there, outside), from_arrow_schema(schema()))
        return _write(answers, sources, draft, options.out)


def _code(folder: Path) -> Path:
    """This project's modules as an archive, which must stay there as long as the session."""
    root, archive = Path(__file__).resolve().parents[1], folder / f"{folder.name}.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in (path for package in PACKAGES for path in (root / package).rglob("*")):
            if path.suffix == ".py" or path.is_dir():  # a folder without __init__.py is a package only if it is listed
                packed.write(path, path.relative_to(root))
    return archive


def _draft(out: Path) -> Path:
    """Where the files are written first, beside ``out``; known before hours are spent on them. Raises BadData."""
    if out.name in ("", ".."):
        raise BadData(f"{out} would replace a folder that holds more than a job's files: give --out a name.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(out, error) from None
    return out.with_name(f".{out.name}.{os.getpid()}")


def _unwritable(out: Path, error: OSError) -> BadData:
    return BadData(f"{out} cannot be written ({error.strerror or error}): choose another --out.")


def _write(frame: Any, sources: Sources, draft: Path, out: Path) -> int:
    """Write a data frame beside ``out`` first and then in its place. Returns its number of rows. Raises BadData."""
    try:
        with spark.reading(sources):
            frame.write.parquet(draft.resolve().as_uri())
        put_in_place([(draft, out)])
    except OSError as error:
        raise _unwritable(out, error) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return int(ds.dataset(out).count_rows())
