"""From real tables to the committed aggregates: no row, no figure about fewer than 30 people.

Distributions are taken among borrowers (``application_train``) and applicants (``application_test``) apart, dependence from both
together. Histories come from the clients whose history is complete.
"""

# ruff: noqa: S608  (no value from outside enters these queries)

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from scoring.errors import BadData
from scoring.population import application, bureau, cards, previous
from scoring.population.columns import SPLIT, TEST, TRAIN, Column, Sample, Values
from scoring.population.copula import Floats
from scoring.population.margins import PEOPLE, ROUNDING, Margin, fit_margin
from scoring.population.table_model import Drivers, TableModel, fit_count, fit_rows, fit_single
from scoring.tables import APPLICATION_FILES, CLIENT, COVERAGE_FILE, HISTORY, TARGET

SOURCES = (*APPLICATION_FILES, *(table.name for table in HISTORY if table.name != "installments_payments"), COVERAGE_FILE)
PAST = (*previous.FIRSTLY, *previous.COLUMNS)
PAYMENTS = ("installments_payments", "installments_payments_partial")


@dataclass(frozen=True, slots=True)
class Clients:
    """Some clients, ascending: numbers, SPLIT, what is known of them."""

    ids: Floats
    split: Values
    drivers: Drivers

    def among(self, known: Values) -> "Clients":
        """Those of them whose number is in ``known``."""
        kept = np.isin(self.ids, known)
        return Clients(self.ids[kept], self.split[kept], Drivers(self.drivers.names, self.drivers.scores[kept], self.drivers.correlation))


def fit(folder: Path) -> dict[str, Any]:
    """The aggregates (JSON form) of the tables in ``folder``. Raises BadData when a file is missing or a figure tells of too few."""
    base = _open(folder)
    application_model, clients = _fit_applications(base)
    models = {
        "application": application_model,
        "bureau": _fit_history(base, "bureau", bureau.COLUMNS, bureau.DERIVED, clients),
        "previous_application": _fit_history(base, "previous_application", PAST, previous.DERIVED, clients),
        "card": _fit_cards(base, clients),
    }
    extras = _extras(base)
    for name, model in models.items():
        refuse_small_groups({f"{name}.{column}[{key}]": m for column, cells in model.margins.items() for key, m in cells.items()})
        refuse_small_groups({f"{name} rows[{split}]": m for split, m in (model.count or {}).items()})
    refuse_small_groups(extras)
    return {name: model.as_dict() for name, model in models.items()} | {"extras": {name: m.as_dict() for name, m in extras.items()}}


def refuse_small_groups(margins: Mapping[str, Margin]) -> None:
    """Raise BadData naming the first margin with a figure about fewer than 30 people."""
    for name, margin in margins.items():
        if margin.smallest() < PEOPLE - ROUNDING:
            raise BadData(f"A figure of {name} stands for {margin.smallest():.0f} people: none may describe fewer than {PEOPLE}.")


def _open(folder: Path) -> duckdb.DuckDBPyConnection:
    base = duckdb.connect()
    for name in SOURCES:
        _view(base, name, _file(folder, (name,)))
    _view(base, "installments", _file(folder, PAYMENTS))
    return base


def _view(base: duckdb.DuckDBPyConnection, name: str, file: Path) -> None:
    table = base.read_parquet(str(file)) if file.suffix == ".parquet" else base.read_csv(str(file))
    table.create_view(name)


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
        gone, plain = np.ma.getmaskarray(values), np.ma.getdata(values)
        columns[name] = plain.copy() if plain.dtype == object else plain.astype(float)
        columns[name][gone] = None if plain.dtype == object else np.nan
    return columns


def _fit_applications(base: duckdb.DuckDBPyConnection) -> tuple[TableModel, Clients]:
    train, test = (application.DERIVED.format(source=name) for name in APPLICATION_FILES)
    both = f"select *, '{TRAIN}' as {SPLIT} from ({train}) union all by name select *, '{TEST}' as {SPLIT} from ({test})"
    data = _fetch(base, f"{both} order by {CLIENT}")
    model, scored = fit_single(application.COLUMNS, Sample(data, np.ones(len(data[CLIENT])), data[TARGET]))
    place = [model.latents.index(name) for name in application.DRIVERS]
    drivers = Drivers(application.DRIVERS, scored[:, place], model.between[np.ix_(place, place)])
    return model, Clients(data[CLIENT], data[SPLIT], drivers)


def _covered(base: duckdb.DuckDBPyConnection, flag: str, clients: Clients) -> Clients:
    return clients.among(_fetch(base, f"select {CLIENT} from {COVERAGE_FILE} where {flag}")[CLIENT])


def _restricted(base: duckdb.DuckDBPyConnection, table: str, ids: Floats) -> str:
    base.register(f"ids_of_{table}", {CLIENT: ids.astype(np.int32)})
    return f"(select * from {table} semi join ids_of_{table} using ({CLIENT}))"


def _fit_history(base: duckdb.DuckDBPyConnection, name: str, columns: Sequence[Column], derived: str, everyone: Clients) -> TableModel:
    clients = _covered(base, f"full_{name}", everyone)
    query = derived.format(source=_restricted(base, name, clients.ids), **{table.name: table.name for table in HISTORY})
    rows = _fetch(base, query)
    counts = np.bincount(np.searchsorted(clients.ids, rows[CLIENT]), minlength=len(clients.ids)).astype(float)
    margins, slopes, noise, grown = fit_count(counts, clients.split, clients.drivers)
    model = _model(columns, rows, replace(clients, drivers=grown))
    return replace(model, count=margins, count_slopes=slopes, count_noise=noise)


def _fit_cards(base: duckdb.DuckDBPyConnection, everyone: Clients) -> TableModel:
    clients = _covered(base, "full_credit_card", everyone)
    return _model(cards.COLUMNS, _fetch(base, cards.DERIVED.format(source=_restricted(base, "credit_card_balance", clients.ids))), clients)


def _model(columns: Sequence[Column], rows: dict[str, Values], clients: Clients) -> TableModel:
    owner = np.searchsorted(clients.ids, rows[CLIENT])
    weights = 1 / np.bincount(owner, minlength=len(clients.ids))[owner]
    target = clients.drivers.scores[owner, clients.drivers.names.index(TARGET)]
    failed = np.where(np.isnan(target), np.nan, (target > 0).astype(float))
    return fit_rows(columns, Sample(rows | {SPLIT: clients.split[owner]}, weights, failed), owner, clients.drivers)


def _extras(base: duckdb.DuckDBPyConnection) -> dict[str, Margin]:
    """Distributions drawn apart from any copula."""
    lag = f"select DAYS_ENTRY_PAYMENT - DAYS_INSTALMENT as x, {CLIENT} from installments where NUM_INSTALMENT_VERSION"
    queries = {
        "months_late": f"""
            select STATUS::int - 1 as x, {CLIENT} from bureau_balance join bureau using (SK_ID_BUREAU)
            where STATUS in ('1', '2', '3', '4', '5')""",
        **{
            f"months_covered_{split}": f"""
            select bool_or(SK_ID_BUREAU in (select SK_ID_BUREAU from bureau_balance))::int as x, {CLIENT}
            from bureau semi join application_{split} using ({CLIENT}) group by {CLIENT}"""
            for split in (TRAIN, TEST)
        },
        **{
            f"lost_card_{split}": f"""
            select bool_or(c.SK_ID_PREV is not null and p.SK_ID_PREV is null)::int as x, {CLIENT}
            from (select {CLIENT} from {COVERAGE_FILE} where full_credit_card and full_previous_application)
            semi join application_{split} using ({CLIENT})
            left join (select distinct {CLIENT}, SK_ID_PREV from credit_card_balance) c using ({CLIENT})
            left join (select SK_ID_PREV from previous_application) p using (SK_ID_PREV) group by {CLIENT}"""
            for split in (TRAIN, TEST)
        },
        "loan_reported": f"""
            select -max(MONTHS_BALANCE) as x, {CLIENT} from POS_CASH_balance
            where NAME_CONTRACT_STATUS = 'Active' and MONTHS_BALANCE >= -3 group by {CLIENT}""",
        "loan_lag": f"{lag} > 0",
        "card_lag": f"{lag} = 0",
        "loan_paid": f"""
            select least(AMT_PAYMENT / AMT_INSTALMENT, 1) as x, {CLIENT} from installments
            where NUM_INSTALMENT_VERSION > 0 and AMT_INSTALMENT > 0 and AMT_PAYMENT is not null""",
    }
    return {name: _margin(_fetch(base, query)) for name, query in queries.items()}


def _margin(rows: dict[str, Values]) -> Margin:
    _, owner, sizes = np.unique(rows[CLIENT], return_inverse=True, return_counts=True)
    margin = fit_margin(rows["x"], 1 / sizes[owner])
    if margin is None:
        raise BadData("The tables hold fewer than 30 people: too few to describe a population.")
    return margin
