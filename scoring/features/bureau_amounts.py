"""What is owed and what was late on the credits that other lenders reported (table ``bureau``)."""

from typing import Any, Final, Literal

from scoring.features.aggregates import ratio_of_sums, share, total
from scoring.features.bureau import YEAR, elsewhere
from scoring.features.record import Feature
from scoring.features.wording import Pair


def _amount(
    name: str, expression: Any, label: Pair, sentence: Pair, empty: float | None = None, monotone: Literal[-1, 0, 1] = 0
) -> Feature:
    return elsewhere.feature(name, expression, "amount", label, sentence, empty=empty, monotone=monotone)


AMOUNTS: Final[tuple[Feature, ...]] = (
    _amount(
        "BUREAU_CREDIT_TOTAL",
        lambda b: total(b.AMT_CREDIT_SUM),
        ("Total emprunté ailleurs", "Total borrowed elsewhere"),
        ("Le total emprunté ailleurs est de {value}.", "The total borrowed elsewhere is {value}."),
        empty=0.0,
    ),
    _amount(
        "BUREAU_CREDIT_MEAN",
        lambda b: b.AMT_CREDIT_SUM.mean(),
        ("Montant moyen d'un crédit ailleurs", "Mean amount of a credit elsewhere"),
        ("Un crédit pris ailleurs est en moyenne de {value}.", "A credit taken elsewhere is {value} on average."),
    ),
    _amount(
        "BUREAU_CREDIT_MAX",
        lambda b: b.AMT_CREDIT_SUM.max(),
        ("Plus gros crédit ailleurs", "Largest credit elsewhere"),
        ("Le plus gros crédit pris ailleurs est de {value}.", "The largest credit taken elsewhere is {value}."),
    ),
    _amount(
        "BUREAU_CREDIT_12M",
        lambda b: total(b.AMT_CREDIT_SUM, b.DAYS_CREDIT >= -YEAR),
        ("Emprunté ailleurs depuis un an", "Borrowed elsewhere within a year"),
        (
            "Au cours des douze derniers mois, {value} ont été empruntés ailleurs.",
            "In the last twelve months, {value} was borrowed elsewhere.",
        ),
        empty=0.0,
    ),
    _amount(
        "BUREAU_ACTIVE_CREDIT",
        lambda b: total(b.AMT_CREDIT_SUM, b.ACTIVE),
        ("Montant des crédits en cours ailleurs", "Amount of the credits running elsewhere"),
        ("Les crédits en cours ailleurs portent sur {value}.", "The credits running elsewhere amount to {value}."),
        empty=0.0,
    ),
    _amount(
        "BUREAU_ACTIVE_DEBT",
        lambda b: total(b.DEBT, b.ACTIVE),
        ("Reste dû ailleurs", "Still owed elsewhere"),
        ("Il reste {value} à rembourser ailleurs.", "{value} is still to be repaid elsewhere."),
        empty=0.0,
        monotone=1,
    ),
    _amount(
        "BUREAU_DEBT_MAX",
        lambda b: b.DEBT.max(),
        ("Plus gros reste dû ailleurs", "Largest amount owed elsewhere"),
        ("Le plus gros reste dû sur un crédit ailleurs est de {value}.", "The largest amount owed on a credit elsewhere is {value}."),
        monotone=1,
    ),
    elsewhere.feature(
        "BUREAU_ACTIVE_DEBT_TO_CREDIT",
        lambda b: ratio_of_sums(b.DEBT, b.AMT_CREDIT_SUM, b.ACTIVE),
        "percent",
        ("Part restant due des crédits en cours ailleurs", "Share still owed of the credits running elsewhere"),
        (
            "{value} du montant des crédits en cours ailleurs reste dû.",
            "{value} of the amount of the credits running elsewhere is still owed.",
        ),
        monotone=1,
    ),
    elsewhere.feature(
        "BUREAU_DEBT_TO_CREDIT",
        lambda b: ratio_of_sums(b.DEBT, b.AMT_CREDIT_SUM),
        "percent",
        ("Part restant due de tout ce qui fut emprunté ailleurs", "Share still owed of all that was borrowed elsewhere"),
        ("{value} de tout ce qui a été emprunté ailleurs reste dû.", "{value} of all that was borrowed elsewhere is still owed."),
        monotone=1,
    ),
    elsewhere.feature(
        "BUREAU_CARD_DEBT_TO_LIMIT",
        lambda b: ratio_of_sums(b.DEBT, b.DEBT + b.LIMIT, b.ACTIVE & (b.CREDIT_TYPE == "Credit card")),
        "percent",
        ("Part utilisée des cartes de crédit ailleurs", "Share used of the credit cards elsewhere"),
        ("{value} du plafond des cartes de crédit ailleurs est utilisé.", "{value} of the limit of the credit cards elsewhere is used."),
        family="card_use",
        monotone=1,
    ),
    _amount(
        "BUREAU_ANNUITY",
        lambda b: b.AMT_ANNUITY.sum(where=b.ACTIVE),
        ("Mensualités des crédits ailleurs", "Monthly payments of the credits elsewhere"),
        (
            "Les mensualités des crédits en cours ailleurs font {value}.",
            "The monthly payments of the credits running elsewhere come to {value}.",
        ),
        monotone=1,
    ),
)


def _late(
    name: str, expression: Any, unit: Any, label: Pair, sentence: Pair, empty: float | None = 0.0, none: Pair | None = None
) -> Feature:
    return elsewhere.feature(name, expression, unit, label, sentence, empty=empty, family="past_repayments", none=none)


LATENESS: Final[tuple[Feature, ...]] = (
    _late(
        "BUREAU_OVERDUE_AMOUNT",
        lambda b: total(b.AMT_CREDIT_SUM_OVERDUE),
        "amount",
        ("Montant en retard ailleurs", "Amount overdue elsewhere"),
        ("Le montant en retard ailleurs est de {value}.", "The amount overdue elsewhere is {value}."),
    ),
    _late(
        "BUREAU_OVERDUE_COUNT",
        lambda b: b.count(where=b.CREDIT_DAY_OVERDUE > 0),
        "count",
        ("Crédits en retard ailleurs", "Credits overdue elsewhere"),
        ("Crédits en retard aujourd'hui ailleurs : {value}.", "Credits overdue elsewhere today: {value}."),
    ),
    _late(
        "BUREAU_OVERDUE_DAYS_MAX",
        lambda b: b.CREDIT_DAY_OVERDUE.max(),
        "days",
        ("Plus long retard en cours ailleurs", "Longest present delay elsewhere"),
        ("Le plus long retard en cours ailleurs est de {value}.", "The longest present delay elsewhere is {value}."),
        empty=None,
    ),
    _late(
        "BUREAU_OVERDUE_MAX",
        lambda b: b.AMT_CREDIT_MAX_OVERDUE.max(),
        "amount",
        ("Plus gros retard passé ailleurs", "Largest past amount overdue elsewhere"),
        ("Le plus gros montant passé en retard ailleurs est de {value}.", "The largest amount ever overdue elsewhere is {value}."),
        empty=None,
    ),
    _late(
        "BUREAU_EVER_OVERDUE_COUNT",
        lambda b: b.count(where=b.AMT_CREDIT_MAX_OVERDUE > 0),
        "count",
        ("Crédits qui ont connu un retard ailleurs", "Credits that were once overdue elsewhere"),
        (
            "Le client a connu un retard sur {value} [crédit|crédits] ailleurs.",
            "The client was once overdue on {value} [credit|credits] elsewhere.",
        ),
        none=("Le client n'a connu aucun retard sur ses crédits ailleurs.", "The client was never overdue on credits elsewhere."),
    ),
    _late(
        "BUREAU_EVER_OVERDUE_SHARE",
        lambda b: share(b.AMT_CREDIT_MAX_OVERDUE > 0),
        "percent",
        ("Part des crédits ailleurs avec un retard", "Share of credits elsewhere once overdue"),
        ("{value} des crédits suivis ailleurs ont connu un retard.", "{value} of the credits followed elsewhere were once overdue."),
        empty=None,
    ),
    _late(
        "BUREAU_PROLONGED_COUNT",
        lambda b: total(b.CNT_CREDIT_PROLONG),
        "count",
        ("Prolongations de crédits ailleurs", "Extensions of credits elsewhere"),
        ("Prolongations accordées sur des crédits ailleurs : {value}.", "Extensions granted on credits elsewhere: {value}."),
    ),
)
FEATURES: Final[tuple[Feature, ...]] = (*AMOUNTS, *LATENESS)
