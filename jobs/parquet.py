"""Write a Parquet file whole or not at all."""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from scoring.errors import BadData


def write(file: Path, table: Mapping[str, Any]) -> None:
    """Write columns to ``file``, beside it first and then in its place. Raises BadData when the folder refuses."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table(dict(table)), draft, compression="zstd")
        draft.replace(file)
    except OSError as error:
        raise BadData(f"{file} cannot be written ({error.strerror or error}): choose another --out.") from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
