"""What the loan asked for weighs beside the client's past: an application's fields with its history features. Row-level."""

from typing import Final

from scoring.features.application_amounts import income, term
from scoring.features.arithmetic import over
from scoring.features.record import Feature
from scoring.features.wording import Chapter

burden = Chapter(
    family="repayment_burden",
    unknown=("L'historique nécessaire n'est pas connu.", "The history that this needs is not known."),
    nothing=(
        "Cette comparaison n'est pas possible : une des deux valeurs manque.",
        "This cannot be compared: one of the two values is missing.",
    ),
)


FEATURES: Final[tuple[Feature, ...]] = (
    burden.feature(
        "DEBT_ELSEWHERE_TO_INCOME",
        lambda r: over(r.BUREAU_ACTIVE_DEBT, income(r)),
        "ratio",
        ("Reste dû ailleurs rapporté au revenu", "Debt elsewhere compared with income"),
        ("Le reste dû ailleurs représente {value} fois le revenu.", "The debt elsewhere is {value} times the income."),
        monotone=1,
    ),
    burden.feature(
        "DEBT_WITH_LOAN_TO_INCOME",
        lambda r: over(r.BUREAU_ACTIVE_DEBT + r.AMT_CREDIT, income(r)),
        "ratio",
        ("Dettes et prêt demandé rapportés au revenu", "Debts and this loan compared with income"),
        ("Avec ce prêt, les dettes feraient {value} fois le revenu.", "With this loan, the debts would be {value} times the income."),
        monotone=1,
    ),
    burden.feature(
        "ANNUITY_ELSEWHERE_TO_INCOME",
        lambda r: over(r.BUREAU_ANNUITY, income(r)),
        "percent",
        ("Mensualités ailleurs rapportées au revenu", "Payments elsewhere as a share of income"),
        ("Les mensualités ailleurs représentent {value} du revenu.", "The monthly payments elsewhere are {value} of the income."),
        monotone=1,
    ),
    burden.feature(
        "CREDIT_TO_BUREAU_MEAN",
        lambda r: over(r.AMT_CREDIT, r.BUREAU_CREDIT_MEAN),
        "ratio",
        ("Prêt demandé rapporté aux crédits ailleurs", "This loan compared with the credits elsewhere"),
        ("Le prêt demandé fait {value} fois un crédit moyen pris ailleurs.", "This loan is {value} times a mean credit taken elsewhere."),
        family="amount_term",
        technical=True,
        monotone=1,
    ),
    burden.feature(
        "CREDIT_TO_PREV_GRANTED",
        lambda r: over(r.AMT_CREDIT, r.PREV_GRANTED_MAX),
        "ratio",
        ("Prêt demandé rapporté au plus gros prêt passé", "This loan compared with the largest past loan"),
        ("Le prêt demandé fait {value} fois le plus gros prêt passé.", "This loan is {value} times the largest past loan."),
        family="amount_term",
        technical=True,
        monotone=1,
    ),
    burden.feature(
        "ANNUITY_TO_PREV_ANNUITY",
        lambda r: over(r.AMT_ANNUITY, r.PREV_ANNUITY_MEAN),
        "ratio",
        ("Mensualité rapportée à celles du passé", "Monthly payment compared with past ones"),
        ("La mensualité fait {value} fois celle des prêts passés.", "The monthly payment is {value} times that of past loans."),
        technical=True,
        monotone=1,
    ),
    burden.feature(
        "TERM_TO_PREV_TERM",
        lambda r: over(term(r), r.PREV_TERM_MEAN),
        "ratio",
        ("Durée du prêt rapportée à celles du passé", "Length of the loan compared with past ones"),
        ("Le prêt demandé dure {value} fois un prêt passé.", "This loan lasts {value} times a past loan."),
        family="amount_term",
        technical=True,
    ),
    burden.feature(
        "BB_COVERAGE",
        lambda r: over(r.BB_CREDITS, r.BUREAU_COUNT),
        "percent",
        ("Part des crédits ailleurs suivis chaque mois", "Share of credits elsewhere followed monthly"),
        ("{value} des crédits pris ailleurs sont suivis chaque mois.", "{value} of the credits taken elsewhere are followed monthly."),
        family="credits_elsewhere",
        technical=True,
    ),
)
