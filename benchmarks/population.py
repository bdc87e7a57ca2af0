"""How like the real people the demo population is, and how fast the full shape is drawn: ``python -m benchmarks population``."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from jobs.answers import columns
from scoring import model as models
from scoring import tables
from scoring.features import catalogue, pipeline
from scoring.features.pipeline import Matrix
from scoring.population import fidelity
from scoring.population.folder import write_population
from scoring.population.sample import Floats, Values

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT.parent / "shared" / "data" / "home_credit"
SEED = 7
STRONGEST = 30
COVERED = [table.coverage for table in tables.HISTORY if table.coverage and table is not tables.INSTALLMENTS_PAYMENTS]
"""What must be whole for a client to count; payments are whole for nobody in the sample."""
TABLES = [table for table in tables.ALL if table is not tables.INSTALLMENTS_PAYMENTS]


@dataclass(frozen=True)
class Side:
    """One of the two populations: clients whose history is whole, their features, and how to reach their raw rows."""

    folder: Path
    ids: np.ndarray
    matrix: Matrix

    def features(self, names: Sequence[str]) -> Floats:
        """Columns of the matrix, (clients, len(names))."""
        place = {name: index for index, name in enumerate(self.matrix.names)}
        return self.matrix.rows[:, [place[name] for name in names]].astype(float)

    def rows(self, table: tables.Table) -> dict[str, Values]:
        """A raw table's columns, these clients only: numbers with NaN, texts with None."""
        base = duckdb.connect()
        base.register("people", {"id": self.ids})
        found = base.execute(f"select t.* from {self._source(table)} t semi join people on {tables.CLIENT} = id").fetchnumpy()  # noqa: S608
        return {name: _plain(found[name], table.kind(name) == "text") for name in table.columns}

    def _source(self, table: tables.Table) -> str:
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
    return result


def both_sides(folder: Path) -> tuple[Side, Side]:
    """The real clients whose history is whole, and as many drawn ones in the same proportion of borrowers (in ``folder``)."""
    base = duckdb.connect()
    flags = " and ".join(COVERED)
    known = base.execute(f"select {tables.CLIENT}, split = 'train' from '{SAMPLE}/clients_coverage.parquet' where {flags}").fetchnumpy()  # noqa: S608
    ids, borrowers = np.sort(np.asarray(known[tables.CLIENT])), float(np.mean(list(known.values())[1]))
    write_population(folder / "drawn", len(ids), SEED, borrowers)
    (folder / "drawn" / f"{tables.INSTALLMENTS_PAYMENTS.name}.parquet").unlink()
    drawn = pipeline.build_features(folder / "drawn", with_target=True)
    return Side(SAMPLE, ids, _among(pipeline.build_features(SAMPLE, with_target=True), ids)), Side(folder / "drawn", drawn.ids, drawn)


def _among(matrix: Matrix, ids: np.ndarray) -> Matrix:
    kept = np.isin(matrix.ids, ids)
    return Matrix(matrix.ids[kept], matrix.rows[kept], None if matrix.target is None else matrix.target[kept], matrix.names)


def margins(real: Side, drawn: Side) -> Iterator[tuple[str, str, float, float]]:
    """Of every raw column: table, name, distance of the distributions, difference of the shares of missing values."""
    for table in TABLES:
        left, right = real.rows(table), drawn.rows(table)
        for name in table.columns:
            if name not in (tables.CLIENT, "SK_ID_BUREAU", "SK_ID_PREV"):
                yield table.name, name, *_gaps(left[name], right[name], table.kind(name) == "text")


def _gaps(left: Values, right: Values, text: bool) -> tuple[float, float]:
    if text:
        missing = [float(np.mean([value is None for value in values])) for values in (left, right)]
        return fidelity.total_variation(left, right), missing[1] - missing[0]
    return fidelity.ks(left, right), float(np.isnan(right).mean() - np.isnan(left).mean())


def rows_a_client(real: Side, drawn: Side) -> dict[str, tuple[float, float]]:
    """Rows a client of each history table, real and drawn."""
    history = [table for table in TABLES if table is not tables.APPLICATION]
    return {table.name: tuple(len(side.rows(table)[table.columns[0]]) / len(side.ids) for side in (real, drawn)) for table in history}


def groups(names: Sequence[str]) -> dict[str, list[str]]:
    """The features by the table that they come from, and all of them."""
    origin = {feature.name: block.name for block in catalogue.HISTORY for feature in block.features}
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(origin.get(name, "application"), []).append(name)
    found.pop(tables.INSTALLMENTS_PAYMENTS.name, None)
    return found | {"all": [name for group in found.values() for name in group]}


def strongest(model: models.Model) -> list[str]:
    """The features that weigh most in the served model, payments left out (no real client's are whole)."""
    gain = model.booster.feature_importance("gain")
    known = set(groups(model.features)["all"])
    ordered = [model.features[index] for index in np.argsort(-gain)]
    return [name for name in ordered if name in known][:STRONGEST]


def zones(model: models.Model, side: Side) -> np.ndarray:
    """Per cent of clients below, within and above the advisor's zone."""
    pd = model.probability_of_default(columns(model, side.matrix.names, side.matrix.rows), threads=2)
    edges = [model.rule.probability_of_default(bound) for bound in (model.rule.upper, model.rule.lower)]
    return np.array([100 * np.mean(pd > edges[1]), 100 * np.mean((pd >= edges[0]) & (pd <= edges[1])), 100 * np.mean(pd < edges[0])])


def main() -> int:
    """Print the table of fidelity; 1 when the real sample is not there."""
    if not SAMPLE.is_dir():
        print(f"The real sample is not at {SAMPLE}: nothing to compare with.", file=sys.stderr)
        return 1
    model = models.load(ROOT / "models")
    with tempfile.TemporaryDirectory() as folder:
        real, drawn = both_sides(Path(folder))
        print(f"{len(real.ids):,} real clients whose history is whole (payments excepted), as many drawn, seed {SEED}")
        _print_margins(list(margins(real, drawn)))
        _print_rest(model, real, drawn)
    return 0


def _print_margins(found: list[tuple[str, str, float, float]]) -> None:
    for table in TABLES:
        of_table = [row for row in found if row[0] == table.name]
        distances, gaps = np.array([row[2] for row in of_table]), np.array([abs(row[3]) for row in of_table])
        worst = sorted(of_table, key=lambda row: -row[2])[:4]
        named = ", ".join(f"{name} {distance:.3f}" for _, name, distance, _ in worst)
        print(f"KS {table.name}: median {np.median(distances):.3f} of {len(distances)} columns, worst {named}; "
              f"missing share: mean gap {gaps.mean():.4f}, worst {gaps.max():.3f} ({of_table[int(gaps.argmax())][1]})")


def _print_rest(model: models.Model, real: Side, drawn: Side) -> None:
    for name, (left, right) in rows_a_client(real, drawn).items():
        print(f"rows a client, {name}: real {left:.2f}, drawn {right:.2f} ({100 * (right / left - 1):+.1f} %)")
    names = strongest(model)
    gaps = fidelity.rank_gaps(real.features(names), drawn.features(names))
    print(f"rank correlations of the {len(names)} strongest features: mean gap {gaps.mean():.3f}, 95 % below {np.quantile(gaps, 0.95):.3f}")
    print(f"zones (refus, conseiller, accord), per cent: real {zones(model, real).round(1)}, drawn {zones(model, drawn).round(1)}")
    for table, some in groups(model.features).items():
        told = fidelity.told_apart(real.features(some), drawn.features(some), some, SEED)
        first = sorted(told.shares.items(), key=lambda item: -item[1])[:6]
        seen = ", ".join(f"{name} {100 * share:.0f} %" for name, share in first)
        print(f"told apart by {len(some)} features of {table}: AUC {told.auc:.3f} ({seen})")


if __name__ == "__main__":
    sys.exit(main())
