"""A drawn population as a folder of Parquet files named as the competition's, whole or not at all."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scoring import tables
from scoring.errors import BadData
from scoring.population.columns import SPLIT, TEST, TRAIN, Values
from scoring.population.sample import BORROWERS, Tables, load, sample
from scoring.tables import TARGET

NOTICE: Final = "demo.json"
TYPES: Final = {"integer": pa.int32(), "number": pa.float64(), "text": pa.string()}
ROW_GROUP: Final = 100_000
"""Least rows of a row group (the last one excepted); what waits to be written never exceeds this and a block."""
SIDES: Final = dict(zip((TRAIN, TEST), tables.APPLICATION_FILES, strict=True))


def no_progress(_count: int) -> None:
    """Tell nobody."""


def write_population(
    out: Path, clients: int, seed: int, borrowers: float = BORROWERS, progress: Callable[[int], object] = no_progress
) -> dict[str, Any]:
    """Draw ``clients`` synthetic people into the folder ``out`` and return what its ``demo.json`` says.

    A share ``borrowers`` of them stands in application_train with TARGET, the others in application_test. ``progress`` is told
    the number of clients after each block. An earlier demo folder is replaced; any other folder with something in it is refused
    (BadData). Memory does not grow with ``clients``.
    """
    if seed < 0:
        raise BadData(f"A seed is a whole number from 0 upwards, not {seed}.")
    population = load()
    blocks = sample(population, clients, seed, borrowers)
    with _replacing(out) as draft:
        rows = _write(draft, blocks, progress)
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
        _remove_leftovers(out)
        draft.mkdir(parents=True)
        with held(draft):
            yield draft
            if out.exists():
                out.rename(old)
            draft.rename(out)
    except OSError as error:
        raise BadData(f"{out} cannot be written ({error.strerror or error}): choose another --out.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a lock on a folder, which the system releases however this process ends. Raises BlockingIOError when another has it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _remove_leftovers(out: Path) -> None:
    """Remove what runs that were killed left beside ``out``; a run that still writes holds its draft."""
    for kind in ("draft", "old"):
        for folder in out.parent.glob(f".{out.name}.{kind}-*"):
            with suppress(BlockingIOError, FileNotFoundError), held(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _write(draft: Path, blocks: Iterator[Tables], progress: Callable[[int], object]) -> dict[str, int]:
    with ExitStack() as stack:
        files: dict[str, _File] = {}
        for block in blocks:
            for name, columns in _by_file(block):
                if name not in files:
                    files[name] = stack.enter_context(_File(draft / f"{name}.parquet", _schema(name)))
                files[name].add(columns)
            progress(len(block["application"][tables.CLIENT]))
    return {name: file.rows for name, file in files.items()}


def _by_file(block: Tables) -> Iterator[tuple[str, dict[str, Values]]]:
    """What of a block goes to which file. Every file is named, except one of applications in which nobody stands."""
    split = block["application"][SPLIT]
    for side, name in SIDES.items():
        if (split == side).any():
            yield name, {column: values[split == side] for column, values in block["application"].items()}
    for table in tables.HISTORY:
        yield table.name, block[table.name]


class _File:
    """A Parquet file that receives rows and writes them in row groups of :data:`ROW_GROUP` at least."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.rows = 0
        self._writer = pq.ParquetWriter(path, schema, compression="zstd")
        self._waiting: list[pa.Table] = []

    def add(self, columns: dict[str, Values]) -> None:
        """Take rows."""
        self._waiting.append(arrow_table(columns, self._writer.schema))
        self.rows += self._waiting[-1].num_rows
        if sum(table.num_rows for table in self._waiting) >= ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            group = pa.concat_tables(self._waiting)
            self._writer.write_table(group, row_group_size=max(group.num_rows, 1))
            self._waiting = []

    def __enter__(self) -> "_File":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._flush()
        self._writer.close()


def _schema(file: str) -> pa.Schema:
    table = next((table for table in tables.HISTORY if table.name == file), tables.APPLICATION)
    fields = [pa.field(name, TYPES[table.kind(name)]) for name in table.columns]
    if file == SIDES[TRAIN]:
        fields.insert(1, pa.field(TARGET, pa.int32()))
    return pa.schema(fields)


def arrow_table(raw: dict[str, Values], schema: pa.Schema) -> pa.Table:
    """Raw columns in a schema's order and types; missing values become nulls."""
    return pa.Table.from_arrays([_array(raw[field.name], field.type) for field in schema], schema=schema)


def _array(values: Values, kind: pa.DataType) -> pa.Array:
    if pa.types.is_integer(kind):
        return pa.array(np.asarray(values, dtype=np.int32))
    return pa.array(values, type=kind, from_pandas=True)
