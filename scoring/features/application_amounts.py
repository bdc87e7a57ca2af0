"""The loan that is asked for, and what it weighs on the client's income. Row-level."""

from typing import Any, Final

from scoring.features.arithmetic import is_equal, missing_outside, over, whole, years
from scoring.features.record import Feature
from scoring.features.wording import Chapter

HIGHEST_INCOME: Final = 20_000_000
"""Above it an income is a slip of the keyboard (one file holds 117,000,000): it counts as not given."""

loan = Chapter(
    family="amount_term",
    unknown=("Cette information n'a pas été fournie.", "This information was not provided."),
    nothing=("Cette information n'a pas été fournie.", "This information was not provided."),
)


def income(r: Any) -> Any:
    """The declared income, missing where it cannot be one."""
    return missing_outside(r.AMT_INCOME_TOTAL, 1, HIGHEST_INCOME)


OFFER_STEP: Final = 0.2
OFFERS: Final = range(15, 300)
"""In steps: from 3 to 60 monthly payments."""


def _offer_values() -> dict[str, tuple[str, str]]:
    return {
        str(step): (f"{step * OFFER_STEP:.1f} mensualités".replace(".", ","), f"{step * OFFER_STEP:.1f} monthly payments")
        for step in OFFERS
    }


def term(r: Any) -> Any:
    """How many monthly payments the amount of the loan makes, interest left out."""
    return over(r.AMT_CREDIT, r.AMT_ANNUITY)


FEATURES: Final[tuple[Feature, ...]] = (
    loan.feature(
        "AMT_CREDIT",
        lambda r: r.AMT_CREDIT,
        "amount",
        ("Montant du prêt", "Loan amount"),
        ("Le montant du prêt demandé est de {value}.", "The loan asked for is {value}."),
        monotone=1,
    ),
    loan.feature(
        "AMT_ANNUITY",
        lambda r: r.AMT_ANNUITY,
        "amount",
        ("Mensualité", "Monthly payment"),
        ("La mensualité du prêt est de {value}.", "The monthly payment of the loan is {value}."),
        family="repayment_burden",
        monotone=1,
    ),
    loan.feature(
        "AMT_GOODS_PRICE",
        lambda r: r.AMT_GOODS_PRICE,
        "amount",
        ("Prix du bien financé", "Price of the goods"),
        ("Le bien que le prêt finance coûte {value}.", "The goods paid for by the loan cost {value}."),
        missing=("Ce prêt ne finance pas un bien précis.", "This loan does not pay for one given item."),
        monotone=1,
    ),
    loan.feature(
        "AMT_INCOME_TOTAL",
        income,
        "amount",
        ("Revenu déclaré", "Declared income"),
        ("Le revenu déclaré est de {value}.", "The declared income is {value}."),
        family="work_income",
        monotone=-1,
    ),
    loan.feature(
        "TERM_MONTHS",
        term,
        "months",
        ("Durée du prêt", "Length of the loan"),
        ("Le prêt se rembourse en {value} environ, hors intérêts.", "The loan takes about {value} to repay, interest aside."),
    ),
    loan.feature(
        # A lender sells a few dozen pairs of length and rate, and the rate already says what risk was seen: neighbours on
        # this scale are different products, so the model reads it as a category (0.005 of AUC over the number alone).
        "LOAN_OFFER",
        lambda r: whole(missing_outside(over(term(r), OFFER_STEP), OFFERS.start, OFFERS.stop - 1)),
        "category",
        ("Formule de prêt (durée et taux)", "Loan product (length and rate)"),
        (
            "Le montant demandé vaut {value} ; chaque formule de prêt a ses propres résultats passés.",
            "The amount asked for is worth {value}; each loan product has its own past results.",
        ),
        values=_offer_values(),
    ),
    loan.feature(
        "ANNUITY_TO_INCOME",
        lambda r: over(r.AMT_ANNUITY, income(r)),
        "percent",
        ("Part de la mensualité dans le revenu", "Monthly payment as a share of income"),
        ("La mensualité représente {value} du revenu.", "The monthly payment is {value} of the income."),
        family="repayment_burden",
        monotone=1,
    ),
    loan.feature(
        "CREDIT_TO_INCOME",
        lambda r: over(r.AMT_CREDIT, income(r)),
        "ratio",
        ("Montant du prêt rapporté au revenu", "Loan amount compared with income"),
        ("Le prêt demandé représente {value} fois le revenu déclaré.", "The loan is {value} times the declared income."),
        family="repayment_burden",
        monotone=1,
    ),
    loan.feature(
        "GOODS_TO_CREDIT",
        lambda r: over(r.AMT_GOODS_PRICE, r.AMT_CREDIT),
        "percent",
        ("Prix du bien rapporté au prêt", "Price of the goods compared with the loan"),
        ("Le prix du bien représente {value} du montant du prêt.", "The price of the goods is {value} of the loan amount."),
        missing=("Ce prêt ne finance pas un bien précis.", "This loan does not pay for one given item."),
        monotone=-1,
    ),
    loan.feature(
        "GOODS_TO_INCOME",
        lambda r: over(r.AMT_GOODS_PRICE, income(r)),
        "ratio",
        ("Prix du bien rapporté au revenu", "Price of the goods compared with income"),
        ("Le prix du bien représente {value} fois le revenu déclaré.", "The price of the goods is {value} times the declared income."),
        family="repayment_burden",
        missing=("Le prix du bien ou le revenu n'est pas connu.", "The price of the goods or the income is not known."),
        monotone=1,
    ),
    loan.feature(
        "INCOME_LEFT",
        lambda r: income(r) - r.AMT_ANNUITY,
        "amount",
        ("Revenu restant après la mensualité", "Income left after the monthly payment"),
        ("Après la mensualité, il reste {value} du revenu déclaré.", "After the monthly payment, {value} of the declared income is left."),
        family="repayment_burden",
        technical=True,
        monotone=-1,
    ),
    loan.feature(
        "INCOME_PER_PERSON",
        lambda r: over(income(r), r.CNT_FAM_MEMBERS),
        "amount",
        ("Revenu par personne du foyer", "Income per person in the household"),
        ("Le revenu déclaré revient à {value} par personne du foyer.", "The declared income comes to {value} per person in the household."),
        family="work_income",
        monotone=-1,
    ),
    loan.feature(
        "INCOME_LEFT_PER_PERSON",
        lambda r: over(income(r) - r.AMT_ANNUITY, r.CNT_FAM_MEMBERS),
        "amount",
        ("Revenu restant par personne du foyer", "Income left per person in the household"),
        (
            "Après la mensualité, il reste {value} par personne du foyer.",
            "After the monthly payment, each person of the household has {value}.",
        ),
        family="repayment_burden",
        technical=True,
        monotone=-1,
    ),
    loan.feature(
        "IS_REVOLVING",
        lambda r: is_equal(r.NAME_CONTRACT_TYPE, "Revolving loans"),
        "yes_no",
        ("Crédit renouvelable", "Revolving credit"),
        ("Le prêt demandé est un crédit renouvelable : {value}.", "The loan asked for is a revolving credit: {value}."),
    ),
    loan.feature(
        "AGE_AT_END",
        lambda r: years(r.DAYS_BIRTH) + term(r) / 12,
        "years",
        ("Âge à la fin du prêt", "Age at the end of the loan"),
        ("Le prêt se terminerait vers l'âge de {value}.", "The loan would end at about the age of {value}."),
        family="age",
    ),
)
