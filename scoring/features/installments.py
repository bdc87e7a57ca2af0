"""Each instalment of the client's loans with us: when it was due and when it was paid (table ``installments_payments``)."""

from collections.abc import Mapping
from typing import Any, Final

from scoring import tables
from scoring.features.aggregates import not_negative, ratio_of_sums, share
from scoring.features.arithmetic import years
from scoring.features.record import Feature
from scoring.features.wording import Chapter

YEAR: Final = 365
A_WEEK: Final = 7
TRIFLE: Final = 1.0
"""An instalment short of less than this is paid: amounts are rounded."""

instalments = Chapter(
    family="past_repayments",
    unknown=("Les échéances passées ne sont pas connues.", "Past instalments are not known."),
    nothing=("Aucune échéance passée, ou elles ne sont pas à notre disposition.", "No past instalment, or they are not at hand."),
)


def prepare(history: Mapping[str, Any]) -> Any:
    """One row a payment. An instalment that was never paid has no date of payment: its delay is missing, its shortfall is whole."""
    i = history[tables.INSTALLMENTS_PAYMENTS.name]
    delay = i.DAYS_ENTRY_PAYMENT - i.DAYS_INSTALMENT
    paid = i.AMT_PAYMENT.fill_null(0.0)
    return i.select(
        "SK_ID_CURR",
        "SK_ID_PREV",
        "DAYS_INSTALMENT",
        "AMT_INSTALMENT",
        PAID=paid,
        DELAY=not_negative(delay),
        ADVANCE=not_negative(0 - delay),
        LATE=delay > 0,
        SHORT=paid < i.AMT_INSTALMENT - TRIFLE,
        RECENT=i.DAYS_INSTALMENT >= -YEAR,
    )


FEATURES: Final[tuple[Feature, ...]] = (
    instalments.feature(
        "INST_COUNT",
        lambda i: i.count(),
        "count",
        ("Paiements d'échéances passées", "Payments of past instalments"),
        (
            "Le client a déjà fait {value} [paiement|paiements] d'échéances chez nous.",
            "The client has made {value} instalment [payment|payments] to us.",
        ),
        empty=0.0,
    ),
    instalments.feature(
        "INST_LOANS",
        lambda i: i.SK_ID_PREV.nunique(),
        "count",
        ("Prêts passés avec des échéances", "Past loans with instalments"),
        ("Les échéances de {value} [prêt passé|prêts passés] sont connues.", "The instalments of {value} past [loan|loans] are known."),
        empty=0.0,
    ),
    instalments.feature(
        "INST_AMOUNT_MEAN",
        lambda i: i.AMT_INSTALMENT.mean(),
        "amount",
        ("Échéance moyenne des prêts passés", "Mean instalment of past loans"),
        ("Une échéance passée est en moyenne de {value}.", "A past instalment is {value} on average."),
    ),
    instalments.feature(
        "INST_LATEST_YEARS",
        lambda i: years(i.DAYS_INSTALMENT.max()),
        "years",
        ("Temps depuis la dernière échéance", "Time since the last instalment"),
        ("La dernière échéance date de {value}.", "The last instalment was {value} ago."),
    ),
    instalments.feature(
        "INST_LATE_SHARE",
        lambda i: share(i.LATE),
        "percent",
        ("Part des échéances payées en retard", "Share of instalments paid late"),
        ("{value} des échéances passées ont été payées après leur date.", "{value} of the past instalments were paid after their date."),
    ),
    instalments.feature(
        "INST_LATE_SHARE_12M",
        lambda i: share(i.LATE, among=i.RECENT),
        "percent",
        ("Part des échéances en retard depuis un an", "Share of instalments late within a year"),
        (
            "Depuis un an, {value} des échéances ont été payées après leur date.",
            "Within a year, {value} of the instalments were paid late.",
        ),
    ),
    instalments.feature(
        "INST_LATE_WEEK_SHARE",
        lambda i: share(i.DELAY > A_WEEK),
        "percent",
        ("Part des échéances en retard de plus d'une semaine", "Share of instalments over a week late"),
        ("{value} des échéances ont eu plus d'une semaine de retard.", "{value} of the instalments were over a week late."),
    ),
    instalments.feature(
        "INST_DELAY_DAYS_MEAN",
        lambda i: i.DELAY.mean(),
        "days",
        ("Retard moyen d'une échéance", "Mean delay of an instalment"),
        ("Une échéance a été payée en moyenne {value} après sa date.", "An instalment was paid {value} after its date on average."),
    ),
    instalments.feature(
        "INST_DELAY_DAYS_MAX",
        lambda i: i.DELAY.max(),
        "days",
        ("Plus long retard d'une échéance", "Longest delay of an instalment"),
        ("Le plus long retard d'une échéance est de {value}.", "The longest delay of an instalment is {value}."),
    ),
    instalments.feature(
        "INST_DELAY_DAYS_MAX_12M",
        lambda i: i.DELAY.max(where=i.RECENT),
        "days",
        ("Plus long retard d'une échéance depuis un an", "Longest delay of an instalment within a year"),
        (
            "Depuis un an, le plus long retard d'une échéance est de {value}.",
            "Within a year, the longest delay of an instalment is {value}.",
        ),
    ),
    instalments.feature(
        "INST_ADVANCE_DAYS_MEAN",
        lambda i: i.ADVANCE.mean(),
        "days",
        ("Avance moyenne des paiements", "Mean advance of the payments"),
        ("Une échéance a été payée en moyenne {value} avant sa date.", "An instalment was paid {value} ahead of its date on average."),
    ),
    instalments.feature(
        "INST_SINCE_LATE_YEARS",
        lambda i: years(i.DAYS_INSTALMENT.max(where=i.LATE)),
        "years",
        ("Temps depuis la dernière échéance en retard", "Time since an instalment was late"),
        ("La dernière échéance payée en retard date de {value}.", "The last instalment paid late was {value} ago."),
        missing=("Aucune échéance en retard, ou elles ne sont pas à notre disposition.", "No late instalment, or they are not at hand."),
    ),
    instalments.feature(
        "INST_SHORT_SHARE",
        lambda i: share(i.SHORT),
        "percent",
        ("Part des paiements inférieurs à l'échéance", "Share of payments below the instalment"),
        ("{value} des paiements étaient inférieurs à l'échéance.", "{value} of the payments were below the instalment."),
    ),
    instalments.feature(
        "INST_PAID_TO_DUE",
        lambda i: ratio_of_sums(i.PAID, i.AMT_INSTALMENT),
        "percent",
        ("Part de l'échéance couverte par un paiement", "Share of the instalment that a payment covers"),
        ("En moyenne, un paiement a couvert {value} de son échéance.", "On average, a payment covered {value} of its instalment."),
    ),
)
