"""What DuckDB alone needs for as many numeric aggregates a table as there are features: ``python -m benchmarks.bare FOLDER``."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from typing import Final

import duckdb

from scoring import tables
from scoring.features.catalogue import HISTORY, ROW_LEVEL
from scoring.features.sources import MEMORY
from scoring.tables import CLIENT, Table

FUNCTIONS: Final = ("min", "max", "avg", "sum", "stddev_samp")


def aggregate_everything(folder: Path, out: Path) -> None:
    """Aggregate each table of a folder of Parquet files by client, into one Parquet file a table."""
    engine = duckdb.connect(config={"memory_limit": MEMORY})
    numbers = {tables.APPLICATION.name: len(ROW_LEVEL)} | {block.name: len(block.features) for block in HISTORY}
    for table in tables.ALL:
        columns = ", ".join(islice(aggregates(table), numbers[table.name]))
        engine.execute(f"copy (select {CLIENT}, {columns} from {source(folder, table)} group by {CLIENT}) to '{out / table.name}.parquet'")  # noqa: S608


def aggregates(table: Table) -> Iterator[str]:
    """As many different aggregates of the table's numbers as anyone asks for.

    Multiples, not sums with a constant: DuckDB computes ``sum(x + 1)`` from ``sum(x)``, which would be one aggregate for two.
    """
    numbers = [column for column in (*table.integers, *table.numbers) if column != CLIENT]
    for more in count():
        yield from (f"{name}({column} * {1 + more})::float as {name}_{column}_{more}" for name in FUNCTIONS for column in numbers)


def source(folder: Path, table: Table) -> str:
    """What to read for a table; the months of credits elsewhere get their client from the credits."""
    if table is tables.APPLICATION:
        files = sorted(str(file) for name in tables.APPLICATION_FILES for file in folder.glob(f"{name}.parquet"))
        return f"read_parquet({files}, union_by_name = true)"
    owners = f" join (select {CLIENT}, SK_ID_BUREAU from '{folder / tables.BUREAU.name}.parquet') using (SK_ID_BUREAU)"  # noqa: S608
    return f"'{folder / table.name}.parquet'" + (owners if CLIENT not in table.columns else "")


def command(folder: Path) -> Sequence[str]:
    """How to run this module alone."""
    return (sys.executable, "-m", "benchmarks.bare", str(folder))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        aggregate_everything(Path(sys.argv[1]), Path(scratch))
