"""Credits elsewhere and their monthly status: what is modelled, and the raw rows back from it."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.population.application import heaped, nearest
from scoring.population.columns import Column, Values
from scoring.population.monthly import MONTH, runs

KIND: Final = ("CREDIT_ACTIVE", "CREDIT_TYPE")
ACTIVE: Final = ("CREDIT_ACTIVE",)
COLUMNS: Final = (
    Column("CREDIT_ACTIVE"),
    Column("CREDIT_TYPE", ACTIVE, pooled=True),
    Column("CREDIT_CURRENCY"),
    Column("DAYS_CREDIT", KIND),
    Column("PLANNED", KIND),
    Column("LIVED", KIND),
    Column("ENDED_AS_PLANNED", KIND, certain=True),
    Column("UPDATE_LAG", ACTIVE),
    Column("AMT_CREDIT_SUM", KIND),
    Column("DEBT_RATE", KIND),
    Column("AMT_CREDIT_SUM_LIMIT", KIND),
    Column("AMT_CREDIT_MAX_OVERDUE", ACTIVE),
    Column("OVERDUE", pooled=True),
    Column("CREDIT_DAY_OVERDUE", certain=True, pooled=True),
    Column("AMT_CREDIT_SUM_OVERDUE", certain=True, pooled=True),
    Column("CNT_CREDIT_PROLONG", pooled=True),
    Column("AMT_ANNUITY", KIND),
    Column("STATUS_END", ACTIVE, certain=True),
    Column("STATUS_CLOSED", ACTIVE, certain=True),
    Column("STATUS_UNKNOWN", ACTIVE, certain=True),
    Column("STATUS_LATE", ACTIVE, certain=True),
)
DERIVED: Final = """
    with months as (
        select SK_ID_BUREAU, -max(MONTHS_BALANCE) as last, count(*) as n, sum((STATUS = 'C')::int) as closed,
            sum((STATUS = 'X')::int) as unknown, sum((STATUS in ('1', '2', '3', '4', '5'))::int) as late
        from {bureau_balance} group by SK_ID_BUREAU
    )
    select b.* exclude (CREDIT_DAY_OVERDUE, AMT_CREDIT_SUM_OVERDUE),
        (CREDIT_DAY_OVERDUE > 0)::int::double as OVERDUE, nullif(CREDIT_DAY_OVERDUE, 0)::double as CREDIT_DAY_OVERDUE,
        case when CREDIT_DAY_OVERDUE > 0 then AMT_CREDIT_SUM_OVERDUE end as AMT_CREDIT_SUM_OVERDUE,
        DAYS_CREDIT_ENDDATE - DAYS_CREDIT as PLANNED,
        (DAYS_ENDDATE_FACT - DAYS_CREDIT) / nullif(-DAYS_CREDIT, 0) as LIVED,
        (abs(DAYS_CREDIT_ENDDATE - DAYS_ENDDATE_FACT) <= 3)::int::double as ENDED_AS_PLANNED,
        DAYS_CREDIT_UPDATE - coalesce(DAYS_ENDDATE_FACT, 0) as UPDATE_LAG,
        case when AMT_CREDIT_SUM > 0 and AMT_CREDIT_SUM_DEBT is not null
             then greatest(-0.1, least(AMT_CREDIT_SUM_DEBT / AMT_CREDIT_SUM, 1.1)) end as DEBT_RATE,
        last::double as STATUS_END, closed / n as STATUS_CLOSED,
        unknown / nullif(n - closed, 0) as STATUS_UNKNOWN, late / nullif(n - closed, 0) as STATUS_LATE
    from {source} b left join months using (SK_ID_BUREAU)
"""
STATUSES: Final = np.array(["0", "X", "C", "1", "2", "3", "4", "5"], dtype=object)
ROUND: Final = {225000.0: 0.1, 45000.0: 0.1, 22500.0: 0.05, 4500.0: 0.1, 450.0: 0.08, 45.0: 0.17, 4.5: 0.4}
"""How round amounts elsewhere are."""
LOST: Final = 0.121
"""Credits a client that ``bureau`` has dropped and whose months remain: 43,041 in the competition's tables, none in the sample."""
LOST_FIRST, LOST_LAST = -96, -44
"""First month of a dropped credit and the earliest of its last: the length that explains the competition's number of rows."""


def raw_credits(
    drawn: dict[str, Values], clients: NDArray[np.int64], ids: NDArray[np.int64], rng: np.random.Generator
) -> dict[str, Values]:
    """All raw columns of ``bureau`` from the modelled ones; one row a credit."""
    start = np.minimum(nearest(drawn["DAYS_CREDIT"], 1), 0)
    ended = np.clip(nearest(start * (1 - drawn["LIVED"]), 1), start, 0)
    total = heaped(np.maximum(drawn["AMT_CREDIT_SUM"], 0), ROUND, rng)
    overdue = drawn["OVERDUE"] == 1
    update = nearest(drawn["UPDATE_LAG"], 1) + np.nan_to_num(ended)
    return {
        "SK_ID_CURR": clients,
        "SK_ID_BUREAU": ids,
        **{name: drawn[name] for name in ("CREDIT_ACTIVE", "CREDIT_TYPE", "CREDIT_CURRENCY", "CNT_CREDIT_PROLONG")},
        **{name: np.round(drawn[name], 2) for name in ("AMT_CREDIT_SUM_LIMIT", "AMT_CREDIT_MAX_OVERDUE", "AMT_ANNUITY")},
        "DAYS_CREDIT": start,
        "DAYS_CREDIT_ENDDATE": _planned_end(drawn, start, ended),
        "DAYS_ENDDATE_FACT": ended,
        "DAYS_CREDIT_UPDATE": np.clip(update, start, 0),
        "AMT_CREDIT_SUM": total,
        "AMT_CREDIT_SUM_DEBT": nearest(drawn["DEBT_RATE"] * total, 4.5),
        "CREDIT_DAY_OVERDUE": np.where(overdue, np.maximum(np.round(drawn["CREDIT_DAY_OVERDUE"]), 1), 0),
        "AMT_CREDIT_SUM_OVERDUE": np.where(overdue, np.round(drawn["AMT_CREDIT_SUM_OVERDUE"], 2), 0),
    }


def _planned_end(drawn: dict[str, Values], start: Values, ended: Values) -> Values:
    planned = start + nearest(drawn["PLANNED"], 1)
    as_planned = (drawn["ENDED_AS_PLANNED"] == 1) & ~np.isnan(ended) & ~np.isnan(planned)
    return np.where(as_planned, ended, planned)


def raw_months(
    drawn: dict[str, Values], raw: dict[str, Values], covered: NDArray[np.bool_], severity: Values, rng: np.random.Generator
) -> dict[str, Values]:
    """Rows of ``bureau_balance``: one a month from a covered credit's start to its last report.

    The months after the end are 'C'; of the others a share is 'X' (one run at the beginning) and a share late (one run
    anywhere after it), where ``severity`` (0..4 for status 1..5, a credit) says how late.
    """
    first = np.ceil(raw["DAYS_CREDIT"] / MONTH).astype(int)
    last = -np.minimum(np.round(drawn["STATUS_END"]), -first).astype(int)
    length = np.where(covered, last - first + 1, 0)
    credit, age = runs(length)
    opened = length - np.round(length * drawn["STATUS_CLOSED"]).astype(int)
    unknown = np.round(opened * drawn["STATUS_UNKNOWN"]).astype(int)
    many = np.where(drawn["STATUS_LATE"] > 0.002, np.maximum(np.round(opened * drawn["STATUS_LATE"]), 1), 0)
    many = np.minimum(many, opened - unknown)
    begin = unknown + np.floor(rng.random(len(length)) * (opened - unknown - many + 1))
    late = (age >= begin[credit]) & (age < (begin + many)[credit])
    code = np.where(age < unknown[credit], 1, np.where(late, 3 + severity[credit], 0))
    code = np.where(age >= opened[credit], 2, code).astype(int)
    return {"SK_ID_BUREAU": raw["SK_ID_BUREAU"][credit], "MONTHS_BALANCE": first[credit] + age, "STATUS": STATUSES[code]}


def raw_lost_months(ids: NDArray[np.int64], rng: np.random.Generator) -> dict[str, Values]:
    """Rows of ``bureau_balance`` of credits (numbers ``ids``) that have no row in ``bureau``: repaid on time, then closed."""
    length = rng.integers(LOST_LAST, 0, len(ids)) - LOST_FIRST + 1
    credit, age = runs(length)
    closed = age >= np.floor(rng.random(len(ids)) * length)[credit]
    return {"SK_ID_BUREAU": ids[credit], "MONTHS_BALANCE": LOST_FIRST + age, "STATUS": STATUSES[np.where(closed, 2, 0)]}
