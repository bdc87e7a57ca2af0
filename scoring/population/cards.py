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
    Column("FIRST_LIMIT", USED, certain=True),
    Column("LAST_LIMIT", USED, certain=True),
    Column("CLOSED", USED, certain=True),
    Column("BEFORE_USE", USED),
    Column("AFTER_USE", USED, certain=True),
    Column("USAGE", USED, certain=True),
    Column("PEAK", USED, certain=True),
    Column("PAID_RATE", USED, certain=True),
    Column("DRAWING_MONTHS", USED, certain=True),
    Column("CASH_SHARE", USED, certain=True),
    Column("LATE_MONTHS", USED, certain=True),
    Column("LATE_DAYS", USED, certain=True),
    Column("LATE_COUNTED", USED, certain=True),
)
DERIVED: Final = """
    with months as (
        select *, max(AMT_CREDIT_LIMIT_ACTUAL) over (partition by SK_ID_PREV) as highest,
            count(*) over (partition by SK_ID_PREV order by MONTHS_BALANCE desc) as ago
        from {source}
    )
    select SK_ID_PREV, any_value(SK_ID_CURR) as SK_ID_CURR,
        case when max(AMT_BALANCE) > 0 then 'yes' else 'no' end as USED,
        -max(MONTHS_BALANCE)::double as LAST, nullif(max(highest), 0)::double as LIMIT,
        avg((AMT_DRAWINGS_ATM_CURRENT is null)::int) as BEFORE_USE,
        arg_min(AMT_CREDIT_LIMIT_ACTUAL / nullif(highest, 0), MONTHS_BALANCE) as FIRST_LIMIT,
        arg_max(AMT_CREDIT_LIMIT_ACTUAL / nullif(highest, 0), MONTHS_BALANCE) as LAST_LIMIT,
        nullif(avg((AMT_CREDIT_LIMIT_ACTUAL = 0)::int), 0) as CLOSED,
        (min(ago) filter (AMT_BALANCE > 0) - 1) / count(*) as AFTER_USE,
        avg(AMT_BALANCE / nullif(AMT_CREDIT_LIMIT_ACTUAL, 0)) filter (AMT_BALANCE > 0) as USAGE,
        max(AMT_BALANCE / nullif(AMT_CREDIT_LIMIT_ACTUAL, 0)) filter (AMT_BALANCE > 0) as PEAK,
        sum(AMT_PAYMENT_CURRENT) filter (AMT_INST_MIN_REGULARITY > 0)
            / nullif(sum(AMT_INST_MIN_REGULARITY) filter (AMT_INST_MIN_REGULARITY > 0), 0) as PAID_RATE,
        avg((AMT_DRAWINGS_CURRENT > 0)::int) filter (AMT_BALANCE > 0) as DRAWING_MONTHS,
        sum(AMT_DRAWINGS_ATM_CURRENT) / nullif(sum(AMT_DRAWINGS_CURRENT), 0) as CASH_SHARE,
        case when max(AMT_BALANCE) > 0 then avg((SK_DPD > 0)::int) end as LATE_MONTHS,
        avg(SK_DPD) filter (SK_DPD > 0) as LATE_DAYS,
        max(SK_DPD_DEF) filter (SK_DPD > 0) as LATE_COUNTED
    from months group by SK_ID_PREV
"""
SMALL, SMALL_AMOUNT = 0.78, 280.0
"""Share of a reported card's months without a balance that have a small payment all the same, and its mean."""
MISSED: Final = 0.05
"""Share of the months in which less is repaid than asked."""
TOWARDS: Final = 0.1
"""Share of what is owed beyond the aim that is repaid in a month."""
INTEREST, MINIMUM, FEES = 0.02, 0.05, 0.06
"""By month: interest on a balance, least share of a balance to repay; and the share of a balance that is not principal."""


def raw_card_months(opened: dict[str, Values], drawn: dict[str, Values], rng: np.random.Generator) -> dict[str, Values]:
    """Rows of ``credit_card_balance``: one a month of each card (``opened``: its numbers and decision; ``drawn``: its life)."""
    first = np.clip(np.round(opened["DAYS_DECISION"] / MONTH), OLDEST, -1)
    last = np.clip(-np.round(drawn["LAST"]), first, -1)
    length = (last - first + 1).astype(int)
    known, begin, stop = _period_of_use(drawn, length)
    limit = _limits(drawn, length, stop * (drawn["USED"] == "yes"), rng)
    balance, drawing, payment = _simulate(begin, stop, limit, drawn, rng)
    card, age = runs(length)
    flows = {"balance": balance[card, age], "drawing": drawing[card, age], "payment": payment[card, age]}
    before = age < known[card]
    late = _late(drawn, card, ((stop - begin) / length)[card], flows["balance"] > 0, rng)
    return {
        "SK_ID_PREV": opened["SK_ID_PREV"][card],
        "SK_ID_CURR": opened["SK_ID_CURR"][card],
        "MONTHS_BALANCE": first[card] + age,
        "AMT_CREDIT_LIMIT_ACTUAL": limit[card, age],
        "NAME_CONTRACT_STATUS": np.full(len(card), "Active", dtype=object),
        "SK_DPD": late,
        "SK_DPD_DEF": np.minimum(late, np.round(drawn["LATE_COUNTED"])[card]),
        "CNT_INSTALMENT_MATURE_CUM": np.where(before & (age == 0), np.nan, np.maximum(np.minimum(age, stop[card]) - begin[card], 0)),
    } | _amounts(flows, before, age == 0, drawn["CASH_SHARE"][card], rng)


def _period_of_use(drawn: dict[str, Values], length: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
    """First month whose drawings are reported, first with a balance, first without one again; all from the card's first month.

    A card is reported in full from its first use, and used without a break until it is left aside for good.
    """
    used = drawn["USED"] == "yes"
    reported = np.round(np.nan_to_num(drawn["BEFORE_USE"], nan=1.0) * length)
    begin = np.where(used, np.minimum(reported, length - 1), length)
    stop = np.maximum(length - np.round(np.nan_to_num(drawn["AFTER_USE"]) * length), begin + 1)
    return np.where(used, begin, reported), begin, np.where(used, stop, length)


def _limits(drawn: dict[str, Values], length: NDArray[np.int64], stop: Floats, rng: np.random.Generator) -> Floats:
    """Limits, shape (cards, months): one at first, the highest later, then the last one, which is 0 once the card is closed."""
    highest = np.maximum(np.round(np.nan_to_num(drawn["LIMIT"], nan=180000.0) / 4500) * 4500, 4500)
    first, last = (np.round(highest * np.nan_to_num(drawn[name], nan=1.0) / 4500) * 4500 for name in ("FIRST_LIMIT", "LAST_LIMIT"))
    raised = np.floor(rng.random(len(length)) * length)
    closed = np.maximum(np.round(length * (1 - np.nan_to_num(drawn["CLOSED"]))), stop)
    lowered = np.where(last == 0, closed, raised + np.ceil(rng.random(len(length)) * (length - raised)))
    month = np.arange(length.max(initial=1))
    limit = np.where(month >= raised[:, None], highest[:, None], first[:, None])
    return np.asarray(np.where(month >= lowered[:, None], last[:, None], limit))


def _simulate(
    begin: Floats, stop: Floats, limit: Floats, drawn: dict[str, Values], rng: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Balance, drawings and payments, shape (cards, months).

    A card is used to its peak at first; then the balance follows a slowly moving aim around its mean usage, while each client
    repays so many times the least that is asked.
    """
    size, months = limit.shape
    balance, drawing, payment = np.zeros((size, months)), np.zeros((size, months)), np.zeros((size, months))
    usage, peak = (np.nan_to_num(np.clip(drawn[name], 0.01, 1.2)) for name in ("USAGE", "PEAK"))
    times = np.nan_to_num(np.clip(drawn["PAID_RATE"], 0.2, 20.0), nan=1.0)
    mood, before = rng.standard_normal(size), np.zeros(size)
    for month in range(months):
        mood = 0.9 * mood + 0.436 * rng.standard_normal(size)
        share = np.where(month <= begin + 1, peak, np.minimum(usage * (1.1 + 0.6 * mood * (1.2 - usage)), peak))
        aim = limit[:, month] * np.maximum(share, 0.01)
        using = (month >= begin) & (month < stop)
        draws = using & ((month == begin) | (rng.random(size) < np.nan_to_num(drawn["DRAWING_MONTHS"])))
        owed = before * (1 + INTEREST)
        more = 1.05 + np.maximum(times - 1.05, 0) * rng.exponential(1.0, size)
        least = np.minimum(owed, MINIMUM * before * np.where(rng.random(size) < MISSED, 0.5, more))
        wanted = np.maximum(aim - owed + least, limit[:, month] * 0.02 * rng.exponential(1.0, size))
        taken = np.where(draws, np.round(wanted / 450) * 450, 0)
        repaid = np.where(using, least + TOWARDS * np.maximum(owed + taken - least - aim, 0), owed)
        drawing[:, month], payment[:, month] = taken, np.round(np.minimum(repaid, owed + taken), 2)
        before = balance[:, month] = np.maximum(np.round(owed + taken - payment[:, month], 2), 0)
    return balance, drawing, payment


def _late(drawn: dict[str, Values], card: NDArray[np.int64], in_use: Floats, owing: NDArray[np.bool_], rng: np.random.Generator) -> Floats:
    share = np.nan_to_num(drawn["LATE_MONTHS"])[card] / np.maximum(in_use, 0.05)
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
