"""From real tables to the committed aggregates: no row, no figure about fewer than 30 people.

Applications follow ``application_test`` (the current applicants); their dependence is taken from both files, TARGET's from
``application_train``. Histories come from the clients whose history is complete.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from scoring.errors import BadData
from scoring.population import application, bureau, cards, previous
from scoring.population.columns import Column, Sample, Values
from scoring.population.copula import Floats
from scoring.population.margins import Margin, fit_margin
from scoring.population.table_model import Drivers, TableModel, fit_count, fit_rows, fit_single
from scoring.tables import APPLICATION_FILES, CLIENT, COVERAGE_FILE, HISTORY, TARGET

SOURCES = (*APPLICATION_FILES, *(table.name for table in HISTORY if table.name != "installments_payments"), COVERAGE_FILE)
PAYMENTS = ("installments_payments", "installments_payments_partial")


def fit(folder: Path) -> dict[str, Any]:
    """The aggregates (JSON form) of the tables in ``folder``. Raises BadData when a file is missing."""
    base = _open(folder)
    model, drivers, ids = _fit_applications(base)
    fitted: dict[str, Any] = {"application": model.as_dict()}
    for name, columns, derived in (("bureau", bureau.COLUMNS, bureau.DERIVED), ("previous_application", previous.COLUMNS, previous.DERIVED)):
        clients = _covered(base, name, ids)
        fitted[name] = _fit_history(base, name, columns, derived, ids[clients], _of(drivers, clients)).as_dict()
    clients = _covered(base, "credit_card", ids)
    rows = _fetch(base, cards.DERIVED.format(source=_restricted(base, "credit_card_balance", ids[clients])))
    fitted["card"] = _model(cards.COLUMNS, rows, ids[clients], _of(drivers, clients)).as_dict()
    return fitted | {"extras": {name: margin.as_dict() for name, margin in _extras(base).items()}}


def _open(folder: Path) -> duckdb.DuckDBPyConnection:
    base = duckdb.connect()
    for name in SOURCES:
        base.execute(f"create view {name} as select * from '{_file(folder, (name,))}'")
    base.execute(f"create view installments as select * from '{_file(folder, PAYMENTS)}'")
    return base


def _file(folder: Path, names: Sequence[str]) -> Path:
    for name in names:
        for ending in ("parquet", "csv"):
            if (folder / f"{name}.{ending}").is_file():
                return folder / f"{name}.{ending}"
    raise BadData(f"{folder} has no {names[0]}.parquet or {names[0]}.csv: fitting the population needs it.")


def _fetch(base: duckdb.DuckDBPyConnection, query: str) -> dict[str, Values]:
    """A query's columns: numbers as floats with NaN, texts as objects with None."""
    columns: dict[str, Values] = {}
    for name, values in base.execute(query).fetchnumpy().items():
        gone = np.ma.getmaskarray(values)
        plain = np.ma.getdata(values)
        text = plain.dtype == object
        columns[name] = np.where(gone, None, plain) if text else np.where(gone, np.nan, plain.astype(float))
    return columns


def _fit_applications(base: duckdb.DuckDBPyConnection) -> tuple[TableModel, Drivers, Floats]:
    train, test = (application.DERIVED.format(source=name) for name in APPLICATION_FILES)
    data = _fetch(base, f"select *, 'train' as split from ({train}) union all by name select *, 'test' as split from ({test}) order by {CLIENT}")
    size = len(data[CLIENT])
    current = data["split"] == "test"
    shown = {column.name: current for column in application.COLUMNS} | {TARGET: ~current, "ORGANIZATION_TYPE": np.ones(size, bool)}
    model, scored = fit_single(application.COLUMNS, Sample(data, np.ones(size), data[TARGET], data["split"], shown))
    place = [model.latents.index(name) for name in application.DRIVERS]
    return model, Drivers(application.DRIVERS, scored[:, place], model.between[np.ix_(place, place)]), data[CLIENT]


def _covered(base: duckdb.DuckDBPyConnection, table: str, ids: Floats) -> NDArray[np.bool_]:
    known = _fetch(base, f"select {CLIENT} from {COVERAGE_FILE} where full_{table}")[CLIENT]
    return np.asarray(np.isin(ids, known))


def _of(drivers: Drivers, clients: NDArray[np.bool_]) -> Drivers:
    return Drivers(drivers.names, drivers.scores[clients], drivers.correlation)


def _restricted(base: duckdb.DuckDBPyConnection, table: str, ids: Floats) -> str:
    base.register(f"ids_of_{table}", {CLIENT: ids.astype(np.int32)})
    return f"(select * from {table} semi join ids_of_{table} using ({CLIENT}))"


def _fit_history(base: duckdb.DuckDBPyConnection, name: str, columns: Sequence[Column], derived: str, ids: Floats, drivers: Drivers) -> TableModel:
    query = derived.format(source=_restricted(base, name, ids), **{table.name: table.name for table in HISTORY})
    rows = _fetch(base, query)
    counts = np.bincount(np.searchsorted(ids, rows[CLIENT]), minlength=len(ids)).astype(float)
    margin, slopes, noise, grown = fit_count(counts, drivers)
    model = _model(columns, rows, ids, grown)
    return TableModel(model.latents, model.margins, model.slopes, model.between, model.within, margin, slopes, noise)


def _model(columns: Sequence[Column], rows: dict[str, Values], ids: Floats, drivers: Drivers) -> TableModel:
    owner = np.searchsorted(ids, rows[CLIENT])
    weights = 1 / np.bincount(owner, minlength=len(ids))[owner]
    target = drivers.scores[:, drivers.names.index(TARGET)]
    failed = np.where(np.isnan(target), np.nan, (target > 0).astype(float))[owner]
    return fit_rows(columns, Sample(rows, weights, failed, np.zeros(len(owner)), {}), owner, drivers)


def _extras(base: duckdb.DuckDBPyConnection) -> dict[str, Margin]:
    """Distributions drawn apart from any copula."""
    loan = "DAYS_ENTRY_PAYMENT - DAYS_INSTALMENT as x from installments where NUM_INSTALMENT_VERSION"
    queries = {
        "months_late": f"select STATUS::int - 1 as x, {CLIENT} from bureau_balance join bureau using (SK_ID_BUREAU) where STATUS in ('1','2','3','4','5')",
        "months_covered": f"select bool_or(SK_ID_BUREAU in (select SK_ID_BUREAU from bureau_balance))::int as x, {CLIENT} from bureau group by {CLIENT}",
        "loan_lag": f"select {CLIENT}, {loan} > 0",
        "card_lag": f"select {CLIENT}, {loan} = 0",
        "loan_paid": f"select {CLIENT}, least(AMT_PAYMENT / nullif(AMT_INSTALMENT, 0), 1) as x from installments where NUM_INSTALMENT_VERSION > 0",
    }
    return {name: _margin(_fetch(base, query)) for name, query in queries.items()}


def _margin(rows: dict[str, Values]) -> Margin:
    _, owner, sizes = np.unique(rows[CLIENT], return_inverse=True, return_counts=True)
    margin = fit_margin(rows["x"], 1 / sizes[owner])
    if margin is None:
        raise BadData("The tables hold fewer than 30 people: too few to describe a population.")
    return margin
