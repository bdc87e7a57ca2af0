"""What follows an approved loan: its monthly balances (POS_CASH_balance) and its payments (installments_payments)."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from scoring.population.application import nearest
from scoring.population.columns import Values
from scoring.population.copula import Floats
from scoring.population.margins import Margin

MONTH: Final = 30.4
OLDEST: Final = -96
IN_PARTS: Final = 1.65
"""Payments a month with any on a card (version 0 is 29 % of installments_payments, 11.2 rows a client)."""
LASTING: Final = 7
"""Months late from which a delay is one that nobody makes up for: its days go on counting."""
UNREPORTED: Final = 0.1
"""Share of the loans repaid whose months stop before the one that says so."""
ALIKE: Final = 0.4
"""Share of the variance of payment delays common to a loan's payments (the sample holds too few complete loans to measure it)."""
Rows = NDArray[np.int64]


def runs(length: Rows) -> tuple[Rows, Rows]:
    """For groups of the given lengths laid end to end: the group of each row and the row's place (0, 1, …) in it."""
    group = np.repeat(np.arange(len(length)), length)
    return group, np.arange(len(group)) - np.repeat(np.cumsum(length) - length, length)


def raw_balances(past: dict[str, Values], drawn: dict[str, Values], reported: Margin, rng: np.random.Generator) -> dict[str, Values]:
    """Rows of ``POS_CASH_balance``: one a month from the decision to the end of each loan with months.

    ``reported`` is the distribution of the age in months of the last report on a loan that still runs.
    """
    loans = np.flatnonzero((drawn["HAS_MONTHS"] == 1) & (drawn["NAME_CONTRACT_TYPE"] != "Revolving loans") & (past["DAYS_FIRST_DUE"] < 0))
    over = past["DAYS_TERMINATION"][loans] < 0
    first = np.clip(np.round(past["DAYS_DECISION"][loans] / MONTH + rng.uniform(-0.25, 0.25, len(loans))), OLDEST, -1)
    end = np.where(over, np.round(past["DAYS_LAST_DUE"][loans] / MONTH + 0.25), -reported.value(rng.random(len(loans))))
    length = (np.clip(end, first, -1) - first + 1).astype(int)
    loan, age = runs(length)
    term = np.maximum(np.round(drawn["CNT_PAYMENT"][loans]), 1)[loan]
    told = over & (rng.random(len(loans)) >= UNREPORTED)
    closing = told[loan] & (age == length[loan] - 1)
    term = np.where(closing, np.minimum(term, np.maximum(age, 1)), term)
    late = _late_months(drawn, loans, length, loan, age, rng)
    return {
        "SK_ID_PREV": past["SK_ID_PREV"][loans][loan],
        "SK_ID_CURR": past["SK_ID_CURR"][loans][loan],
        "MONTHS_BALANCE": first[loan] + age,
        "CNT_INSTALMENT": term,
        "CNT_INSTALMENT_FUTURE": np.where(closing, 0, np.maximum(term - age, 0)),
        "NAME_CONTRACT_STATUS": np.array(["Active", "Completed"], dtype=object)[closing.astype(int)],
        "SK_DPD": late,
        "SK_DPD_DEF": np.minimum(late, np.round(drawn["LATE_COUNTED"])[loans][loan]),
    }


def _late_months(drawn: dict[str, Values], loans: Rows, length: Rows, loan: Rows, age: Rows, rng: np.random.Generator) -> Floats:
    """Days past due by month: the late months of a loan come in one run, at the end when they are many."""
    share = np.nan_to_num(drawn["LATE_SHARE"][loans])
    many = np.where(share > 0.005, np.maximum(np.round(share * length), 1), 0)
    start = np.floor(rng.random(len(loans)) * (length - many + 1))
    start = np.where(many >= LASTING, length - many, start)
    days = np.maximum(np.round(drawn["LATE_DAYS"][loans][loan] * rng.uniform(0.5, 1.5, len(loan))), 1)
    days += np.where(many[loan] >= LASTING, np.round(MONTH * (age - start[loan])), 0)
    inside = (age >= start[loan]) & (age < (start + many)[loan])
    return np.where(inside, days, 0)


def raw_loan_payments(
    past: dict[str, Values], drawn: dict[str, Values], lag: Margin, paid: Margin, rng: np.random.Generator
) -> dict[str, Values]:
    """Rows of ``installments_payments`` for loans: one an instalment due before the application, two if paid in two parts.

    ``lag`` is the distribution of days between due date and payment, ``paid`` of the share of the instalment that is paid.
    """
    loans = np.flatnonzero((drawn["HAS_MONTHS"] == 1) & (drawn["NAME_CONTRACT_TYPE"] != "Revolving loans") & (past["DAYS_FIRST_DUE"] < 0))
    first, term = past["DAYS_FIRST_DUE"][loans], np.maximum(np.round(drawn["CNT_PAYMENT"][loans]), 1)
    over = past["DAYS_LAST_DUE"][loans] < 0
    until = np.where(over, past["DAYS_LAST_DUE"][loans], -1)
    length = np.minimum(np.floor((until - first) / 30) + 1, term).astype(int)
    loan, age = runs(length)
    annuity = past["AMT_ANNUITY"][loans][loan]
    settled = over[loan] & (age == length[loan] - 1)
    due = np.round(annuity * np.where(settled, np.maximum(0.85 * (term - length)[loan], 0) + 1, 1), 3)
    day = first[loan] + 30 * age
    common = rng.standard_normal(len(loans))[loan]
    delay = nearest(lag.value(ndtr(np.sqrt(ALIKE) * common + np.sqrt(1 - ALIKE) * rng.standard_normal(len(loan)))), 1)
    share = np.minimum(paid.value(rng.random(len(loan))), 1)
    share[(share < 1) & (rng.random(len(loan)) < 0.5)] = 1  # the rows that hold a rest are as many as those that left it
    payments = {
        "SK_ID_PREV": past["SK_ID_PREV"][loans][loan],
        "SK_ID_CURR": past["SK_ID_CURR"][loans][loan],
        "NUM_INSTALMENT_VERSION": np.where(settled & (length < term)[loan], 2.0, 1.0),
        "NUM_INSTALMENT_NUMBER": age + 1,
        "DAYS_INSTALMENT": day,
        "DAYS_ENTRY_PAYMENT": np.minimum(day + delay, -1),
        "AMT_INSTALMENT": due,
        "AMT_PAYMENT": np.round(due * share, 3),
    }
    rest = np.flatnonzero(share < 1)
    later = np.minimum(payments["DAYS_ENTRY_PAYMENT"][rest] + rng.integers(0, 30, len(rest)), -1)
    rests = {name: values[rest] for name, values in payments.items()}
    rests |= {"AMT_PAYMENT": np.round(due[rest] * (1 - share[rest]), 3), "DAYS_ENTRY_PAYMENT": later}
    return {name: np.concatenate([values, rests[name]]) for name, values in payments.items()}


def raw_card_payments(months: dict[str, Values], lag: Margin, rng: np.random.Generator) -> dict[str, Values]:
    """Rows of ``installments_payments`` for cards (calendar version 0): the payments of a month, one or several."""
    paying = np.flatnonzero(months["AMT_PAYMENT_CURRENT"] > 0)
    parts = 1 + rng.poisson(IN_PARTS - 1, len(paying))
    paying = np.repeat(paying, parts)
    day = np.floor(months["MONTHS_BALANCE"][paying] * MONTH) - 1
    amount = np.round(months["AMT_PAYMENT_CURRENT"][paying] / np.repeat(parts, parts), 3)
    return {
        "SK_ID_PREV": months["SK_ID_PREV"][paying],
        "SK_ID_CURR": months["SK_ID_CURR"][paying],
        "NUM_INSTALMENT_VERSION": np.zeros(len(paying)),
        "NUM_INSTALMENT_NUMBER": np.nan_to_num(months["CNT_INSTALMENT_MATURE_CUM"][paying]) + 1,
        "DAYS_INSTALMENT": day,
        "DAYS_ENTRY_PAYMENT": np.minimum(day + nearest(lag.value(rng.random(len(paying))), 1), -1),
        "AMT_INSTALMENT": amount,
        "AMT_PAYMENT": amount,
    }
