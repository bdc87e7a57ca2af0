"""Aggregates worked out by hand on a few rows of each history table."""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, Self

import pytest

from scoring.features.pipeline import Matrix, build_features
from scoring.tables import CLIENT
from tests.scoring.features.raw import write_applications, write_history

Row = Mapping[str, Any]
APPLICATION = {"AMT_INCOME_TOTAL": 100.0, "AMT_CREDIT": 300.0, "AMT_ANNUITY": 30.0}


class Case:
    """The rows of a client in some history tables; then what they must give."""

    def __init__(self, **history: list[Row]) -> None:
        self.history = history
        self.expected: Mapping[str, float] = {}

    def gives(self, **expected: float) -> Self:
        self.expected = expected
        return self


def bureau() -> Case:
    active = {"CREDIT_ACTIVE": "Active", "CREDIT_TYPE": "Credit card", "DAYS_CREDIT": -100, "AMT_CREDIT_SUM": 400.0}
    closed = {"CREDIT_ACTIVE": "Closed", "CREDIT_TYPE": "Car loan", "DAYS_CREDIT": -800, "AMT_CREDIT_SUM": 600.0}
    case = Case(
        bureau=[
            {**active, "AMT_CREDIT_SUM_DEBT": 200.0, "AMT_CREDIT_SUM_LIMIT": 200.0, "DAYS_CREDIT_ENDDATE": 31_198.0, "AMT_ANNUITY": 20.0},
            {**active, "AMT_CREDIT_SUM_DEBT": -50.0, "CNT_CREDIT_PROLONG": 2, "CREDIT_DAY_OVERDUE": 9, "DAYS_CREDIT_ENDDATE": 365.25},
            {**closed, "DAYS_ENDDATE_FACT": -42_023.0, "AMT_CREDIT_MAX_OVERDUE": 5.0},
        ],
    )
    return case.gives(
        BUREAU_COUNT=3,
        BUREAU_ACTIVE_COUNT=2,
        BUREAU_ACTIVE_SHARE=2 / 3,
        BUREAU_COUNT_12M=2,
        BUREAU_CAR_COUNT=1,
        BUREAU_ACTIVE_CARD_COUNT=2,
        BUREAU_KINDS=2,
        BUREAU_ACTIVE_DEBT=200,
        BUREAU_ACTIVE_DEBT_TO_CREDIT=0.25,
        BUREAU_CARD_DEBT_TO_LIMIT=0.5,
        BUREAU_LAST_END_YEARS=1,
        BUREAU_SINCE_REPAID_YEARS=math.nan,
        BUREAU_OVERDUE_COUNT=1,
        BUREAU_EVER_OVERDUE_SHARE=1,
        BUREAU_PROLONGED_COUNT=2,
        BUREAU_ANNUITY=20,
        DEBT_ELSEWHERE_TO_INCOME=2,
        DEBT_WITH_LOAN_TO_INCOME=5,
        ANNUITY_ELSEWHERE_TO_INCOME=0.2,
    )


def bureau_balance() -> Case:
    months = [(0, "C"), (-1, "0"), (-2, "2"), (-13, "5"), (-30, "X")]
    case = Case(
        bureau=[{"SK_ID_BUREAU": 5}, {"SK_ID_BUREAU": 6}],
        bureau_balance=[{"SK_ID_BUREAU": 5, "MONTHS_BALANCE": month, "STATUS": status} for month, status in months],
    )
    return case.gives(
        BB_MONTHS=5,
        BB_CREDITS=1,
        BB_COVERAGE=0.5,
        BB_OLDEST_MONTHS=30,
        BB_LATE_MONTHS=2,
        BB_LATE_SHARE=0.5,
        BB_SERIOUS_MONTHS=2,
        BB_WORST_MONTHS=5,
        BB_WORST_MONTHS_12M=2,
        BB_SINCE_LATE_MONTHS=2,
        BB_CLOSED_SHARE=0.2,
        BB_UNTOLD_SHARE=0.2,
    )


def previous_application() -> Case:
    last = {"FLAG_LAST_APPL_PER_CONTRACT": "Y", "NFLAG_LAST_APPL_IN_DAY": 1}
    granted = {"NAME_CONTRACT_STATUS": "Approved", "AMT_APPLICATION": 100.0, "AMT_CREDIT": 150.0, "AMT_ANNUITY": 15.0}
    refused = {"NAME_CONTRACT_STATUS": "Refused", "CODE_REJECT_REASON": "SCO", "AMT_APPLICATION": 0.0, "CNT_PAYMENT": 0.0}
    case = Case(
        previous_application=[
            {**last, **granted, "SK_ID_PREV": 1, "DAYS_DECISION": -1000, "CNT_PAYMENT": 12.0, "DAYS_TERMINATION": 365243.0},
            {**last, **granted, "SK_ID_PREV": 2, "DAYS_DECISION": -50, "CNT_PAYMENT": 24.0, "DAYS_TERMINATION": -5.0},
            {**last, **refused, "SK_ID_PREV": 3, "DAYS_DECISION": -50},
            {**granted, "SK_ID_PREV": 4, "DAYS_DECISION": -1, "FLAG_LAST_APPL_PER_CONTRACT": "N", "NFLAG_LAST_APPL_IN_DAY": 1},
        ],
    )
    return case.gives(
        PREV_COUNT=3,
        PREV_APPROVED_COUNT=2,
        PREV_REFUSED_COUNT=1,
        PREV_APPROVED_SHARE=2 / 3,
        PREV_COUNT_12M=2,
        PREV_REFUSED_12M=1,
        PREV_REFUSED_BY_SCORE_COUNT=1,
        PREV_ONGOING_COUNT=1,
        PREV_LATEST_REFUSED=1,
        PREV_LATEST_YEARS=50 / 365.25,
        PREV_ASKED_MEAN=100,
        PREV_GRANTED_TO_ASKED=1.5,
        PREV_TERM_MEAN=18,
        PREV_LATEST_TERM=24,
        PREV_COST_MEAN=((12 * 15 / 150 - 1) + (24 * 15 / 150 - 1)) / 2,
        PREV_REFUSED_ASKED_MEAN=math.nan,
        CREDIT_TO_PREV_GRANTED=2,
        ANNUITY_TO_PREV_ANNUITY=2,
    )


def pos_cash() -> Case:
    months = [
        {
            "SK_ID_PREV": 1,
            "MONTHS_BALANCE": -1,
            "NAME_CONTRACT_STATUS": "Active",
            "CNT_INSTALMENT_FUTURE": 6.0,
            "SK_DPD": 3,
            "SK_DPD_DEF": 0,
        },
        {
            "SK_ID_PREV": 1,
            "MONTHS_BALANCE": -2,
            "NAME_CONTRACT_STATUS": "Active",
            "CNT_INSTALMENT_FUTURE": 7.0,
            "SK_DPD": 9,
            "SK_DPD_DEF": 9,
        },
        {"SK_ID_PREV": 2, "MONTHS_BALANCE": -20, "NAME_CONTRACT_STATUS": "Completed", "SK_DPD": 0, "SK_DPD_DEF": 0},
        {"SK_ID_PREV": 2, "MONTHS_BALANCE": -21, "NAME_CONTRACT_STATUS": "Active", "SK_DPD": 0, "SK_DPD_DEF": 0},
    ]
    return Case(POS_CASH_balance=months).gives(
        POS_MONTHS=4,
        POS_LOANS=2,
        POS_COMPLETED_LOANS=1,
        POS_INSTALMENTS_LEFT=6,
        POS_DELAYED_SHARE=0.5,
        POS_LATE_SHARE=0.25,
        POS_LATE_MONTHS_12M=1,
        POS_LATE_DAYS_MAX=9,
        POS_SINCE_LATE_MONTHS=2,
        POS_LATEST_MONTHS=1,
    )


def credit_card() -> Case:
    months = [
        {
            "MONTHS_BALANCE": -1,
            "AMT_BALANCE": 50.0,
            "AMT_CREDIT_LIMIT_ACTUAL": 100,
            "AMT_DRAWINGS_CURRENT": 40.0,
            "AMT_DRAWINGS_ATM_CURRENT": 10.0,
        },
        {"MONTHS_BALANCE": -9, "AMT_BALANCE": 150.0, "AMT_CREDIT_LIMIT_ACTUAL": 100, "AMT_DRAWINGS_CURRENT": 0.0, "SK_DPD": 4},
        {"MONTHS_BALANCE": -10, "AMT_BALANCE": -5.0, "AMT_CREDIT_LIMIT_ACTUAL": 0, "AMT_DRAWINGS_CURRENT": 0.0},
    ]
    paid = [
        {"AMT_INST_MIN_REGULARITY": 5.0, "AMT_PAYMENT_CURRENT": 4.0, "AMT_PAYMENT_TOTAL_CURRENT": 50.0, "SK_DPD": 0},
        {"AMT_INST_MIN_REGULARITY": 10.0, "AMT_PAYMENT_CURRENT": 25.0, "AMT_PAYMENT_TOTAL_CURRENT": 25.0},
        {"AMT_INST_MIN_REGULARITY": 0.0, "AMT_PAYMENT_TOTAL_CURRENT": 0.0, "SK_DPD": 0},
    ]
    rows = [{"SK_ID_PREV": 1, **month, **payment} for month, payment in zip(months, paid, strict=True)]
    return Case(credit_card_balance=rows).gives(
        CARD_MONTHS=3,
        CARD_COUNT=1,
        CARD_USE_MEAN=1,
        CARD_USE_MAX=1.5,
        CARD_USE_6M=0.5,
        CARD_OVER_LIMIT_SHARE=0.5,
        CARD_OWED_MEAN=200 / 3,
        CARD_CASH_SHARE=0.25,
        CARD_PAID_TO_LEAST=5,
        CARD_BELOW_LEAST_SHARE=0.5,
        CARD_PAID_TO_OWED=75 / 275,
        CARD_LATE_SHARE=1 / 3,
        CARD_LATE_6M=0,
    )


def installments() -> Case:
    rows = [
        {"SK_ID_PREV": 1, "DAYS_INSTALMENT": -100.0, "DAYS_ENTRY_PAYMENT": -110.0, "AMT_INSTALMENT": 50.0, "AMT_PAYMENT": 50.0},
        {"SK_ID_PREV": 1, "DAYS_INSTALMENT": -400.0, "DAYS_ENTRY_PAYMENT": -380.0, "AMT_INSTALMENT": 50.0, "AMT_PAYMENT": 40.0},
        {"SK_ID_PREV": 2, "DAYS_INSTALMENT": -200.0, "AMT_INSTALMENT": 50.0},
    ]
    return Case(installments_payments=rows).gives(
        INST_COUNT=3,
        INST_LOANS=2,
        INST_LATE_SHARE=0.5,
        INST_LATE_SHARE_12M=0,
        INST_DELAY_DAYS_MEAN=10,
        INST_DELAY_DAYS_MAX=20,
        INST_ADVANCE_DAYS_MEAN=5,
        INST_SHORT_SHARE=2 / 3,
        INST_PAID_TO_DUE=0.6,
        INST_LATEST_YEARS=100 / 365.25,
    )


CASES = (bureau, bureau_balance, previous_application, pos_cash, credit_card, installments)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Matrix:
    """A client a case, each with rows in the tables of that case alone."""
    folder, rows = tmp_path_factory.mktemp("histories"), defaultdict[str, list[Row]](list)
    write_applications(folder, [{CLIENT: client, **APPLICATION} for client in range(1, len(CASES) + 1)])
    for client, case in enumerate(CASES, 1):
        for table, told in case().history.items():
            rows[table] += [{CLIENT: client, **row} for row in told]
    write_history(folder, **rows)
    return build_features(folder)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_aggregates_are_those_worked_out_by_hand(built: Matrix, case: Callable[[], Case]) -> None:
    found = dict(zip(built.names, built.rows[CASES.index(case)].tolist(), strict=True))
    expected = case().expected
    assert expected
    assert {name: found[name] for name in expected} == pytest.approx(expected, rel=1e-6, nan_ok=True)
