"""How like the real people the demo population is, and how fast the full shape is drawn: ``python -m benchmarks population``."""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow.parquet as pq

from jobs.answers import columns
from scoring import model as models
from scoring import tables
from scoring.features import burden, catalogue, pipeline
from scoring.features.pipeline import Matrix
from scoring.population import fidelity
from scoring.population.columns import Values
from scoring.population.copula import Floats
from scoring.population.folder import write_population
from scoring.tables import Table

ROOT: Final = Path(__file__).resolve().parents[1]
SAMPLE: Final = ROOT.parent / "shared" / "data" / "home_credit"
SEED: Final = 7
STRONGEST: Final = 30
MOST_ROWS: Final = 9_000
"""Rows of each side that a classifier of raw rows is shown."""
TABLES: Final = tuple(table for table in tables.ALL if table is not tables.INSTALLMENTS_PAYMENTS)
"""What is compared: payments are whole for nobody in the sample."""
COVERED: Final = tuple(table.coverage for table in TABLES if table.coverage)
KEYS: Final = (tables.CLIENT, "SK_ID_BUREAU", "SK_ID_PREV")
FULL: Final = 356_255
COMPETITION: Final = {
    "application_train": 307_511,
    "application_test": 48_744,
    "bureau": 1_716_428,
    "bureau_balance": 27_299_925,
    "previous_application": 1_670_214,
    "POS_CASH_balance": 10_001_358,
    "credit_card_balance": 3_840_312,
    "installments_payments": 13_605_401,
}
"""Rows of the competition's tables."""


@dataclass(frozen=True)
class Side:
    """One of the two populations: clients whose history is whole, their features, and how to reach their raw rows."""

    folder: Path
    ids: np.ndarray
    matrix: Matrix

    def features(self, names: Sequence[str]) -> Floats:
        """Columns of the matrix, (clients, len(names))."""
        place = {name: index for index, name in enumerate(self.matrix.names)}
        return np.asarray(self.matrix.rows[:, [place[name] for name in names]].astype(float))

    def rows(self, table: Table) -> dict[str, Values]:
        """A raw table's columns, these clients only: numbers with NaN, texts with None."""
        base = duckdb.connect()
        base.register("people", {"id": self.ids})
        found = base.execute(f"select t.* from {self._source(table)} t semi join people on {tables.CLIENT} = id").fetchnumpy()  # noqa: S608
        return {name: _plain(found[name], table.kind(name) == "text") for name in table.columns}

    def _source(self, table: Table) -> str:
        if table is tables.APPLICATION:
            parts = (f"select * from '{self.folder / name}.parquet'" for name in tables.APPLICATION_FILES)  # noqa: S608
            return f"({' union all by name '.join(parts)})"
        if table is tables.BUREAU_BALANCE:
            return f"(select * from '{self.folder / table.name}.parquet' join '{self.folder}/bureau.parquet' using (SK_ID_BUREAU))"  # noqa: S608
        return f"'{self.folder / table.name}.parquet'"


def _plain(values: Any, text: bool) -> Values:
    gone, plain = np.ma.getmaskarray(values), np.ma.getdata(values)
    result = plain.astype(object if text else float)
    result[gone] = None if text else np.nan
    return np.asarray(result)


def both_sides(folder: Path) -> tuple[Side, Side]:
    """The real clients whose history is whole, and as many drawn ones (in ``folder``) in the same proportion of borrowers."""
    known = duckdb.sql(f"select {tables.CLIENT}, split from '{SAMPLE}/clients_coverage.parquet' where {' and '.join(COVERED)}").fetchnumpy()  # noqa: S608
    ids, borrowers = np.sort(np.asarray(known[tables.CLIENT])), float(np.mean(np.asarray(known["split"]) == "train"))
    write_population(folder / "drawn", len(ids), SEED, borrowers)
    (folder / "drawn" / f"{tables.INSTALLMENTS_PAYMENTS.name}.parquet").unlink()
    drawn, everyone = (pipeline.build_features(source) for source in (folder / "drawn", SAMPLE))
    kept = np.isin(everyone.ids, ids)
    real = Matrix(everyone.ids[kept], everyone.rows[kept], None, everyone.names)
    return Side(SAMPLE, ids, real), Side(folder / "drawn", drawn.ids, drawn)


def margins(table: Table, real: dict[str, Values], drawn: dict[str, Values]) -> Iterator[tuple[str, float, float]]:
    """Of every raw column of a table: name, distance of the distributions, difference of the shares of missing values."""
    for name in table.columns:
        if name in KEYS:
            continue
        if table.kind(name) == "text":
            missing = [float(np.mean([value is None for value in side[name]])) for side in (real, drawn)]
            yield name, fidelity.total_variation(real[name], drawn[name]), missing[1] - missing[0]
        else:
            gap = np.isnan(drawn[name]).mean() - np.isnan(real[name]).mean()
            yield name, fidelity.ks(real[name], drawn[name]), float(gap)


def told_rows(table: Table, real: dict[str, Values], drawn: dict[str, Values]) -> fidelity.Told:
    """How well raw rows of a table are told apart, one row at a time, numbers of clients and credits left out."""
    names = [name for name in table.columns if name not in KEYS]
    rng = np.random.default_rng(SEED)
    chosen = [rng.permutation(len(side[names[0]]))[:MOST_ROWS] for side in (real, drawn)]
    sides = [[side[name][some] for name in names] for side, some in zip((real, drawn), chosen, strict=True)]
    coded = [_coded(left, right) for left, right in zip(*sides, strict=True)]
    return fidelity.told_apart(*(np.stack(side, axis=1) for side in zip(*coded, strict=True)), names, SEED)


def _coded(left: Values, right: Values) -> tuple[Floats, Floats]:
    """Texts as the rank of each in the alphabet; numbers as they are."""
    if left.dtype != object:
        return left, right
    code = {name: float(i) for i, name in enumerate(sorted({*left, *right} - {None}))}
    first, second = (np.array([code.get(value, np.nan) for value in values]) for values in (left, right))
    return first, second


def groups(names: Sequence[str]) -> dict[str, list[str]]:
    """The features by the table that they come from (those of several apart), and all of them; payments are left out."""
    origin = {feature.name: block.name for block in catalogue.HISTORY for feature in block.features}
    origin |= {feature.name: "several tables" for feature in burden.FEATURES}
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(origin.get(name, tables.APPLICATION.name), []).append(name)
    found.pop(tables.INSTALLMENTS_PAYMENTS.name, None)
    return found | {"all": [name for group in found.values() for name in group]}


def strongest(model: models.Model) -> list[str]:
    """The features that weigh most in the served model, those of payments left out."""
    known = set(groups(model.features)["all"])
    ordered = [model.features[index] for index in np.argsort(-model.booster.feature_importance("gain"))]
    return [name for name in ordered if name in known][:STRONGEST]


def zones(model: models.Model, side: Side) -> Floats:
    """Per cent of applicants (no borrower: the model has seen the real ones) below, within and above the advisor's zone."""
    applicants = pq.read_table(side.folder / f"{tables.APPLICATION_FILES[1]}.parquet", columns=[tables.CLIENT])[tables.CLIENT].to_numpy()
    rows = side.matrix.rows[np.isin(side.matrix.ids, applicants)]
    pd = model.probability_of_default(columns(model, side.matrix.names, rows), threads=1)
    low, high = (model.rule.probability_of_default(bound) for bound in (model.rule.upper, model.rule.lower))
    return 100 * np.array([np.mean(pd > high), np.mean((pd >= low) & (pd <= high)), np.mean(pd < low)])


def main() -> int:
    """Print the time and size of the full shape, then the table of fidelity; 1 when the real sample is not there."""
    if not SAMPLE.is_dir():
        print(f"The real sample is not at {SAMPLE}: nothing to compare with.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        _print_full(Path(folder) / "full")
    model = models.load(ROOT / "models")
    with tempfile.TemporaryDirectory() as folder:
        real, drawn = both_sides(Path(folder))
        print(f"{len(real.ids):,} real clients whose history is whole (payments excepted), as many drawn, seed {SEED}")
        for table in TABLES:
            _print_table(table, real, drawn)
        _print_features(model, real, drawn)
    return 0


def _print_full(out: Path) -> None:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "jobs", "demo-data", "--clients", str(FULL), "--out", str(out)], cwd=ROOT, check=True)
    seconds, memory = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    rows = {name: pq.read_metadata(out / f"{name}.parquet").num_rows for name in COMPETITION}
    print(f"full shape: {sum(rows.values()):,} rows in {seconds:.0f} s, peak memory {memory:.0f} MB")
    for name, count in COMPETITION.items():
        print(f"  {name}: {rows[name]:,} rows, competition {count:,} ({100 * (rows[name] / count - 1):+.1f} %)")


def _print_table(table: Table, real: Side, drawn: Side) -> None:
    left, right = real.rows(table), drawn.rows(table)
    found = sorted(margins(table, left, right), key=lambda column: -column[1])
    worst = ", ".join(f"{name} {distance:.3f}" for name, distance, _ in found[:3])
    absent = max(found, key=lambda column: abs(column[2]))
    told = told_rows(table, left, right)
    counts = [len(rows[table.columns[0]]) / len(side.ids) for rows, side in ((left, real), (right, drawn))]
    print(
        f"{table.name}: {counts[0]:.2f} rows a client, drawn {counts[1]:.2f}; "
        f"KS median {np.median([distance for _, distance, _ in found]):.3f}, worst {worst}; "
        f"missing share, worst gap {absent[0]} {absent[2]:+.3f}; "
        f"rows told apart: AUC {told.auc:.3f} ({_first(told)})"
    )


def _print_features(model: models.Model, real: Side, drawn: Side) -> None:
    names = strongest(model)
    gaps = fidelity.rank_gaps(real.features(names), drawn.features(names))
    print(f"rank correlations of the {len(names)} strongest features: mean gap {gaps.mean():.3f}, 95 % below {np.quantile(gaps, 0.95):.3f}")
    seen = [zones(model, side).round(1) for side in (real, drawn)]
    print(f"zones of applicants (refus, conseiller, accord), per cent: real {seen[0]}, drawn {seen[1]}")
    for table, some in groups(model.features).items():
        told = fidelity.told_apart(real.features(some), drawn.features(some), some, SEED)
        print(f"clients told apart by {len(some)} features of {table}: AUC {told.auc:.3f} ({_first(told)})")


def _first(told: fidelity.Told) -> str:
    ordered = sorted(told.shares.items(), key=lambda item: -item[1])[:3]
    return ", ".join(f"{name} {100 * share:.0f} %" for name, share in ordered)


if __name__ == "__main__":
    sys.exit(main())
