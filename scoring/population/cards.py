"""Credit cards with the lender: what is modelled of a card's life, and its monthly balances simulated from it."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.population.columns import Column, Values
from scoring.population.copula import Floats
from scoring.population.monthly import MONTH, OLDEST, runs

USED: Final = ("USED",)
COLUMNS: Final = (
    Column("USED"),
    Column("LAST", USED),
    Column("LIMIT", USED),
    Column("BEFORE_USE", USED),
    Column("IN_USE", USED, certain=True),
    Column("USAGE", USED, certain=True),
    Column("DRAWING_MONTHS", USED, certain=True),
    Column("CASH_SHARE", USED, certain=True),
    Column("LATE_MONTHS", USED, certain=True),
    Column("LATE_DAYS", USED, certain=True),
    Column("LATE_COUNTED", USED, certain=True),
)
DERIVED: Final = """
    with months as (select *, max(AMT_CREDIT_LIMIT_ACTUAL) over (partition by SK_ID_PREV) as highest from {source})
    select SK_ID_PREV, any_value(SK_ID_CURR) as SK_ID_CURR,
        case when max(AMT_BALANCE) > 0 then 'yes' else 'no' end as USED,
        -max(MONTHS_BALANCE)::double as LAST, nullif(max(highest), 0)::double as LIMIT,
        avg((AMT_DRAWINGS_ATM_CURRENT is null)::int) as BEFORE_USE,
        nullif(avg((AMT_BALANCE > 0)::int), 0) as IN_USE,
        avg(AMT_BALANCE / nullif(highest, 0)) filter (AMT_BALANCE > 0) as USAGE,
        avg((AMT_DRAWINGS_CURRENT > 0)::int) filter (AMT_BALANCE > 0) as DRAWING_MONTHS,
        sum(AMT_DRAWINGS_ATM_CURRENT) / nullif(sum(AMT_DRAWINGS_CURRENT), 0) as CASH_SHARE,
        case when max(AMT_BALANCE) > 0 then avg((SK_DPD > 0)::int) end as LATE_MONTHS,
        avg(SK_DPD) filter (SK_DPD > 0) as LATE_DAYS,
        max(SK_DPD_DEF) filter (SK_DPD > 0) as LATE_COUNTED
    from months group by SK_ID_PREV
"""
RECENTNESS: Final = 0.25
"""Below one, a card's months of use lie towards its end: cards in use today are as used as they were on average."""
SMALL, SMALL_AMOUNT = 0.78, 280.0
"""Share of a reported card's months without a balance that have a small payment all the same, and its mean."""
INTEREST, MINIMUM, FEES = 0.02, 0.05, 0.06
"""By month: interest on a balance, least share of a balance to repay; and the share of a balance that is not principal."""


def raw_card_months(opened: dict[str, Values], drawn: dict[str, Values], rng: np.random.Generator) -> dict[str, Values]:
    """Rows of ``credit_card_balance``: one a month of each card (``opened``: its numbers and decision; ``drawn``: its life)."""
    first = np.clip(np.round(opened["DAYS_DECISION"] / MONTH), OLDEST, -1)
    last = np.clip(-np.round(drawn["LAST"]), first, -1)
    length = (last - first + 1).astype(int)
    limit = np.maximum(np.round(np.nan_to_num(drawn["LIMIT"], nan=180000.0) / 4500) * 4500, 4500)
    known, begin, stop = _period_of_use(drawn, length, rng)
    balance, drawing, payment = _simulate(begin, stop, limit, drawn, int(length.max(initial=1)), rng)
    card, age = runs(length)
    flows = {"balance": balance[card, age], "drawing": drawing[card, age], "payment": payment[card, age]}
    before = age < known[card]
    late = _late(drawn, card, flows["balance"] > 0, rng)
    return {
        "SK_ID_PREV": opened["SK_ID_PREV"][card],
        "SK_ID_CURR": opened["SK_ID_CURR"][card],
        "MONTHS_BALANCE": first[card] + age,
        "AMT_CREDIT_LIMIT_ACTUAL": limit[card],
        "NAME_CONTRACT_STATUS": np.full(len(card), "Active", dtype=object),
        "SK_DPD": late,
        "SK_DPD_DEF": np.minimum(late, np.round(drawn["LATE_COUNTED"])[card]),
        "CNT_INSTALMENT_MATURE_CUM": np.where(before & (age == 0), np.nan, np.maximum(np.minimum(age, stop[card]) - begin[card], 0)),
    } | _amounts(flows, before, age == 0, drawn["CASH_SHARE"][card], rng)


def _period_of_use(drawn: dict[str, Values], length: NDArray[np.int64], rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """First month whose drawings are reported, first with a balance, first without one again; all from the card's first month."""
    used = drawn["USED"] == "yes"
    months = np.maximum(np.round(np.nan_to_num(drawn["IN_USE"]) * length), 1)
    earliest = np.minimum(np.round(np.nan_to_num(drawn["BEFORE_USE"]) * length), length - months)
    begin = earliest + np.round(rng.random(len(length)) ** RECENTNESS * (length - months - earliest))
    reported = np.where(used, earliest, np.round(np.nan_to_num(drawn["BEFORE_USE"], nan=1.0) * length))
    return reported, np.where(used, begin, length), np.where(used, begin + months, length)


def _simulate(
    begin: Floats, stop: Floats, limit: Floats, drawn: dict[str, Values], months: int, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Balance, drawings and payments, shape (cards, months): the balance follows a slowly moving aim around the card's mean usage."""
    size = len(begin)
    balance, drawing, payment = np.zeros((size, months)), np.zeros((size, months)), np.zeros((size, months))
    usage = np.nan_to_num(np.clip(drawn["USAGE"], 0.02, 1.1))
    mood, before = rng.standard_normal(size), np.zeros(size)
    for month in range(months):
        mood = 0.9 * mood + 0.436 * rng.standard_normal(size)
        aim = limit * np.clip(usage * (1.2 + 0.6 * mood * (1.2 - usage)), 0.01, 1.1)
        using = (month >= begin) & (month < stop)
        draws = using & ((month == begin) | (rng.random(size) < np.nan_to_num(drawn["DRAWING_MONTHS"])))
        owed = before * (1 + INTEREST)
        least = np.minimum(owed, MINIMUM * before * (0.9 + rng.exponential(1.2, size)))
        wanted = np.maximum(aim - owed + least, limit * 0.02 * rng.exponential(1.0, size))
        taken = np.where(draws, np.round(wanted / 450) * 450, 0)
        repaid = np.where(using, np.maximum(owed + taken - aim, least) * (before > 0), owed)
        drawing[:, month], payment[:, month] = taken, np.round(np.minimum(repaid, owed + taken), 2)
        before = balance[:, month] = np.maximum(np.round(owed + taken - payment[:, month], 2), 0)
    return balance, drawing, payment


def _late(drawn: dict[str, Values], card: NDArray[np.int64], owing: NDArray[np.bool_], rng: np.random.Generator) -> Floats:
    share = np.nan_to_num(drawn["LATE_MONTHS"])[card] / np.maximum(np.nan_to_num(drawn["IN_USE"], nan=1.0)[card], 0.05)
    late = owing & (rng.random(len(card)) < share)
    return np.where(late, np.maximum(np.round(drawn["LATE_DAYS"][card] * rng.uniform(0.5, 1.5, len(card))), 1), 0)


def _amounts(
    flows: dict[str, Floats], before: NDArray[np.bool_], opening: NDArray[np.bool_], cash: Floats, rng: np.random.Generator
) -> dict[str, Values]:
    balance, drawing, payment = flows["balance"], flows["drawing"], flows["payment"]
    small = ~before & (balance == 0) & (payment == 0) & (rng.random(len(cash)) < SMALL)
    atm = np.where(rng.random(len(cash)) < np.nan_to_num(cash, nan=0.5), drawing, 0)
    times = np.where(drawing > 0, 1 + rng.poisson(np.minimum(drawing / 6000, 15)), 0)
    unused = {name: np.where(before, np.nan, 0.0) for name in ("AMT_DRAWINGS_OTHER_CURRENT", "CNT_DRAWINGS_OTHER_CURRENT")}
    return unused | {
        "AMT_BALANCE": balance,
        "AMT_RECIVABLE": balance,
        "AMT_TOTAL_RECEIVABLE": balance,
        "AMT_RECEIVABLE_PRINCIPAL": np.round(balance * (1 - FEES), 2),
        "AMT_DRAWINGS_CURRENT": drawing,
        "AMT_DRAWINGS_ATM_CURRENT": np.where(before, np.nan, atm),
        "AMT_DRAWINGS_POS_CURRENT": np.where(before, np.nan, drawing - atm),
        "CNT_DRAWINGS_CURRENT": times,
        "CNT_DRAWINGS_ATM_CURRENT": np.where(before, np.nan, np.where(atm > 0, times, 0)),
        "CNT_DRAWINGS_POS_CURRENT": np.where(before, np.nan, np.where(atm > 0, 0, times)),
        "AMT_INST_MIN_REGULARITY": np.where(opening, np.nan, np.round(balance * MINIMUM, 2)),
        "AMT_PAYMENT_CURRENT": np.where(before, np.nan, np.where(small, np.round(rng.exponential(SMALL_AMOUNT, len(cash)), 2), payment)),
        "AMT_PAYMENT_TOTAL_CURRENT": payment,
    }
