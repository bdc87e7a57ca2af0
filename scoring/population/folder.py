"""A drawn population as a folder of Parquet files named as the competition's, whole or not at all."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scoring import tables
from scoring.errors import BadData
from scoring.population.columns import Values
from scoring.population.sample import load, sample
from scoring.tables import TARGET, Table

NOTICE: Final = "demo.json"
TYPES: Final = {"integer": pa.int32(), "number": pa.float64(), "text": pa.string()}


def no_progress(_count: int) -> None:
    """Tell nobody."""


def write_population(
    out: Path, clients: int, seed: int, labelled: bool = False, progress: Callable[[int], object] = no_progress
) -> dict[str, Any]:
    """Draw ``clients`` synthetic people into the folder ``out`` and return what its ``demo.json`` says.

    ``labelled`` names the applications ``application_train`` and gives them TARGET. ``progress`` is told the number of clients
    after each chunk. An earlier demo folder is replaced; any other folder with something in it is refused (BadData).
    """
    if seed < 0:
        raise BadData(f"A seed is a whole number from 0 upwards, not {seed}.")
    population = load()
    chunks = sample(population, clients, seed)
    with _replacing(out) as draft:
        rows = _write(draft, chunks, labelled, progress)
        notice = {"seed": seed, "clients": clients, "aggregates": population.digest, "tables": rows}
        (draft / NOTICE).write_text(json.dumps(notice, indent=2) + "\n")
    return notice


def is_demo(folder: Path) -> bool:
    """Whether a folder was drawn by :func:`write_population`."""
    return (folder / NOTICE).is_file()


@contextmanager
def _replacing(out: Path) -> Iterator[Path]:
    """A draft folder beside ``out`` that takes its place when all went well, and vanishes otherwise."""
    if out.exists() and not is_demo(out) and (not out.is_dir() or any(out.iterdir())):
        raise BadData(f"{out} exists and is not a demo population (it has no {NOTICE}): choose another --out, or remove it.")
    out = out.absolute()
    draft, old = (out.with_name(f".{out.name}.{kind}-{os.getpid()}") for kind in ("draft", "old"))
    try:
        draft.mkdir(parents=True)
        yield draft
        if out.exists():
            out.rename(old)
        draft.rename(out)
    except OSError as error:
        raise BadData(f"{out} cannot be written ({error.strerror or error}): choose another --out.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _write(
    draft: Path, chunks: Iterator[dict[str, dict[str, Values]]], labelled: bool, progress: Callable[[int], object]
) -> dict[str, int]:
    schemas = {_file_name(table, labelled): _schema(table, labelled) for table in tables.ALL}
    rows = dict.fromkeys(schemas, 0)
    with ExitStack() as stack:
        writers = {
            name: stack.enter_context(pq.ParquetWriter(draft / f"{name}.parquet", schema, compression="zstd"))
            for name, schema in schemas.items()
        }
        for chunk in chunks:
            for table in tables.ALL:
                name = _file_name(table, labelled)
                batch = arrow_table(chunk[table.name], schemas[name])
                writers[name].write_table(batch)
                rows[name] += batch.num_rows
            progress(len(chunk["application"][tables.CLIENT]))
    return rows


def _file_name(table: Table, labelled: bool) -> str:
    return tables.APPLICATION_FILES[0 if labelled else 1] if table is tables.APPLICATION else table.name


def _schema(table: Table, labelled: bool) -> pa.Schema:
    fields = [pa.field(name, TYPES[table.kind(name)]) for name in table.columns]
    if labelled and table is tables.APPLICATION:
        fields.insert(1, pa.field(TARGET, pa.int32()))
    return pa.schema(fields)


def arrow_table(raw: dict[str, Values], schema: pa.Schema) -> pa.Table:
    """Raw columns in a schema's order and types; missing values become nulls."""
    return pa.Table.from_arrays([_array(raw[field.name], field.type) for field in schema], schema=schema)


def _array(values: Values, kind: pa.DataType) -> pa.Array:
    if pa.types.is_integer(kind):
        return pa.array(np.asarray(values, dtype=np.int32))
    return pa.array(values, type=kind, from_pandas=True)
