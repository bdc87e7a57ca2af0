"""Spark on a standalone master with two workers on this machine's loopback: same features and scores as DuckDB, and how long."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyspark

from benchmarks.memory import cores, measured
from deploy.services import LOCALHOST
from scoring.population.folder import write_population
from scoring.tables import CLIENT

CLIENTS: Final = 20_000
SEED: Final = 20
WORKERS: Final = 2
PATIENCE: Final = 120
CLASS: Final = Path(pyspark.__file__).parent / "bin" / "spark-class"
DEPLOY: Final = "org.apache.spark.deploy"


def main() -> int:
    """Print each engine's seconds and the largest difference; 1 when features or scores differ by more than a float32 rounds."""
    with tempfile.TemporaryDirectory() as scratch, cluster(Path(scratch)) as master:
        data = Path(scratch) / "data"
        write_population(data, CLIENTS, SEED)
        print(f"{cores()} cores, {CLIENTS:,} clients, {WORKERS} workers of one core behind {master}")
        gaps = [compared(command, data, Path(scratch), master) for command in ("build-features", "score-batch")]
    return int(max(gaps) > np.finfo(np.float32).eps)


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A master and its workers, stopped afterwards; gives the master's address."""
    os.environ |= {"SPARK_LOCAL_IP": LOCALHOST, "PYSPARK_PYTHON": sys.executable}
    started = [launch(folder, "master", "master.Master", "--host", LOCALHOST, "--port", "0", "--webui-port", "0")]
    try:
        master = said(folder / "master.log", r"spark://[\w.]+:\d+")
        for number in range(WORKERS):
            name = f"worker-{number}"
            options = ("--host", LOCALHOST, "--cores", "1", "--memory", "2g", "--webui-port", "0", "--work-dir", str(folder / name))
            started.append(launch(folder, name, "worker.Worker", *options, master))
            said(folder / f"{name}.log", "Successfully registered with master")
        yield master
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()


def launch(folder: Path, name: str, what: str, *options: str) -> subprocess.Popen[bytes]:
    """One of Spark's services, its words in a file."""
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen([CLASS, f"{DEPLOY}.{what}", *options], stdout=log, stderr=subprocess.STDOUT)


def said(log: Path, pattern: str) -> str:
    """What a service says, once it has said it. Raises TimeoutError."""
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        if found := re.search(pattern, log.read_text("utf-8")):
            return found[0]
        time.sleep(0.2)
    raise TimeoutError(f"{log.name} did not say {pattern}: {log.read_text('utf-8')[-500:]}")


def compared(command: str, data: Path, scratch: Path, master: str) -> float:
    """Run a job on both engines. Returns the largest relative difference of a number; infinite when anything else differs."""
    engines = {"duckdb": (), "spark": ("--engine", "spark", "--spark-master", master)}
    tables = []
    for engine, options in engines.items():
        out = scratch / f"{command}.{engine}"
        job = (sys.executable, "-m", "jobs", command, "--data", str(data), "--out", str(out), *options)
        run = measured(job)
        print(f"{command} by {engine}: {run.seconds:.0f} s", flush=True)
        tables.append(pq.read_table(out).sort_by(CLIENT))
    gap = largest_gap(*tables)
    print(f"{command}: largest relative difference {gap:.1e}")
    return gap


def largest_gap(expected: pa.Table, found: pa.Table) -> float:
    """The largest difference of a number relative to its size (at least 1); infinite when something else differs."""
    numbers = [name for name in expected.column_names if pa.types.is_floating(expected.schema.field(name).type)]
    if not found.drop_columns(numbers).cast(expected.drop_columns(numbers).schema).equals(expected.drop_columns(numbers)):
        return float("inf")
    gaps = [0.0]
    for name in numbers:
        one, other = (table[name].to_numpy().astype(np.float64) for table in (expected, found))
        if (np.isnan(one) != np.isnan(other)).any():
            return float("inf")
        gaps.append(float(np.nanmax(np.abs(one - other) / np.maximum(1, np.abs(one)), initial=0.0)))
    return max(gaps)
