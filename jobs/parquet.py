"""Write a file whole or not at all, Parquet or any other."""

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from scoring.errors import BadData


@contextlib.contextmanager
def in_place_of(file: Path, option: str = "--out") -> Iterator[Path]:
    """An empty file beside ``file`` to write to; it takes the other's place in the end.

    Whatever takes long belongs inside: a place that refuses is told at once. Raises BadData naming ``option``.
    """
    if file.is_dir():  # "." and "" are, too
        raise BadData(f"{file} is a folder: give {option} the name of a file.")
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.touch()
        yield draft
        draft.replace(file)
    except OSError as error:
        raise BadData(f"{file} cannot be written ({error.strerror or error}): choose another {option}.") from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def write(file: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
    """Write batches to ``file`` as they come."""
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
