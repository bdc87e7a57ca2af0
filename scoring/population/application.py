"""Applications: what is modelled instead of the raw columns, and the raw columns back from it.

Amounts that follow from one another (credit, annuity, goods) are modelled as one amount and ratios, which take few values: an
insurance is some per cent of the price, an annuity follows from a tariff. The applicants are split into four life stages, so that
what changes its shape with age or pension (work, income, family) has a shape of its own in each. Identity cards are renewed at set
ages, so their date is drawn as an age, by band of five years.
"""

# ruff: noqa: S608  (no value from outside enters these queries)

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.population.columns import Column, Values
from scoring.tables import APPLICATION, NEVER_DAYS

STAGE: Final = ("STAGE",)
YEAR: Final = 365.25
BUILDING: Final = tuple(name.removesuffix("_AVG") for name in APPLICATION.numbers if name.endswith("_AVG"))
MAIN_DOCUMENTS: Final = ("3", "6", "8", "5", "9")
RARE_DOCUMENTS: Final = (4, 7, 11, 13, 14, 15, 16, 17, 18, 19, 20, 21)
PLAIN: Final = (
    "CODE_GENDER", "FLAG_OWN_CAR", "FLAG_OWN_REALTY", "NAME_EDUCATION_TYPE", "NAME_HOUSING_TYPE", "NAME_TYPE_SUITE",
    "AMT_INCOME_TOTAL", "REGION_RATING_CLIENT", "DAYS_REGISTRATION",
    "EXT_SOURCE_1", "EXT_SOURCE_2", "EXT_SOURCE_3", "DAYS_LAST_PHONE_CHANGE", "HOUR_APPR_PROCESS_START", "WEEKDAY_APPR_PROCESS_START",
    "FLAG_WORK_PHONE", "FLAG_CONT_MOBILE", "FLAG_PHONE", "FLAG_EMAIL", "REG_REGION_NOT_LIVE_REGION", "REG_REGION_NOT_WORK_REGION",
    "LIVE_REGION_NOT_WORK_REGION", "REG_CITY_NOT_LIVE_CITY", "REG_CITY_NOT_WORK_CITY", "LIVE_CITY_NOT_WORK_CITY",
    "FONDKAPREMONT_MODE", "HOUSETYPE_MODE", "WALLSMATERIAL_MODE", "EMERGENCYSTATE_MODE", "TOTALAREA_MODE",
    "NAME_FAMILY_STATUS", "CNT_CHILDREN",
)  # fmt: skip
REQUESTS: Final = ("YEAR", "QRT", "MON", "WEEK", "DAY", "HOUR")
COLUMNS: Final = (
    Column("STAGE"),
    Column("TARGET", STAGE, certain=True),
    Column("AGE_BAND", STAGE),
    Column("DAYS_BIRTH", ("STAGE", "AGE_BAND")),
    Column("ID_AGE", ("AGE_BAND",), step=0.1),
    *(Column(name, STAGE) for name in PLAIN),
    Column("REGION_POPULATION_RELATIVE", ("REGION_RATING_CLIENT",), pooled=True),
    Column("NAME_INCOME_TYPE", STAGE, certain=True),
    Column("OCCUPATION_TYPE", STAGE),
    Column("ORGANIZATION", ("OCCUPATION_TYPE",), certain=True, pooled=True),
    Column("DAYS_EMPLOYED", STAGE, certain=True),
    Column("OWN_CAR_AGE", STAGE, certain=True),
    Column("RATING_IN_CITY", ("REGION_RATING_CLIENT",), certain=True),
    Column("NAME_CONTRACT_TYPE", STAGE),
    Column("AMT_GOODS_PRICE", ("STAGE", "NAME_CONTRACT_TYPE"), certain=True),
    Column("TERM", ("NAME_CONTRACT_TYPE",), certain=True),
    Column("CREDIT_RATE", ("NAME_CONTRACT_TYPE", "TERM"), certain=True),
    Column("TARIFF", ("NAME_CONTRACT_TYPE", "TERM", "CREDIT_RATE"), certain=True, step=0.01),
    Column("DOCUMENT", STAGE),
    *(Column(f"FLAG_DOCUMENT_{number}") for number in RARE_DOCUMENTS),
    *(Column(f"{building}_AVG") for building in BUILDING),
    *(Column(f"{building}_{kind}_RATE", certain=True, pooled=True) for building in BUILDING for kind in ("MODE", "MEDI")),
    Column("OBS_30_CNT_SOCIAL_CIRCLE"),
    Column("DEF_30_CNT_SOCIAL_CIRCLE", missing_with="OBS_30_CNT_SOCIAL_CIRCLE"),
    Column("DEF_60_KEPT", certain=True),
    Column("AMT_REQ_CREDIT_BUREAU_YEAR"),
    *(Column(f"AMT_REQ_CREDIT_BUREAU_{span}", missing_with="AMT_REQ_CREDIT_BUREAU_YEAR") for span in REQUESTS[1:]),
)
DRIVERS: Final = (
    "STAGE", "TARGET", "CODE_GENDER", "EXT_SOURCE_1", "EXT_SOURCE_2", "EXT_SOURCE_3", "EXT_SOURCE_3?", "AGE_BAND", "AMT_INCOME_TOTAL",
    "AMT_GOODS_PRICE", "TERM", "DAYS_EMPLOYED", "NAME_EDUCATION_TYPE", "REGION_RATING_CLIENT", "DAYS_LAST_PHONE_CHANGE",
    "AMT_REQ_CREDIT_BUREAU_YEAR", "AMT_REQ_CREDIT_BUREAU_YEAR?", "AMT_REQ_CREDIT_BUREAU_QRT", "NAME_CONTRACT_TYPE", "FLAG_OWN_CAR",
)  # fmt: skip
"""What a client's history is tied to."""

DERIVED: Final = f"""
    select *,
        case when DAYS_EMPLOYED = {NEVER_DAYS} then 'pensioner' when DAYS_BIRTH > -11700 then 'young'
             when DAYS_BIRTH > -16000 then 'middle' else 'elder' end as STAGE,
        greatest(least(floor(DAYS_BIRTH / {-YEAR} / 5), 13), 4)::double as AGE_BAND,
        round((DAYS_ID_PUBLISH - DAYS_BIRTH) / {YEAR}, 1) as ID_AGE,
        nullif(ORGANIZATION_TYPE, 'XNA') as ORGANIZATION,
        round(AMT_CREDIT / AMT_GOODS_PRICE, 4) as CREDIT_RATE, round(AMT_CREDIT / AMT_ANNUITY) as TERM,
        round(AMT_CREDIT / AMT_ANNUITY - round(AMT_CREDIT / AMT_ANNUITY), 2) as TARIFF,
        REGION_RATING_CLIENT_W_CITY::double as RATING_IN_CITY,
        case {" ".join(f"when FLAG_DOCUMENT_{d} = 1 then '{d}'" for d in MAIN_DOCUMENTS)} else 'none' end as DOCUMENT,
        (DEF_60_CNT_SOCIAL_CIRCLE = DEF_30_CNT_SOCIAL_CIRCLE)::int::double as DEF_60_KEPT,
        {", ".join(f"{b}_{k} / nullif({b}_AVG, 0) as {b}_{k}_RATE" for b in BUILDING for k in ("MODE", "MEDI"))}
    from {{source}}
"""
"""SQL that adds the modelled columns to raw applications."""

Days = NDArray[np.float64]


def nearest(values: Values, step: float) -> Days:
    """Values rounded to multiples of ``step``, as the source's amounts and days are."""
    return np.asarray(np.round(values.astype(float) / step) * step)


def heaped(values: Values, grids: Mapping[float, float], rng: np.random.Generator) -> Days:
    """Amounts rounded as people round them: to a multiple of each of ``grids`` (descending) with the probability given there.

    An amount below twice a grid's step takes the next finer one.
    """
    steps = np.array([*grids])
    chosen = np.searchsorted(np.cumsum([*grids.values()])[:-1], rng.random(len(values)), side="right")
    fine = np.searchsorted(-steps, -values.astype(float) / 2)
    step = steps[np.minimum(np.maximum(chosen, fine), len(steps) - 1)]
    return np.asarray(np.round(values.astype(float) / step) * step)


def raw_applications(drawn: dict[str, Values], clients: NDArray[np.int64]) -> dict[str, Values]:
    """All raw columns (and TARGET) of applications from the modelled ones."""
    raw = {name: values for name, values in drawn.items() if name in APPLICATION.columns}
    raw |= {"SK_ID_CURR": clients, "TARGET": drawn["TARGET"]}
    raw |= _amounts(drawn) | _work(drawn) | _documents(drawn) | _buildings(drawn) | _circle(drawn)
    pair = np.isin(drawn["NAME_FAMILY_STATUS"].astype(str), ("Married", "Civil marriage"))
    raw["CNT_FAM_MEMBERS"] = drawn["CNT_CHILDREN"] + np.where(pair, 2.0, 1.0)
    raw["REGION_RATING_CLIENT_W_CITY"] = drawn["RATING_IN_CITY"]
    raw["OWN_CAR_AGE"] = np.where(drawn["FLAG_OWN_CAR"] == "Y", np.round(drawn["OWN_CAR_AGE"]), np.nan)
    raw["FLAG_MOBIL"] = np.ones(len(clients))
    return raw


def _amounts(drawn: dict[str, Values]) -> dict[str, Values]:
    goods = np.maximum(nearest(drawn["AMT_GOODS_PRICE"], 4500.0), 4500.0)
    credit = nearest(goods * drawn["CREDIT_RATE"], 4.5)
    revolving = drawn["NAME_CONTRACT_TYPE"] == "Revolving loans"
    return {
        "AMT_INCOME_TOTAL": np.maximum(nearest(drawn["AMT_INCOME_TOTAL"], 4500.0), 22500.0),
        "AMT_GOODS_PRICE": goods,
        "AMT_CREDIT": credit,
        "AMT_ANNUITY": nearest(np.where(revolving, credit / 20, credit / (drawn["TERM"] + drawn["TARIFF"])), 4.5),
    }


def _work(drawn: dict[str, Values]) -> dict[str, Values]:
    pensioner = drawn["STAGE"] == "pensioner"
    birth = nearest(drawn["DAYS_BIRTH"], 1)
    employed = np.clip(nearest(drawn["DAYS_EMPLOYED"], 1), birth + 16 * 365, 0)
    occupation, organization = drawn["OCCUPATION_TYPE"].copy(), drawn["ORGANIZATION"].copy()
    occupation[pensioner], organization[pensioner] = None, "XNA"
    return {
        "DAYS_BIRTH": birth,
        "DAYS_EMPLOYED": np.where(pensioner, NEVER_DAYS, employed),
        "DAYS_REGISTRATION": np.clip(nearest(drawn["DAYS_REGISTRATION"], 1), birth, 0),
        "DAYS_ID_PUBLISH": -np.abs(birth + nearest(drawn["ID_AGE"] * YEAR, 1)),
        "DAYS_LAST_PHONE_CHANGE": np.minimum(nearest(drawn["DAYS_LAST_PHONE_CHANGE"], 1), 0),
        "OCCUPATION_TYPE": occupation,
        "ORGANIZATION_TYPE": organization,
        "FLAG_EMP_PHONE": np.where(pensioner, 0, 1),
    }


def _documents(drawn: dict[str, Values]) -> dict[str, Values]:
    size = len(drawn["DOCUMENT"])
    flags: dict[str, Values] = {f"FLAG_DOCUMENT_{number}": np.zeros(size) for number in (2, 10, 12)}
    for number in MAIN_DOCUMENTS:
        flags[f"FLAG_DOCUMENT_{number}"] = (drawn["DOCUMENT"] == number).astype(float)
    return flags


def _buildings(drawn: dict[str, Values]) -> dict[str, Values]:
    """A building's mode and median are its mean up to a small factor."""
    found: dict[str, Values] = {}
    for name in BUILDING:
        average = np.round(drawn[f"{name}_AVG"], 4)
        found[f"{name}_AVG"] = average
        for kind in ("MODE", "MEDI"):
            found[f"{name}_{kind}"] = np.clip(np.round(average * drawn[f"{name}_{kind}_RATE"], 4), 0, 1)
    found["TOTALAREA_MODE"] = np.round(drawn["TOTALAREA_MODE"], 4)
    return found


def _circle(drawn: dict[str, Values]) -> dict[str, Values]:
    observed = drawn["OBS_30_CNT_SOCIAL_CIRCLE"]
    failed = np.minimum(drawn["DEF_30_CNT_SOCIAL_CIRCLE"], observed)
    return {
        "DEF_30_CNT_SOCIAL_CIRCLE": failed,
        "OBS_60_CNT_SOCIAL_CIRCLE": observed,
        "DEF_60_CNT_SOCIAL_CIRCLE": np.maximum(failed - (drawn["DEF_60_KEPT"] == 0), 0),
    }
