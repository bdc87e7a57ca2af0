"""Credits that other lenders reported about the client (table ``bureau``)."""

from collections.abc import Mapping
from typing import Any, Final

from scoring import tables
from scoring.features.aggregates import not_negative, share
from scoring.features.arithmetic import DAYS_A_MONTH, DAYS_A_YEAR, missing_outside, over, years
from scoring.features.record import Feature
from scoring.features.wording import Chapter, Pair

OLDEST_DAY: Final = -2922
"""The register reaches eight years back; dates before it (down to -42,023) are errors."""
LATEST_DAY: Final = 14_610
"""Forty years ahead; later ends (up to 31,198 days) stand for "no end agreed"."""
YEAR: Final = 365
A_MONTH_EARLY: Final = -30

elsewhere = Chapter(
    family="credits_elsewhere",
    unknown=("Les crédits pris ailleurs ne sont pas connus.", "Credits taken elsewhere are not known."),
    nothing=(
        "Ailleurs, il n'y a aucun crédit de ce genre, ou l'historique n'est pas à notre disposition.",
        "Elsewhere, there is no such credit, or the history is not at hand.",
    ),
)


def prepare(history: Mapping[str, Any]) -> Any:
    """One row a credit: impossible dates are missing, a negative debt (a credit paid too much) is nothing owed."""
    b = history[tables.BUREAU.name]
    return b.select(
        b.SK_ID_CURR,
        b.DAYS_CREDIT,
        b.CREDIT_TYPE,
        b.CREDIT_DAY_OVERDUE,
        b.CNT_CREDIT_PROLONG,
        b.AMT_CREDIT_SUM_OVERDUE,
        b.AMT_CREDIT_MAX_OVERDUE,
        b.AMT_ANNUITY,
        b.AMT_CREDIT_SUM,
        END=missing_outside(b.DAYS_CREDIT_ENDDATE, OLDEST_DAY, LATEST_DAY),
        ENDED=missing_outside(b.DAYS_ENDDATE_FACT, OLDEST_DAY, 0),
        DEBT=not_negative(b.AMT_CREDIT_SUM_DEBT),
        LIMIT=not_negative(b.AMT_CREDIT_SUM_LIMIT),
        ACTIVE=b.CREDIT_ACTIVE == "Active",
    )


def _count(name: str, where: Any, label: Pair, sentence: Pair, family: str | None = None, none: Pair | None = None) -> Feature:
    return elsewhere.feature(name, lambda b: b.count(where=where(b)), "count", label, sentence, empty=0.0, family=family, none=none)


def _kind(name: str, kind: str, label: Pair, taken: Pair, none: Pair | None = None) -> Feature:
    return _count(
        name,
        lambda b: b.CREDIT_TYPE.isin((kind,)),
        label,
        (f"Le client a pris {{value}} {taken[0]} ailleurs.", f"The client took {{value}} {taken[1]} elsewhere."),
        none=none,
    )


COUNTS: Final[tuple[Feature, ...]] = (
    elsewhere.feature(
        "BUREAU_COUNT",
        lambda b: b.count(),
        "count",
        ("Crédits pris ailleurs", "Credits taken elsewhere"),
        ("Le client a pris {value} [crédit|crédits] ailleurs.", "The client took {value} [credit|credits] elsewhere."),
        none=("Le client n'a pris aucun crédit ailleurs.", "The client took no credit elsewhere."),
        empty=0.0,
    ),
    _count(
        "BUREAU_ACTIVE_COUNT",
        lambda b: b.ACTIVE,
        ("Crédits en cours ailleurs", "Credits running elsewhere"),
        ("Le client a {value} [crédit|crédits] en cours ailleurs.", "The client has {value} [credit|credits] running elsewhere."),
    ),
    elsewhere.feature(
        "BUREAU_ACTIVE_SHARE",
        lambda b: share(b.ACTIVE),
        "percent",
        ("Part des crédits pris ailleurs encore en cours", "Share of credits elsewhere still running"),
        ("{value} des crédits pris ailleurs sont encore en cours.", "{value} of the credits taken elsewhere are still running."),
    ),
    _count(
        "BUREAU_COUNT_12M",
        lambda b: b.DAYS_CREDIT >= -YEAR,
        ("Crédits pris ailleurs depuis un an", "Credits taken elsewhere within a year"),
        (
            "En douze mois, le client a pris {value} [crédit|crédits] ailleurs.",
            "In twelve months, the client took {value} [credit|credits] elsewhere.",
        ),
    ),
    _count(
        "BUREAU_COUNT_24M",
        lambda b: b.DAYS_CREDIT >= -2 * YEAR,
        ("Crédits pris ailleurs depuis deux ans", "Credits taken elsewhere within two years"),
        (
            "En deux ans, le client a pris {value} [crédit|crédits] ailleurs.",
            "In two years, the client took {value} [credit|credits] elsewhere.",
        ),
    ),
    elsewhere.feature(
        "BUREAU_KINDS",
        lambda b: b.CREDIT_TYPE.nunique(),
        "count",
        ("Sortes de crédits pris ailleurs", "Kinds of credit taken elsewhere"),
        ("Le client a pris {value} [sorte|sortes] de crédit ailleurs.", "The client took {value} [kind|kinds] of credit elsewhere."),
        empty=0.0,
    ),
    _kind(
        "BUREAU_CARD_COUNT",
        "Credit card",
        ("Cartes de crédit prises ailleurs", "Credit cards taken elsewhere"),
        ("[carte|cartes] de crédit", "credit [card|cards]"),
        ("Le client n'a pris aucune carte de crédit ailleurs.", "The client took no credit card elsewhere."),
    ),
    _kind(
        "BUREAU_CAR_COUNT",
        "Car loan",
        ("Prêts automobiles pris ailleurs", "Car loans taken elsewhere"),
        ("[prêt automobile|prêts automobiles]", "car [loan|loans]"),
    ),
    _kind(
        "BUREAU_MORTGAGE_COUNT",
        "Mortgage",
        ("Prêts immobiliers pris ailleurs", "Mortgages taken elsewhere"),
        ("[prêt immobilier|prêts immobiliers]", "[mortgage|mortgages]"),
    ),
    _kind(
        "BUREAU_MICROLOAN_COUNT",
        "Microloan",
        ("Microcrédits pris ailleurs", "Microloans taken elsewhere"),
        ("[microcrédit|microcrédits]", "[microloan|microloans]"),
    ),
    _count(
        "BUREAU_ACTIVE_CARD_COUNT",
        lambda b: b.ACTIVE & (b.CREDIT_TYPE == "Credit card"),
        ("Cartes de crédit ouvertes ailleurs", "Credit cards open elsewhere"),
        ("Le client a {value} [carte|cartes] de crédit ailleurs.", "The client has {value} credit [card|cards] elsewhere."),
        none=("Le client n'a pas de carte de crédit ailleurs.", "The client has no credit card elsewhere."),
    ),
)

DATES: Final[tuple[Feature, ...]] = (
    elsewhere.feature(
        "BUREAU_LATEST_YEARS",
        lambda b: years(b.DAYS_CREDIT.max()),
        "years",
        ("Temps depuis le dernier crédit pris ailleurs", "Time since the last credit taken elsewhere"),
        ("Le dernier crédit pris ailleurs date de {value}.", "The last credit taken elsewhere was {value} ago."),
    ),
    elsewhere.feature(
        "BUREAU_OLDEST_YEARS",
        lambda b: years(b.DAYS_CREDIT.min()),
        "years",
        ("Temps depuis le premier crédit pris ailleurs", "Time since the first credit taken elsewhere"),
        ("Le premier crédit connu ailleurs date de {value}.", "The first known credit elsewhere was {value} ago."),
    ),
    elsewhere.feature(
        "BUREAU_MEAN_YEARS",
        lambda b: years(b.DAYS_CREDIT.mean()),
        "years",
        ("Ancienneté moyenne des crédits pris ailleurs", "Mean age of the credits taken elsewhere"),
        ("Les crédits pris ailleurs datent en moyenne de {value}.", "The credits taken elsewhere are {value} old on average."),
    ),
    elsewhere.feature(
        "BUREAU_SPACING_MONTHS",
        lambda b: over(b.DAYS_CREDIT.max() - b.DAYS_CREDIT.min(), (b.count() - 1) * DAYS_A_MONTH),
        "months",
        ("Temps entre deux crédits pris ailleurs", "Time between two credits taken elsewhere"),
        (
            "Il se passe en moyenne {value} entre deux crédits pris ailleurs.",
            "On average {value} [goes|go] by between two credits taken elsewhere.",
        ),
        missing=("Moins de deux crédits sont connus ailleurs.", "Fewer than two credits elsewhere are known."),
    ),
    elsewhere.feature(
        "BUREAU_ACTIVE_MEAN_YEARS",
        lambda b: years(b.DAYS_CREDIT.mean(where=b.ACTIVE)),
        "years",
        ("Ancienneté moyenne des crédits en cours ailleurs", "Mean age of the credits running elsewhere"),
        ("Les crédits en cours ailleurs datent en moyenne de {value}.", "The credits running elsewhere are {value} old on average."),
    ),
    elsewhere.feature(
        "BUREAU_LAST_END_YEARS",
        lambda b: b.END.max(where=b.ACTIVE & (b.END > 0)) / DAYS_A_YEAR,
        "years",
        ("Temps avant la fin du dernier crédit ailleurs", "Time until the last credit elsewhere ends"),
        ("Le dernier des crédits en cours ailleurs se termine dans {value}.", "The last of the credits running elsewhere ends in {value}."),
    ),
    elsewhere.feature(
        "BUREAU_MONTHS_LEFT_MEAN",
        lambda b: b.END.mean(where=b.ACTIVE & (b.END > 0)) / DAYS_A_MONTH,
        "months",
        ("Durée restante moyenne des crédits ailleurs", "Mean time left on the credits elsewhere"),
        ("Les crédits en cours ailleurs durent encore {value} en moyenne.", "The credits running elsewhere last {value} more on average."),
    ),
    elsewhere.feature(
        "BUREAU_SINCE_REPAID_YEARS",
        lambda b: years(b.ENDED.max()),
        "years",
        ("Temps depuis le dernier crédit soldé ailleurs", "Time since a credit elsewhere was paid off"),
        ("Le dernier crédit soldé ailleurs l'a été il y a {value}.", "The last credit paid off elsewhere was so {value} ago."),
    ),
    elsewhere.feature(
        "BUREAU_REPAID_EARLY_SHARE",
        lambda b: share(b.ENDED - b.END < A_MONTH_EARLY),
        "percent",
        ("Part des crédits soldés en avance ailleurs", "Share of credits paid off early elsewhere"),
        (
            "{value} des crédits soldés ailleurs l'ont été plus d'un mois en avance.",
            "{value} of the credits paid off elsewhere were so over a month early.",
        ),
        family="past_repayments",
    ),
)
FEATURES: Final[tuple[Feature, ...]] = (*COUNTS, *DATES)
