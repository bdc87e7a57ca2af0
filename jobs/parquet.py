"""Write a Parquet file whole or not at all."""

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from scoring.errors import BadData


@contextlib.contextmanager
def in_place_of(file: Path) -> Iterator[Path]:
    """A path beside ``file`` to write to; what is there in the end takes its place. Raises BadData when the folder refuses."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        yield draft
        draft.replace(file)
    except OSError as error:
        raise BadData(f"{file} cannot be written ({error.strerror or error}): choose another --out.") from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def write(file: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
    """Write batches to ``file`` as they come. Raises BadData when the folder refuses."""
    with in_place_of(file) as draft, pq.ParquetWriter(draft, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
