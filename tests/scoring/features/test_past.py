"""The history features without an engine: one client's rows on numpy give what DuckDB gives for the whole tables."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from scoring import tables
from scoring.features.catalogue import HISTORY
from scoring.features.past import past_features
from scoring.features.pipeline import Matrix, build_features
from scoring.features.sources import Sources
from scoring.tables import CLIENT, NEVER_DAYS, Table
from scoring.tables import HISTORY as TABLES
from tests.scoring.features.raw import random_application, write_applications, write_history

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT.parent / "shared" / "data" / "home_credit"
NAMES = [feature.name for block in HISTORY for feature in block.features]
WORDS = {
    "CREDIT_ACTIVE": ("Active", "Closed", "Sold"),
    "CREDIT_TYPE": ("Credit card", "Car loan", "Mortgage", "Microloan", "Consumer credit"),
    "STATUS": ("0", "1", "2", "5", "C", "X"),
    "FLAG_LAST_APPL_PER_CONTRACT": ("Y", "Y", "Y", "N"),
    "NAME_CONTRACT_STATUS": ("Approved", "Refused", "Canceled", "Unused offer", "Active", "Completed", "Returned to the store"),
    "CODE_REJECT_REASON": ("XAP", "SCO", "LIMIT"),
    "NAME_YIELD_GROUP": ("XNA", "high", "low_normal"),
    "NAME_CONTRACT_TYPE": ("Cash loans", "Consumer loans", "Revolving loans"),
    "NAME_PRODUCT_TYPE": ("walk-in", "x-sell"),
}
Histories = Mapping[int, Mapping[str, Sequence[Mapping[str, Any]]]]


def random_row(table: Table, draw: random.Random) -> dict[str, Any]:
    row: dict[str, Any] = {name: draw.choice((None, *WORDS.get(name, ("x",)))) for name in table.texts}
    row |= {name: draw.choice((0, 1, draw.randint(0, 40))) for name in table.integers}
    amount = (round(draw.uniform(1, 5_000), 2) for _ in range(2 * len(table.numbers)))
    row |= {name: draw.choice((None, 0.0, next(amount), next(amount), -9.5)) for name in table.numbers}
    for name in table.columns:
        if name.startswith(("DAYS_", "MONTHS_")):
            ahead = (NEVER_DAYS, draw.randint(1, 900)) if table.kind(name) == "number" else ()
            row[name] = draw.choice((-draw.randint(0, 40), -draw.randint(0, 900), *ahead))
    return row


def random_histories(clients: int, seed: int) -> Histories:
    """Rows of every table for each client: none, one or several."""
    draw, numbers = random.Random(seed), iter(range(1, 10**9))
    histories: dict[int, dict[str, list[dict[str, Any]]]] = {}
    for client in range(1, clients + 1):
        rows = {table.name: [random_row(table, draw) for _ in range(draw.choice((0, 1, 2, 9)))] for table in TABLES}
        for table in (table for table in TABLES if CLIENT in table.columns):
            for row in rows[table.name]:
                row[CLIENT] = client
                if "SK_ID_PREV" in table.columns and draw.random() < 0.6:
                    row["SK_ID_PREV"] = next(numbers)
        for credit in rows["bureau"]:
            credit["SK_ID_BUREAU"] = next(numbers)
        owned = [credit["SK_ID_BUREAU"] for credit in rows["bureau"]]
        rows["bureau_balance"] = [month | {"SK_ID_BUREAU": draw.choice(owned)} for month in rows["bureau_balance"]] if owned else []
        histories[client] = rows
    return histories


def assert_parity(matrix: Matrix, histories: Mapping[int, Mapping[str, Sequence[Mapping[str, Any]] | None]]) -> None:
    columns = [matrix.names.index(name) for name in NAMES]
    place = {client: row for row, client in enumerate(matrix.ids.tolist())}
    for client, history in histories.items():
        found = past_features(history)
        assert list(found) == NAMES
        trained = matrix.rows[place[client]][columns]
        np.testing.assert_allclose(list(found.values()), trained, rtol=1e-6, atol=1e-9, equal_nan=True, err_msg=str(NAMES))


def test_made_up_histories(tmp_path: Path) -> None:
    histories, draw = random_histories(150, seed=5), random.Random(5)
    write_applications(tmp_path, [random_application(client, draw) for client in histories])
    write_history(tmp_path, **{table.name: [row for rows in histories.values() for row in rows[table.name]] for table in TABLES})
    matrix = build_features(tmp_path)
    assert not [name for name in NAMES if np.isnan(matrix.rows[:, matrix.names.index(name)]).all()], "these compare nothing"
    assert_parity(matrix, histories)


def test_an_unknown_history_is_missing_and_an_empty_one_is_not() -> None:
    unknown, empty = past_features({}), past_features({table.name: [] for table in TABLES})
    assert np.isnan(list(unknown.values())).all()
    assert (empty["BUREAU_COUNT"], empty["PREV_COUNT"], empty["CARD_MONTHS"]) == (0, 0, 0)
    assert np.isnan(empty["BUREAU_CREDIT_MEAN"])
    only_bureau = past_features({"bureau": []})
    assert only_bureau["BUREAU_COUNT"] == 0
    assert np.isnan(only_bureau["PREV_COUNT"])
    assert np.isnan(past_features({"bureau_balance": []})["BB_MONTHS"]), "whose credits they are is not known"


@pytest.mark.sample
@pytest.mark.skipif(not SAMPLE.is_dir(), reason=f"needs the real sample in {SAMPLE}")
def test_a_thousand_real_histories() -> None:
    coverage = pq.read_table(SAMPLE / "clients_coverage.parquet").to_pylist()
    clients = [row[CLIENT] for row in coverage if all(row[str(table.coverage)] for table in TABLES[:-1])][:1_000]
    histories: dict[int, dict[str, list[Any]]] = {client: {table.name: [] for table in TABLES[:-1]} for client in clients}
    for table in (tables.BUREAU, tables.PREVIOUS_APPLICATION, tables.POS_CASH_BALANCE, tables.CREDIT_CARD_BALANCE):
        for row in _rows(table, pc.field(CLIENT).isin(clients)):
            histories[row[CLIENT]][table.name].append(row)
    owners = {credit["SK_ID_BUREAU"]: client for client, rows in histories.items() for credit in rows["bureau"]}
    for row in _rows(tables.BUREAU_BALANCE, pc.field("SK_ID_BUREAU").isin(list(owners))):
        histories[owners[row["SK_ID_BUREAU"]]]["bureau_balance"].append(row)
    assert len(histories) == 1_000
    assert_parity(build_features(SAMPLE, change=_only(clients)), histories)


def _rows(table: Table, wanted: Any) -> list[dict[str, Any]]:
    return pq.read_table(SAMPLE / f"{table.name}.parquet", columns=list(table.columns), filters=wanted).to_pylist()


def _only(clients: list[int]) -> Callable[[Sources], Sources]:
    return lambda sources: replace(sources, application=sources.application.filter(sources.application[CLIENT].isin(clients)))
