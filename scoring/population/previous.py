"""Past applications with the lender: what is modelled, and the raw rows back from it."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.population.application import nearest
from scoring.population.columns import Column, Values
from scoring.tables import NEVER_DAYS

STATUS: Final = ("NAME_CONTRACT_STATUS",)
KIND: Final = ("NAME_CONTRACT_STATUS", "NAME_CONTRACT_TYPE")
PRODUCT: Final = ("NAME_CONTRACT_STATUS", "PRODUCT_COMBINATION")
COLUMNS: Final = (
    Column("NAME_CONTRACT_STATUS"),
    Column("NAME_CONTRACT_TYPE", STATUS),
    Column("DAYS_DECISION", KIND),
    Column("PRODUCT_COMBINATION", KIND, certain=True),
    *(Column(name, PRODUCT) for name in ("NAME_PORTFOLIO", "NAME_PRODUCT_TYPE", "NAME_YIELD_GROUP", "CHANNEL_TYPE")),
    *(Column(name, ("PRODUCT_COMBINATION",)) for name in ("NAME_GOODS_CATEGORY", "NAME_SELLER_INDUSTRY", "SELLERPLACE_AREA")),
    *(Column(name, KIND) for name in ("NAME_CASH_LOAN_PURPOSE", "NAME_PAYMENT_TYPE", "CODE_REJECT_REASON", "NAME_CLIENT_TYPE")),
    Column("NAME_TYPE_SUITE", KIND),
    *(Column(name) for name in ("WEEKDAY_APPR_PROCESS_START", "HOUR_APPR_PROCESS_START")),
    *(Column(name) for name in ("FLAG_LAST_APPL_PER_CONTRACT", "NFLAG_LAST_APPL_IN_DAY")),
    Column("AMT_CREDIT", KIND, certain=True),
    Column("ASKED_RATE", KIND, certain=True),
    Column("AMT_GOODS_PRICE", KIND),
    Column("CNT_PAYMENT", KIND),
    Column("COST_RATE", KIND, certain=True),
    Column("RATE_DOWN_PAYMENT", KIND),
    Column("NFLAG_INSURED_ON_APPROVAL", KIND),
    Column("FIRST_DRAWING_LAG", KIND),
    Column("FIRST_DUE_LAG", KIND),
    Column("LIVED", KIND, certain=True),
    Column("TERMINATION_LAG", KIND, certain=True),
    Column("HAS_MONTHS", KIND),
    Column("LATE_SHARE", KIND, certain=True),
    Column("LATE_DAYS", KIND, certain=True),
    Column("LATE_COUNTED", KIND, certain=True),
)
DERIVED: Final = f"""
    with months as (
        select SK_ID_PREV, avg((SK_DPD > 0)::int) as LATE_SHARE, avg(SK_DPD) filter (SK_DPD > 0) as LATE_DAYS,
            case when max(SK_DPD) > 0 then (max(SK_DPD_DEF) > 0)::int::double end as LATE_COUNTED
        from {{POS_CASH_balance}} group by SK_ID_PREV
    ), cards as (select distinct SK_ID_PREV, 1 as card from {{credit_card_balance}})
    select p.*,
        AMT_APPLICATION / nullif(AMT_CREDIT, 0) as ASKED_RATE,
        case when AMT_ANNUITY > 0 and CNT_PAYMENT > 0 and AMT_CREDIT > 0 then AMT_CREDIT / (AMT_ANNUITY * CNT_PAYMENT) end as COST_RATE,
        nullif(DAYS_FIRST_DRAWING, {NEVER_DAYS}) - DAYS_DECISION as FIRST_DRAWING_LAG,
        nullif(DAYS_FIRST_DUE, {NEVER_DAYS}) - DAYS_DECISION as FIRST_DUE_LAG,
        case when DAYS_LAST_DUE_1ST_VERSION < 0 and DAYS_LAST_DUE < 0 and CNT_PAYMENT > 1
             then (DAYS_LAST_DUE - DAYS_FIRST_DUE) / (30 * (CNT_PAYMENT - 1)) end as LIVED,
        case when DAYS_TERMINATION < 0 and DAYS_LAST_DUE < 0 then DAYS_TERMINATION - DAYS_LAST_DUE end as TERMINATION_LAG,
        (LATE_SHARE is not null or card is not null)::int::double as HAS_MONTHS, LATE_SHARE, LATE_DAYS, LATE_COUNTED
    from {{source}} p left join months using (SK_ID_PREV) left join cards using (SK_ID_PREV)
"""
SAME: Final = (
    "NAME_CONTRACT_STATUS", "NAME_CONTRACT_TYPE", "PRODUCT_COMBINATION", "NAME_PORTFOLIO", "NAME_PRODUCT_TYPE", "NAME_YIELD_GROUP",
    "CHANNEL_TYPE", "NAME_GOODS_CATEGORY", "NAME_SELLER_INDUSTRY", "NAME_CASH_LOAN_PURPOSE", "NAME_PAYMENT_TYPE", "CODE_REJECT_REASON",
    "NAME_CLIENT_TYPE", "NAME_TYPE_SUITE", "WEEKDAY_APPR_PROCESS_START", "FLAG_LAST_APPL_PER_CONTRACT",
)  # fmt: skip
SELDOM: Final = ("RATE_INTEREST_PRIMARY", "RATE_INTEREST_PRIVILEGED")
"""Known in 0.4 % of the source's rows, too few people to describe: never known here."""


def raw_past(drawn: dict[str, Values], clients: NDArray[np.int64], ids: NDArray[np.int64]) -> dict[str, Values]:
    """All raw columns of ``previous_application`` from the modelled ones; one row an application."""
    raw = {name: drawn[name] for name in SAME}
    raw |= {"SK_ID_CURR": clients, "SK_ID_PREV": ids, "DAYS_DECISION": np.minimum(nearest(drawn["DAYS_DECISION"], 1), -1)}
    for name in ("HOUR_APPR_PROCESS_START", "NFLAG_LAST_APPL_IN_DAY", "SELLERPLACE_AREA", "CNT_PAYMENT"):
        raw[name] = np.round(drawn[name])
    for name in SELDOM:
        raw[name] = np.full(len(ids), np.nan)
    return raw | _amounts(drawn) | _dates(drawn, raw["DAYS_DECISION"])


def _amounts(drawn: dict[str, Values]) -> dict[str, Values]:
    revolving = drawn["NAME_CONTRACT_TYPE"] == "Revolving loans"
    credit = nearest(np.maximum(drawn["AMT_CREDIT"], 0), 4.5)
    asked = np.where(credit > 0, nearest(credit * drawn["ASKED_RATE"], 4.5), 0)
    asked = np.where(drawn["NAME_CONTRACT_STATUS"] == "Unused offer", credit, asked)
    payments = np.maximum(np.round(drawn["CNT_PAYMENT"]), 1)
    annuity = np.where(revolving, credit / 20, credit / (payments * drawn["COST_RATE"]))
    part = np.clip(drawn["RATE_DOWN_PAYMENT"] / 1.0890909, 0, 0.9)
    return {
        "AMT_CREDIT": credit,
        "AMT_APPLICATION": asked,
        "AMT_GOODS_PRICE": np.where(np.isnan(drawn["AMT_GOODS_PRICE"]), np.nan, asked),
        "AMT_ANNUITY": np.where(np.isnan(drawn["CNT_PAYMENT"]), np.nan, np.round(annuity / 0.045) * 0.045),
        "RATE_DOWN_PAYMENT": drawn["RATE_DOWN_PAYMENT"],
        "AMT_DOWN_PAYMENT": nearest(part * credit / (1 - part), 4.5),
    }


def _dates(drawn: dict[str, Values], decision: Values) -> dict[str, Values]:
    """An approved credit runs from its first due date, every 30 days, and may be repaid early; what lies ahead is open (365243)."""
    signed = (drawn["NAME_CONTRACT_STATUS"] == "Approved") & ~np.isnan(drawn["NFLAG_INSURED_ON_APPROVAL"])
    card = drawn["NAME_CONTRACT_TYPE"] == "Revolving loans"
    first = decision + np.maximum(nearest(np.where(card, drawn["FIRST_DUE_LAG"], np.nan_to_num(drawn["FIRST_DUE_LAG"], nan=30.0)), 1), 0)
    instalments = np.maximum(np.round(drawn["CNT_PAYMENT"]) - 1, 0)
    planned = np.where(card, np.nan, first + 30 * instalments)
    last = np.where(card, np.nan, first + 30 * np.round(np.clip(drawn["LIVED"], 0, 1) * instalments))
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
