"""Features of the competition's full shape: time and peak memory against DuckDB alone and against pandas, and how both grow.

The population is drawn once into FULL_DATA (``data/full`` unless told): 356,255 clients, 58 million rows; 3 GB more for its CSV copy.
"""

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb

from benchmarks import bare, pandas_kernel
from benchmarks.memory import Run, cores, measured
from deploy.services import ROOT
from scoring import tables
from scoring.features.catalogue import FEATURES
from scoring.tables import CLIENT

CLIENTS: Final = 356_255
SEED: Final = 2018
STEPS: Final = {"1x": CLIENTS // 64, "4x": CLIENTS // 16, "16x": CLIENTS // 4, "full": CLIENTS}
TRIES: Final = 2
MOST_MEGABYTES: Final = 2_500
MOST_TIMES_BARE: Final = 2.0
LEAST_TIMES_PANDAS: Final = 3.0


def main() -> int:
    """Print every figure; 1 when one is not what the product promises."""
    full = Path(os.environ.get("FULL_DATA", ROOT / "data" / "full"))
    draw(full)
    print(f"{cores()} cores, {len(FEATURES)} features, best of {TRIES}")
    with tempfile.TemporaryDirectory(dir=full.parent) as scratch:
        for name, clients in STEPS.items():
            folder = full if clients == CLIENTS else some_clients(full, clients, Path(scratch) / name)
            run = best(ours(folder, Path(scratch)))
            say(f"build-features, Parquet, {name}: {clients:,} clients", run, folder)
        alone = best(bare.command(full))
        say("bare DuckDB aggregates, as many, same files", alone, full)
        csv = as_csv(full, Path(scratch) / "csv")
        from_csv = best(ours(csv, Path(scratch)))
        say("build-features, CSV, full", from_csv, full)
        kernel = measured(pandas_kernel.command(csv))
        say("pandas, the well-known way, same CSV", kernel, full)
    slower, faster = run.seconds / alone.seconds, kernel.seconds / from_csv.seconds
    print(f"{slower:.2f} times the bare aggregates' time; {faster:.1f} times faster than pandas")
    memory = max(run.megabytes, from_csv.megabytes)
    return int(memory > MOST_MEGABYTES or slower > MOST_TIMES_BARE or faster < LEAST_TIMES_PANDAS)


def draw(folder: Path) -> None:
    """Draw the population unless it is there."""
    from scoring.population.folder import write_population

    if not (folder / "demo.json").is_file():
        print(f"drawing {CLIENTS:,} clients into {folder} …")
        write_population(folder, CLIENTS, SEED)


def ours(folder: Path, scratch: Path) -> Sequence[str]:
    """The product's command."""
    return (sys.executable, "-m", "jobs", "build-features", "--data", str(folder), "--out", str(scratch / "features.parquet"))


def best(command: Sequence[str]) -> Run:
    """The quickest of some tries, with the most memory that any took: other work on the machine only ever adds time."""
    tries = [measured(command) for _ in range(TRIES)]
    return Run(min(each.seconds for each in tries), max(each.megabytes for each in tries), max(each.together for each in tries))


def say(what: str, run: Run, folder: Path) -> None:
    """One line: seconds, rows a second, memory."""
    rows = sum(duckdb.sql(f"from '{file}'").count("*").fetchall()[0][0] for file in folder.glob("*.parquet"))
    speed = rows / run.seconds / 1e6
    print(f"{what}: {run.seconds:.1f} s, {rows:,} rows, {speed:.2f} million rows/s, peak {run.megabytes:,.0f} MB", flush=True)


def some_clients(full: Path, clients: int, out: Path) -> Path:
    """The tables of the clients with the smallest numbers, a table a Parquet file."""
    out.mkdir()
    files = {file.stem: file for file in full.glob("*.parquet")}
    numbers = f"select {CLIENT} from {bare.source(full, tables.APPLICATION)} order by 1 limit 1 offset {clients - 1}"  # noqa: S608
    theirs = f"{CLIENT} <= {duckdb.sql(numbers).fetchall()[0][0]}"
    their_credits = f"SK_ID_BUREAU in (select SK_ID_BUREAU from '{files[tables.BUREAU.name]}' where {theirs})"  # noqa: S608
    for name, file in files.items():
        kept = their_credits if name == tables.BUREAU_BALANCE.name else theirs
        duckdb.execute(f"copy (from '{file}' where {kept}) to '{out / file.name}' (compression zstd)")
    return out


def as_csv(folder: Path, out: Path) -> Path:
    """The same tables as the competition publishes them."""
    out.mkdir()
    for file in folder.glob("*.parquet"):
        duckdb.execute(f"copy (from '{file}') to '{out / file.stem}.csv' (header)")
    return out
