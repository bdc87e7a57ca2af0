"""Past applications with the lender: what is modelled, and the raw rows back from it."""

# ruff: noqa: S608  (no value from outside enters these queries)

from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.population.application import heaped, nearest
from scoring.population.columns import Column, Values
from scoring.tables import NEVER_DAYS

PLACE: Final = ("PLACE",)
STATUS: Final = ("PLACE", "NAME_CONTRACT_STATUS")
RECENT, OLDER = -200, -700
"""Days that part recent, middling and old applications."""
KIND: Final = ("NAME_CONTRACT_STATUS", "NAME_CONTRACT_TYPE")
PRODUCT: Final = ("NAME_CONTRACT_STATUS", "PRODUCT_COMBINATION")
FIRSTLY: Final = (Column("DAYS_DECISION"), Column("HOLDS_CARD", ("MANY",), certain=True))
"""Drawn before the rest: a client's first application is nearly always granted, and hardly anyone holds two cards."""
COLUMNS: Final = (
    Column("NAME_CONTRACT_STATUS", PLACE, pooled=True),
    Column("NAME_CONTRACT_TYPE", STATUS, pooled=True),
    Column("PRODUCT_COMBINATION", KIND, certain=True),
    *(Column(name, PRODUCT) for name in ("NAME_PORTFOLIO", "NAME_PRODUCT_TYPE", "NAME_YIELD_GROUP", "CHANNEL_TYPE")),
    *(Column(name, ("PRODUCT_COMBINATION",)) for name in ("NAME_GOODS_CATEGORY", "NAME_SELLER_INDUSTRY", "SELLERPLACE_AREA")),
    *(Column(name, KIND) for name in ("NAME_CASH_LOAN_PURPOSE", "NAME_PAYMENT_TYPE", "CODE_REJECT_REASON")),
    Column("NAME_CLIENT_TYPE", PLACE),
    Column("NAME_TYPE_SUITE", KIND),
    *(Column(name) for name in ("WEEKDAY_APPR_PROCESS_START", "HOUR_APPR_PROCESS_START")),
    *(Column(name) for name in ("FLAG_LAST_APPL_PER_CONTRACT", "NFLAG_LAST_APPL_IN_DAY")),
    Column("ASKED", KIND, certain=True, pooled=True),
    Column("APPLIED", KIND, certain=True),
    Column("AMT_GOODS_PRICE", KIND),
    Column("DOWN_SHARE", KIND),
    Column("CREDIT_RATE", KIND, certain=True),
    Column("CNT_PAYMENT", KIND),
    Column("COST_RATE", ("NAME_CONTRACT_TYPE", "NAME_YIELD_GROUP", "CNT_PAYMENT"), certain=True, pooled=True, step=0.001),
    Column("NFLAG_INSURED_ON_APPROVAL", KIND),
    Column("FIRST_DRAWING_LAG", KIND),
    Column("FIRST_DUE_LAG", KIND),
    Column("LIVED", KIND, certain=True),
    Column("CLOSED_EARLY", KIND, certain=True),
    Column("TERMINATION_LAG", KIND, certain=True),
    Column("HAS_MONTHS", KIND),
    Column("LATE_SHARE", KIND, certain=True),
    Column("LATE_DAYS", KIND, certain=True),
    Column("LATE_COUNTED", KIND, certain=True),
)
CARD: Final = "NAME_CONTRACT_TYPE = 'Revolving loans' and NAME_CONTRACT_STATUS = 'Approved' and card is not null"
OLDEST: Final = "row_number() over (partition by SK_ID_CURR order by DAYS_DECISION, SK_ID_PREV) = 1"
DERIVED: Final = f"""
    with months as (
        select SK_ID_PREV, avg((SK_DPD > 0)::int) as LATE_SHARE, min(SK_DPD) filter (SK_DPD > 0) as LATE_DAYS,
            max(SK_DPD_DEF) filter (SK_DPD > 0) as LATE_COUNTED
        from {{POS_CASH_balance}} group by SK_ID_PREV
    ), cards as (select distinct SK_ID_PREV, 1 as card from {{credit_card_balance}})
    select p.*,
        case when {CARD} then 'card' when {OLDEST} then 'first' when DAYS_DECISION > {RECENT} then 'recent'
             when DAYS_DECISION > {OLDER} then 'middling' else 'old' end as PLACE,
        max(({CARD})::int::double) over (partition by SK_ID_CURR) as HOLDS_CARD,
        case when count(*) over (partition by SK_ID_CURR) > 4 then 'yes' else 'no' end as MANY,
        case when AMT_APPLICATION > 0 then AMT_APPLICATION else AMT_CREDIT end as ASKED,
        case when AMT_APPLICATION > 0 or AMT_CREDIT > 0 then (AMT_APPLICATION > 0)::int::double end as APPLIED,
        case when AMT_APPLICATION > 0 then round(AMT_DOWN_PAYMENT / AMT_APPLICATION, 3) end as DOWN_SHARE,
        case when AMT_APPLICATION > coalesce(AMT_DOWN_PAYMENT, 0)
             then round(AMT_CREDIT / (AMT_APPLICATION - coalesce(AMT_DOWN_PAYMENT, 0)),
                        case NAME_CONTRACT_TYPE when 'Cash loans' then 4 else 3 end) end as CREDIT_RATE,
        case when AMT_ANNUITY > 0 and CNT_PAYMENT > 0 and AMT_CREDIT > 0
             then round(AMT_CREDIT / (AMT_ANNUITY * CNT_PAYMENT), 3) end as COST_RATE,
        nullif(DAYS_FIRST_DRAWING, {NEVER_DAYS}) - DAYS_DECISION as FIRST_DRAWING_LAG,
        nullif(DAYS_FIRST_DUE, {NEVER_DAYS}) - DAYS_DECISION as FIRST_DUE_LAG,
        case when DAYS_LAST_DUE_1ST_VERSION < 0 and DAYS_LAST_DUE < 0 and CNT_PAYMENT > 1
             then (DAYS_LAST_DUE - DAYS_FIRST_DUE) / (30 * (CNT_PAYMENT - 1)) end as LIVED,
        case when DAYS_LAST_DUE_1ST_VERSION between 0 and 100000 then (DAYS_TERMINATION < 0)::int::double end as CLOSED_EARLY,
        case when DAYS_TERMINATION < 0 and DAYS_LAST_DUE < 0 then DAYS_TERMINATION - DAYS_LAST_DUE end as TERMINATION_LAG,
        (LATE_SHARE is not null or card is not null)::int::double as HAS_MONTHS, LATE_SHARE, LATE_DAYS, LATE_COUNTED
    from {{source}} p left join months using (SK_ID_PREV) left join cards using (SK_ID_PREV)
"""
SAME: Final = (
    "NAME_CONTRACT_STATUS", "NAME_CONTRACT_TYPE", "PRODUCT_COMBINATION", "NAME_PORTFOLIO", "NAME_PRODUCT_TYPE", "NAME_YIELD_GROUP",
    "CHANNEL_TYPE", "NAME_GOODS_CATEGORY", "NAME_SELLER_INDUSTRY", "NAME_CASH_LOAN_PURPOSE", "NAME_PAYMENT_TYPE", "CODE_REJECT_REASON",
    "NAME_CLIENT_TYPE", "NAME_TYPE_SUITE", "WEEKDAY_APPR_PROCESS_START", "FLAG_LAST_APPL_PER_CONTRACT",
)  # fmt: skip
RECENTLY: Final = 0.1
"""How much rather a card is a recent application (0: any)."""
SAME_DAY: Final = 0.28
"""How often an application falls on the day of the client's one before."""
PHONE: Final = 0.84
"""How often a phone number was last changed on the day of a past application, when it was changed before this one."""
ROUND: Final = {225000.0: 0.2, 45000.0: 0.35, 22500.0: 0.15, 4500.0: 0.3}
"""How round the amounts that people ask for in cash are; the price of a purchase is what it is."""
DOWN_RATE: Final = 1.0890909
"""What the source multiplies a deposit's share by."""
SELDOM: Final = ("RATE_INTEREST_PRIMARY", "RATE_INTEREST_PRIVILEGED")
"""Known in 0.4 % of the source's rows, too few people to describe: never known here."""


def raw_past(drawn: dict[str, Values], clients: NDArray[np.int64], ids: NDArray[np.int64], rng: np.random.Generator) -> dict[str, Values]:
    """All raw columns of ``previous_application`` from the modelled ones; one row an application."""
    raw = {name: drawn[name] for name in SAME}
    raw |= {"SK_ID_CURR": clients, "SK_ID_PREV": ids, "DAYS_DECISION": np.minimum(nearest(drawn["DAYS_DECISION"], 1), -1)}
    for name in ("HOUR_APPR_PROCESS_START", "NFLAG_LAST_APPL_IN_DAY", "SELLERPLACE_AREA", "CNT_PAYMENT"):
        raw[name] = np.round(drawn[name])
    for name in SELDOM:
        raw[name] = np.full(len(ids), np.nan)
    return raw | _amounts(drawn, rng) | _dates(drawn, raw["DAYS_DECISION"])


def many(owner: NDArray[np.int64]) -> dict[str, Values]:
    """Whether a row's client has more than four rows, as the column ``MANY``."""
    return {"MANY": np.where(np.bincount(owner)[owner] > 4, "yes", "no").astype(object)}


def in_bursts(days: Values, owner: NDArray[np.int64], rng: np.random.Generator) -> Values:
    """Decisions (days, a row an application) of which some share a day: the first or the last one's of their burst."""
    order = np.lexsort((days, owner))
    opens = (np.diff(owner[order], prepend=-1) != 0) | (rng.random(len(days)) >= SAME_DAY)
    first = np.flatnonzero(opens)
    last = np.append(first[1:], len(days)) - 1
    day = np.where(rng.random(len(first)) < 0.5, days[order[first]], days[order[last]])
    moved = np.empty_like(days)
    moved[order] = np.repeat(day, last - first + 1)
    return moved


def on_phone_days(days: Values, owner: NDArray[np.int64], phone: Values, rng: np.random.Generator) -> Values:
    """Decisions (days, a row an application) of which, for most clients, the nearest to the day of their ``phone`` falls on it."""
    gap = np.abs(days - phone[owner])
    snapped = _lowest(gap, owner) & ((phone < -1) & (rng.random(len(phone)) < PHONE))[owner]
    return np.where(snapped, phone[owner], days)


def places(firstly: dict[str, Values], owner: NDArray[np.int64], rng: np.random.Generator) -> dict[str, Values]:
    """The column ``PLACE`` of applications grouped by ``owner``, known before the rest is drawn.

    One row, a recent one rather than an old one, of each client who holds a card is the ``card``; else the oldest of each client is
    the ``first``; else an application is ``recent``, ``middling`` or ``old``.
    """
    date = firstly["DAYS_DECISION"]
    oldest, chosen = _lowest(date, owner), _lowest(rng.random(len(owner)) * np.abs(date) ** RECENTLY, owner)
    holder = np.zeros(owner.max(initial=-1) + 1, bool)
    holder[owner[oldest]] = firstly["HOLDS_CARD"][oldest] == 1
    place = np.select([chosen & holder[owner], oldest, date > RECENT, date > OLDER], ["card", "first", "recent", "middling"], default="old")
    return {"PLACE": place.astype(object)}


def _lowest(values: Values, owner: NDArray[np.int64]) -> NDArray[np.bool_]:
    order = np.lexsort((values, owner))
    lowest = np.zeros(len(owner), bool)
    lowest[order[np.diff(owner[order], prepend=-1) != 0]] = True
    return lowest


def _amounts(drawn: dict[str, Values], rng: np.random.Generator) -> dict[str, Values]:
    """What was asked for, less the deposit, times the cost of an insurance is the credit; a card may be offered unasked."""
    revolving = drawn["NAME_CONTRACT_TYPE"] == "Revolving loans"
    wanted = np.maximum(drawn["ASKED"], 0)
    asked = np.where(drawn["NAME_CONTRACT_TYPE"] == "Consumer loans", nearest(wanted, 4.5), heaped(wanted, ROUND, rng))
    applied = drawn["APPLIED"] == 1
    deposit = nearest(asked * np.clip(drawn["DOWN_SHARE"], 0, 0.9), 4.5)
    credit = np.where(applied, nearest((asked - np.nan_to_num(deposit)) * drawn["CREDIT_RATE"], 4.5), asked)
    payments = np.maximum(np.round(drawn["CNT_PAYMENT"]), 1)
    annuity = np.where(revolving, credit / 20, credit / (payments * drawn["COST_RATE"]))
    return {
        "AMT_CREDIT": credit,
        "AMT_APPLICATION": np.where(applied, asked, 0),
        "AMT_GOODS_PRICE": np.where(np.isnan(drawn["AMT_GOODS_PRICE"]), np.nan, np.where(applied, asked, 0)),
        "AMT_ANNUITY": np.where(np.isnan(drawn["CNT_PAYMENT"]), np.nan, np.round(annuity / 0.045) * 0.045),
        "RATE_DOWN_PAYMENT": np.where(credit > 0, DOWN_RATE * deposit / (credit + deposit), np.nan),
        "AMT_DOWN_PAYMENT": deposit,
    }


def _dates(drawn: dict[str, Values], decision: Values) -> dict[str, Values]:
    """An approved credit runs from its first due date, every 30 days, and may be repaid early; what lies ahead is open (365243)."""
    signed = (drawn["NAME_CONTRACT_STATUS"] == "Approved") & ~np.isnan(drawn["NFLAG_INSURED_ON_APPROVAL"])
    card = drawn["NAME_CONTRACT_TYPE"] == "Revolving loans"
    first = decision + np.maximum(nearest(np.where(card, drawn["FIRST_DUE_LAG"], np.nan_to_num(drawn["FIRST_DUE_LAG"], nan=30.0)), 1), 0)
    instalments = np.maximum(np.round(drawn["CNT_PAYMENT"]) - 1, 0)
    planned = np.where(card, np.nan, first + 30 * instalments)
    paid = np.where(planned < 0, instalments, np.where(drawn["CLOSED_EARLY"] == 1, np.floor((-2 - first) / 30), np.nan))
    last = np.where(card, np.nan, first + 30 * np.round(np.clip(drawn["LIVED"], 0, 1) * np.maximum(paid, 0)))
    ended = last + np.maximum(nearest(drawn["TERMINATION_LAG"], 1), 2)
    dates = {
        "DAYS_FIRST_DRAWING": _past(np.where(card, decision + nearest(drawn["FIRST_DRAWING_LAG"], 1), np.nan)),
        "DAYS_FIRST_DUE": _past(first),
        "DAYS_LAST_DUE_1ST_VERSION": np.where(np.isnan(planned), NEVER_DAYS, planned),
        "DAYS_LAST_DUE": _past(last),
        "DAYS_TERMINATION": _past(ended),
        "NFLAG_INSURED_ON_APPROVAL": drawn["NFLAG_INSURED_ON_APPROVAL"],
    }
    return {name: np.where(signed, values, np.nan) for name, values in dates.items()}


def _past(days: Values) -> Values:
    """Dates before the application; any other (or none) is "open or never"."""
    return np.where(days < 0, days, float(NEVER_DAYS))
