"""Made-up raw tables for the tests: every column there, missing unless a row says otherwise."""

import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from scoring import tables
from scoring.features import words
from scoring.tables import APPLICATION, CLIENT, TARGET, Table

TYPES = {"integer": pa.int64(), "number": pa.float64(), "text": pa.string()}
Row = Mapping[str, Any]


def arrow(table: Table, rows: Iterable[Row], extra: Mapping[str, pa.DataType] | None = None) -> pa.Table:
    """Rows as an Arrow table with every column of the raw table."""
    listed = list(rows)
    types = {column: TYPES[table.kind(column)] for column in table.columns} | dict(extra or {})
    return pa.table({column: pa.array([row.get(column) for row in listed], type=kind) for column, kind in types.items()})


def write(folder: Path, name: str, table: pa.Table, ending: str = ".parquet") -> Path:
    """Write a raw table as Parquet or CSV and give its path."""
    path = folder / f"{name}{ending}"
    if ending == ".csv":
        pyarrow.csv.write_csv(table, path)
    else:
        pq.write_table(table, path)
    return path


def write_applications(folder: Path, rows: Iterable[Row], name: str = "application_test", ending: str = ".parquet") -> Path:
    """Write an application file; ``application_train`` gets TARGET too."""
    extra = {TARGET: pa.int64()} if name == "application_train" else None
    return write(folder, name, arrow(APPLICATION, rows, extra), ending)


def write_history(folder: Path, **rows: Iterable[Row]) -> None:
    """Write history tables by name."""
    for table in tables.HISTORY:
        if table.name in rows:
            write(folder, table.name, arrow(table, rows[table.name]))


def write_coverage(folder: Path, **known: Iterable[int]) -> None:
    """Write the coverage file: for each flag, the clients whose history is complete; everyone else's is not."""
    clients = sorted({client for ids in known.values() for client in ids})
    names = [table.coverage for table in tables.HISTORY if table.coverage]
    flags = {name: [client in known.get(name, ()) for client in clients] for name in names}
    write(folder, tables.COVERAGE_FILE, pa.table({CLIENT: clients, **flags}))


def random_application(client: int, draw: random.Random) -> dict[str, Any]:
    """One application with every column that features read, plausible and often missing."""
    row: dict[str, Any] = {column: draw.choice((None, round(draw.uniform(0, 1), 6))) for column in APPLICATION.numbers}
    row |= {column: draw.randint(0, 1) for column in APPLICATION.integers}
    row |= {
        CLIENT: client,
        "AMT_INCOME_TOTAL": draw.choice((117_000_000.0, 0.0, round(draw.uniform(2e4, 1e6), 2))),
        "AMT_CREDIT": round(draw.uniform(4e4, 4e6), 1),
        "AMT_ANNUITY": draw.choice((None, 0.0, round(draw.uniform(2e3, 2e5), 1))),
        "AMT_GOODS_PRICE": draw.choice((None, round(draw.uniform(4e4, 4e6), 1))),
        "CNT_FAM_MEMBERS": draw.choice((None, 1.0, 2.0, 5.0)),
        "DAYS_BIRTH": -draw.randint(7_500, 25_000),
        "DAYS_EMPLOYED": draw.choice((tables.NEVER_DAYS, -draw.randint(0, 9_000))),
        "DAYS_REGISTRATION": -float(draw.randint(0, 9_000)),
        "OWN_CAR_AGE": draw.choice((None, 0.0, 9.0, 63.0, 64.0, 65.0)),
        "NAME_CONTRACT_TYPE": draw.choice(("Cash loans", "Revolving loans", None)),
        "FLAG_OWN_CAR": draw.choice(("Y", "N", None)),
        "FLAG_OWN_REALTY": draw.choice(("Y", "N")),
        "NAME_INCOME_TYPE": draw.choice(("Working", "Pensioner", "Maternity leave", "Student", "Unheard of", None)),
        "OCCUPATION_TYPE": draw.choice((None, *words.OCCUPATION)),
        "ORGANIZATION_TYPE": draw.choice(("XNA", "Religion", *words.ORGANIZATION)),
        "NAME_EDUCATION_TYPE": draw.choice(tuple(words.EDUCATION)),
        "NAME_HOUSING_TYPE": draw.choice(tuple(words.HOUSING)),
    }
    return row
