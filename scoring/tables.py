"""Home Credit's seven raw tables: names, keys, columns, kinds and sentinels. The one place that spells a raw column's existence.

Source: the data dictionary of the competition "Home Credit Default Risk" (Kaggle, 2018).
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

CLIENT: Final = "SK_ID_CURR"
TARGET: Final = "TARGET"
NEVER_DAYS: Final = 365243
"""What DAYS_* columns hold for "open" or "never": a thousand years."""
MISSING_TEXTS: Final = ("XNA", "XAP")
"""What category columns hold for "not available" and "not applicable"."""

DAYS_A_YEAR: Final = 365.25

Kind = Literal["integer", "number", "text"]


@dataclass(frozen=True, slots=True)
class Domain:
    """What a column can truly hold: from ``low`` to ``high``, or a ``sentinel``; ``required``: it may not be missing."""

    low: float
    high: float
    required: bool = True
    sentinel: float | None = None


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@dataclass(frozen=True, slots=True)
class Table:
    """One raw table: its file's name without ending, and its columns by kind.

    ``coverage`` names the column of the optional ``clients_coverage`` file that says, client by client, whether the
    whole history in this table is at hand.
    """

    name: str
    integers: tuple[str, ...]
    numbers: tuple[str, ...]
    texts: tuple[str, ...]
    coverage: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the file must have."""
        return self.integers + self.numbers + self.texts

    def kind(self, column: str) -> Kind:
        """Whether a column holds integers, numbers (missing allowed) or texts."""
        if column in self.integers:
            return "integer"
        return "number" if column in self.numbers else "text"


APPLICATION = Table(
    name="application",
    integers=_names(
        """
        SK_ID_CURR CNT_CHILDREN DAYS_BIRTH DAYS_EMPLOYED DAYS_ID_PUBLISH FLAG_MOBIL FLAG_EMP_PHONE FLAG_WORK_PHONE
        FLAG_CONT_MOBILE FLAG_PHONE FLAG_EMAIL REGION_RATING_CLIENT REGION_RATING_CLIENT_W_CITY
        HOUR_APPR_PROCESS_START REG_REGION_NOT_LIVE_REGION REG_REGION_NOT_WORK_REGION LIVE_REGION_NOT_WORK_REGION
        REG_CITY_NOT_LIVE_CITY REG_CITY_NOT_WORK_CITY LIVE_CITY_NOT_WORK_CITY FLAG_DOCUMENT_2 FLAG_DOCUMENT_3
        FLAG_DOCUMENT_4 FLAG_DOCUMENT_5 FLAG_DOCUMENT_6 FLAG_DOCUMENT_7 FLAG_DOCUMENT_8 FLAG_DOCUMENT_9
        FLAG_DOCUMENT_10 FLAG_DOCUMENT_11 FLAG_DOCUMENT_12 FLAG_DOCUMENT_13 FLAG_DOCUMENT_14 FLAG_DOCUMENT_15
        FLAG_DOCUMENT_16 FLAG_DOCUMENT_17 FLAG_DOCUMENT_18 FLAG_DOCUMENT_19 FLAG_DOCUMENT_20 FLAG_DOCUMENT_21
        """
    ),
    numbers=_names(
        """
        AMT_INCOME_TOTAL AMT_CREDIT AMT_ANNUITY AMT_GOODS_PRICE REGION_POPULATION_RELATIVE DAYS_REGISTRATION
        OWN_CAR_AGE CNT_FAM_MEMBERS EXT_SOURCE_1 EXT_SOURCE_2 EXT_SOURCE_3 APARTMENTS_AVG BASEMENTAREA_AVG
        YEARS_BEGINEXPLUATATION_AVG YEARS_BUILD_AVG COMMONAREA_AVG ELEVATORS_AVG ENTRANCES_AVG FLOORSMAX_AVG
        FLOORSMIN_AVG LANDAREA_AVG LIVINGAPARTMENTS_AVG LIVINGAREA_AVG NONLIVINGAPARTMENTS_AVG NONLIVINGAREA_AVG
        APARTMENTS_MODE BASEMENTAREA_MODE YEARS_BEGINEXPLUATATION_MODE YEARS_BUILD_MODE COMMONAREA_MODE ELEVATORS_MODE
        ENTRANCES_MODE FLOORSMAX_MODE FLOORSMIN_MODE LANDAREA_MODE LIVINGAPARTMENTS_MODE LIVINGAREA_MODE
        NONLIVINGAPARTMENTS_MODE NONLIVINGAREA_MODE APARTMENTS_MEDI BASEMENTAREA_MEDI YEARS_BEGINEXPLUATATION_MEDI
        YEARS_BUILD_MEDI COMMONAREA_MEDI ELEVATORS_MEDI ENTRANCES_MEDI FLOORSMAX_MEDI FLOORSMIN_MEDI LANDAREA_MEDI
        LIVINGAPARTMENTS_MEDI LIVINGAREA_MEDI NONLIVINGAPARTMENTS_MEDI NONLIVINGAREA_MEDI TOTALAREA_MODE
        OBS_30_CNT_SOCIAL_CIRCLE DEF_30_CNT_SOCIAL_CIRCLE OBS_60_CNT_SOCIAL_CIRCLE DEF_60_CNT_SOCIAL_CIRCLE
        DAYS_LAST_PHONE_CHANGE AMT_REQ_CREDIT_BUREAU_HOUR AMT_REQ_CREDIT_BUREAU_DAY AMT_REQ_CREDIT_BUREAU_WEEK
        AMT_REQ_CREDIT_BUREAU_MON AMT_REQ_CREDIT_BUREAU_QRT AMT_REQ_CREDIT_BUREAU_YEAR
        """
    ),
    texts=_names(
        """
        NAME_CONTRACT_TYPE CODE_GENDER FLAG_OWN_CAR FLAG_OWN_REALTY NAME_TYPE_SUITE NAME_INCOME_TYPE
        NAME_EDUCATION_TYPE NAME_FAMILY_STATUS NAME_HOUSING_TYPE OCCUPATION_TYPE WEEKDAY_APPR_PROCESS_START
        ORGANIZATION_TYPE FONDKAPREMONT_MODE HOUSETYPE_MODE WALLSMATERIAL_MODE EMERGENCYSTATE_MODE
        """
    ),
)

MONEY, OPTIONAL_MONEY = Domain(1, 1e9), Domain(1, 1e9, required=False)
SHARE, ENQUIRIES = Domain(0, 1, required=False), Domain(0, 1_000, required=False)
WITHIN_A_LIFE: Final = Domain(-120 * DAYS_A_YEAR, 0)

DOMAINS: Final[dict[str, Domain]] = {
    "CNT_CHILDREN": Domain(0, 30),
    "CNT_FAM_MEMBERS": Domain(1, 32, required=False),
    "DAYS_BIRTH": Domain(-120 * DAYS_A_YEAR, -18 * DAYS_A_YEAR),
    "DAYS_EMPLOYED": Domain(-80 * DAYS_A_YEAR, 0, sentinel=NEVER_DAYS),
    "DAYS_ID_PUBLISH": WITHIN_A_LIFE,
    "DAYS_REGISTRATION": WITHIN_A_LIFE,
    "DAYS_LAST_PHONE_CHANGE": replace(WITHIN_A_LIFE, required=False),
    **{column: Domain(0, 1) for column in APPLICATION.integers if column.startswith("FLAG_DOCUMENT_")},
    "AMT_INCOME_TOTAL": MONEY,
    "AMT_CREDIT": MONEY,
    "AMT_ANNUITY": OPTIONAL_MONEY,
    "AMT_GOODS_PRICE": OPTIONAL_MONEY,
    "OWN_CAR_AGE": Domain(0, 100, required=False),
    "EXT_SOURCE_1": SHARE,
    "EXT_SOURCE_2": SHARE,
    "EXT_SOURCE_3": SHARE,
    **{column: ENQUIRIES for column in APPLICATION.numbers if column.startswith("AMT_REQ_CREDIT_BUREAU_")},
}
"""Columns of an application that the policy lets in. Wide on purpose: no real applicant of the sample lies outside, not even the one
with an income of 117 million; what lies outside is a mistake, and a score of it would mean nothing. The past of a client has no
domain: credit bureaux do send negative debts and dates far away, and each feature cleans what it reads."""

BUREAU = Table(
    name="bureau",
    coverage="full_bureau",
    integers=_names(
        """
        SK_ID_CURR SK_ID_BUREAU DAYS_CREDIT CREDIT_DAY_OVERDUE CNT_CREDIT_PROLONG DAYS_CREDIT_UPDATE
        """
    ),
    numbers=_names(
        """
        DAYS_CREDIT_ENDDATE DAYS_ENDDATE_FACT AMT_CREDIT_MAX_OVERDUE AMT_CREDIT_SUM AMT_CREDIT_SUM_DEBT
        AMT_CREDIT_SUM_LIMIT AMT_CREDIT_SUM_OVERDUE AMT_ANNUITY
        """
    ),
    texts=_names(
        """
        CREDIT_ACTIVE CREDIT_CURRENCY CREDIT_TYPE
        """
    ),
)

BUREAU_BALANCE = Table(
    name="bureau_balance",
    coverage="full_bureau_balance",
    integers=_names(
        """
        SK_ID_BUREAU MONTHS_BALANCE
        """
    ),
    numbers=_names(
        """

        """
    ),
    texts=_names(
        """
        STATUS
        """
    ),
)

PREVIOUS_APPLICATION = Table(
    name="previous_application",
    coverage="full_previous_application",
    integers=_names(
        """
        SK_ID_PREV SK_ID_CURR HOUR_APPR_PROCESS_START NFLAG_LAST_APPL_IN_DAY DAYS_DECISION SELLERPLACE_AREA
        """
    ),
    numbers=_names(
        """
        AMT_ANNUITY AMT_APPLICATION AMT_CREDIT AMT_DOWN_PAYMENT AMT_GOODS_PRICE RATE_DOWN_PAYMENT
        RATE_INTEREST_PRIMARY RATE_INTEREST_PRIVILEGED CNT_PAYMENT DAYS_FIRST_DRAWING DAYS_FIRST_DUE
        DAYS_LAST_DUE_1ST_VERSION DAYS_LAST_DUE DAYS_TERMINATION NFLAG_INSURED_ON_APPROVAL
        """
    ),
    texts=_names(
        """
        NAME_CONTRACT_TYPE WEEKDAY_APPR_PROCESS_START FLAG_LAST_APPL_PER_CONTRACT NAME_CASH_LOAN_PURPOSE
        NAME_CONTRACT_STATUS NAME_PAYMENT_TYPE CODE_REJECT_REASON NAME_TYPE_SUITE NAME_CLIENT_TYPE NAME_GOODS_CATEGORY
        NAME_PORTFOLIO NAME_PRODUCT_TYPE CHANNEL_TYPE NAME_SELLER_INDUSTRY NAME_YIELD_GROUP PRODUCT_COMBINATION
        """
    ),
)

POS_CASH_BALANCE = Table(
    name="POS_CASH_balance",
    coverage="full_pos_cash",
    integers=_names(
        """
        SK_ID_PREV SK_ID_CURR MONTHS_BALANCE SK_DPD SK_DPD_DEF
        """
    ),
    numbers=_names(
        """
        CNT_INSTALMENT CNT_INSTALMENT_FUTURE
        """
    ),
    texts=_names(
        """
        NAME_CONTRACT_STATUS
        """
    ),
)

CREDIT_CARD_BALANCE = Table(
    name="credit_card_balance",
    coverage="full_credit_card",
    integers=_names(
        """
        SK_ID_PREV SK_ID_CURR MONTHS_BALANCE AMT_CREDIT_LIMIT_ACTUAL CNT_DRAWINGS_CURRENT SK_DPD SK_DPD_DEF
        """
    ),
    numbers=_names(
        """
        AMT_BALANCE AMT_DRAWINGS_ATM_CURRENT AMT_DRAWINGS_CURRENT AMT_DRAWINGS_OTHER_CURRENT AMT_DRAWINGS_POS_CURRENT
        AMT_INST_MIN_REGULARITY AMT_PAYMENT_CURRENT AMT_PAYMENT_TOTAL_CURRENT AMT_RECEIVABLE_PRINCIPAL AMT_RECIVABLE
        AMT_TOTAL_RECEIVABLE CNT_DRAWINGS_ATM_CURRENT CNT_DRAWINGS_OTHER_CURRENT CNT_DRAWINGS_POS_CURRENT
        CNT_INSTALMENT_MATURE_CUM
        """
    ),
    texts=_names(
        """
        NAME_CONTRACT_STATUS
        """
    ),
)

INSTALLMENTS_PAYMENTS = Table(
    name="installments_payments",
    coverage="full_installments",
    integers=_names(
        """
        SK_ID_PREV SK_ID_CURR NUM_INSTALMENT_NUMBER
        """
    ),
    numbers=_names(
        """
        NUM_INSTALMENT_VERSION DAYS_INSTALMENT DAYS_ENTRY_PAYMENT AMT_INSTALMENT AMT_PAYMENT
        """
    ),
    texts=_names(
        """

        """
    ),
)

HISTORY: Final = (BUREAU, BUREAU_BALANCE, PREVIOUS_APPLICATION, POS_CASH_BALANCE, CREDIT_CARD_BALANCE, INSTALLMENTS_PAYMENTS)
"""The tables that tell a client's past; each may be absent, its history is then unknown."""
ALL: Final = (APPLICATION, *HISTORY)
APPLICATION_FILES: Final = ("application_train", "application_test")
"""The two files that hold applications; the first has TARGET besides."""
COVERAGE_FILE: Final = "clients_coverage"
