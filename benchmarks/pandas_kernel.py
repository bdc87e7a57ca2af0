"""What most public notebooks do: read each CSV with pandas, group by client, aggregate every column.

``python -m benchmarks.pandas_kernel FOLDER``. Written for this comparison after the widely read kernel "LightGBM with
simple features": minimum, maximum, mean, sum and variance of numbers, shares of each category, again for the active and
closed credits and for the granted and refused applications.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import pandas as pd

CLIENT: Final = "SK_ID_CURR"
NUMBERS: Final = ("min", "max", "mean", "var")


def matrix(folder: Path) -> pd.DataFrame:
    """One row a client, about 700 columns, from the competition's CSV files in a folder."""
    wide = applications(folder)
    for make in (bureau, previous, pos_cash, installments, credit_card):
        wide = wide.join(make(folder), on=CLIENT)
    return wide


def dummies(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The table with a column for each value of its texts, and the names of those columns."""
    texts = table.select_dtypes(["object", "string"]).columns
    wide = pd.get_dummies(table, columns=list(texts), dummy_na=True)
    return wide, [column for column in wide.columns if column not in table.columns]


def grouped(table: pd.DataFrame, prefix: str, shares: Iterable[str], functions: Sequence[str] = NUMBERS, key: str = CLIENT) -> pd.DataFrame:
    """Aggregates by client: every number by each function, every category's share."""
    shares = list(shares)
    numbers = [column for column in table.columns if column not in shares and not column.startswith("SK_ID")]
    recipe = {column: list(functions) for column in numbers} | {column: ["mean"] for column in shares}
    found = table.groupby(key).agg(recipe)
    found.columns = pd.Index([f"{prefix}_{column}_{function}" for column, function in found.columns])
    return found


def applications(folder: Path) -> pd.DataFrame:
    """The applications, categories as columns, a few ratios beside them."""
    rows = pd.concat([pd.read_csv(file) for file in sorted(folder.glob("application_t*.csv"))], ignore_index=True)
    rows["EMPLOYED_TO_AGE"] = rows.DAYS_EMPLOYED / rows.DAYS_BIRTH
    rows["INCOME_TO_CREDIT"] = rows.AMT_INCOME_TOTAL / rows.AMT_CREDIT
    rows["INCOME_PER_PERSON"] = rows.AMT_INCOME_TOTAL / rows.CNT_FAM_MEMBERS
    rows["ANNUITY_TO_INCOME"] = rows.AMT_ANNUITY / rows.AMT_INCOME_TOTAL
    return dummies(rows)[0]


def bureau(folder: Path) -> pd.DataFrame:
    """Credits elsewhere with their months: all, then the active and the closed ones."""
    months, statuses = dummies(pd.read_csv(folder / "bureau_balance.csv"))
    by_credit = grouped(months, "BB", statuses, ("min", "max", "size"), key="SK_ID_BUREAU")
    credits, kinds = dummies(pd.read_csv(folder / "bureau.csv").join(by_credit, on="SK_ID_BUREAU"))
    return with_subsets(credits, "BUREAU", kinds, {"ACTIVE": "CREDIT_ACTIVE_Active", "CLOSED": "CREDIT_ACTIVE_Closed"}, (*NUMBERS, "sum"))


def previous(folder: Path) -> pd.DataFrame:
    """Earlier applications: all, then the granted and the refused ones."""
    rows, kinds = dummies(pd.read_csv(folder / "previous_application.csv"))
    days = [column for column in rows.columns if column.startswith("DAYS_")]
    rows[days] = rows[days].mask(rows[days] == 365243)
    rows["ASKED_TO_GRANTED"] = rows.AMT_APPLICATION / rows.AMT_CREDIT
    outcomes = {"APPROVED": "NAME_CONTRACT_STATUS_Approved", "REFUSED": "NAME_CONTRACT_STATUS_Refused"}
    return with_subsets(rows, "PREV", kinds, outcomes, NUMBERS)


def with_subsets(rows: pd.DataFrame, prefix: str, shares: list[str], subsets: dict[str, str], functions: Sequence[str]) -> pd.DataFrame:
    """Aggregates of all rows, and of the numbers of the rows that have each of some categories."""
    found = grouped(rows, prefix, shares, functions)
    for name, category in subsets.items():
        found = found.join(grouped(rows[rows[category]].drop(columns=shares), f"{prefix}_{name}", (), functions))
    return found


def pos_cash(folder: Path) -> pd.DataFrame:
    """Months of cash loans and purchases."""
    rows, statuses = dummies(pd.read_csv(folder / "POS_CASH_balance.csv"))
    return grouped(rows, "POS", statuses, ("max", "mean", "size"))


def installments(folder: Path) -> pd.DataFrame:
    """Payments, how late, how early and how short they were."""
    rows = pd.read_csv(folder / "installments_payments.csv")
    rows["PAID_SHARE"] = rows.AMT_PAYMENT / rows.AMT_INSTALMENT
    rows["SHORT"] = rows.AMT_INSTALMENT - rows.AMT_PAYMENT
    rows["LATE"] = (rows.DAYS_ENTRY_PAYMENT - rows.DAYS_INSTALMENT).clip(lower=0)
    rows["EARLY"] = (rows.DAYS_INSTALMENT - rows.DAYS_ENTRY_PAYMENT).clip(lower=0)
    return grouped(rows, "INSTAL", (), ("max", "mean", "sum", "var"))


def credit_card(folder: Path) -> pd.DataFrame:
    """Months of credit cards."""
    rows, statuses = dummies(pd.read_csv(folder / "credit_card_balance.csv"))
    return grouped(rows, "CC", statuses, (*NUMBERS, "sum"))


def command(folder: Path) -> Sequence[str]:
    """How to run this module alone."""
    return (sys.executable, "-m", "benchmarks.pandas_kernel", str(folder))


if __name__ == "__main__":
    print(matrix(Path(sys.argv[1])).shape)
