"""Month after month, the client's credit cards with us (table ``credit_card_balance``)."""

from collections.abc import Mapping
from typing import Any, Final

from scoring import tables
from scoring.features.aggregates import not_negative, ratio_of_sums, share, total
from scoring.features.arithmetic import missing_if, over
from scoring.features.record import Feature, Unit
from scoring.features.wording import Chapter, Pair

HALF_A_YEAR: Final = -6

card = Chapter(
    family="card_use",
    unknown=("L'usage des cartes de crédit n'est pas connu.", "The use of credit cards is not known."),
    nothing=("Aucun usage de carte de crédit, ou il n'est pas à notre disposition.", "No use of a credit card, or it is not at hand."),
)


def prepare(history: Mapping[str, Any]) -> Any:
    """One row a month of a card: a balance below 0 is nothing owed, a limit of 0 is no limit to compare with."""
    m = history[tables.CREDIT_CARD_BALANCE.name]
    owed = not_negative(m.AMT_BALANCE)
    least = missing_if(m.AMT_INST_MIN_REGULARITY, 0)
    return m.select(
        "SK_ID_CURR",
        "SK_ID_PREV",
        "MONTHS_BALANCE",
        "AMT_CREDIT_LIMIT_ACTUAL",
        "AMT_DRAWINGS_CURRENT",
        "CNT_DRAWINGS_CURRENT",
        "SK_DPD",
        "SK_DPD_DEF",
        OWED=owed,
        USE=over(owed, m.AMT_CREDIT_LIMIT_ACTUAL),
        CASH=m.AMT_DRAWINGS_ATM_CURRENT.fill_null(0.0),
        CASH_COUNT=m.CNT_DRAWINGS_ATM_CURRENT.fill_null(0.0),
        PAID=m.AMT_PAYMENT_TOTAL_CURRENT,
        LEAST=least,
        BELOW=m.AMT_PAYMENT_CURRENT.fill_null(0.0) < least,
        USED=owed > 0,
        LATE=m.SK_DPD > 0,
        RECENT=m.MONTHS_BALANCE >= HALF_A_YEAR,
    )


def _card(
    name: str, expression: Any, unit: Unit, label: Pair, sentence: Pair, empty: float | None = None, none: Pair | None = None
) -> Feature:
    return card.feature(name, expression, unit, label, sentence, empty=empty, none=none)


USE: Final[tuple[Feature, ...]] = (
    _card(
        "CARD_MONTHS",
        lambda m: m.count(),
        "count",
        ("Mois de suivi des cartes", "Months of follow-up of cards"),
        ("Toutes cartes confondues, {value} mois ont été suivis.", "Over all credit cards, {value} [month was|months were] followed."),
        empty=0.0,
    ),
    _card(
        "CARD_COUNT",
        lambda m: m.SK_ID_PREV.nunique(),
        "count",
        ("Cartes de crédit chez nous", "Credit cards with us"),
        ("Le client a {value} [carte|cartes] de crédit chez nous.", "The client has {value} credit [card|cards] with us."),
        empty=0.0,
    ),
    _card(
        "CARD_USED_SHARE",
        lambda m: share(m.USED),
        "percent",
        ("Part des mois où la carte est utilisée", "Share of months in which the card is used"),
        (
            "Pendant {value} des mois, la carte de crédit avait un solde à rembourser.",
            "In {value} of the months, the credit card had a balance to repay.",
        ),
    ),
    _card(
        "CARD_LIMIT_MAX",
        lambda m: m.AMT_CREDIT_LIMIT_ACTUAL.max(),
        "amount",
        ("Plus haut plafond de carte", "Highest card limit"),
        ("Le plus haut plafond de carte est de {value}.", "The highest card limit is {value}."),
    ),
    _card(
        "CARD_LIMIT_6M",
        lambda m: m.AMT_CREDIT_LIMIT_ACTUAL.mean(where=m.RECENT),
        "amount",
        ("Plafond de carte depuis six mois", "Card limit within six months"),
        ("Depuis six mois, le plafond de carte est en moyenne de {value}.", "Within six months, the card limit is {value} on average."),
    ),
    _card(
        "CARD_OWED_MEAN",
        lambda m: m.OWED.mean(),
        "amount",
        ("Solde moyen des cartes", "Mean balance of the cards"),
        ("Le solde moyen à rembourser sur les cartes est de {value}.", "The mean balance to repay on the cards is {value}."),
    ),
    _card(
        "CARD_OWED_6M",
        lambda m: m.OWED.mean(where=m.RECENT),
        "amount",
        ("Solde des cartes depuis six mois", "Balance of the cards within six months"),
        ("Depuis six mois, le solde moyen des cartes est de {value}.", "Within six months, the mean balance of the cards is {value}."),
    ),
    _card(
        "CARD_USE_MEAN",
        lambda m: m.USE.mean(),
        "percent",
        ("Part moyenne du plafond utilisée", "Mean share of the limit used"),
        ("En moyenne, {value} du plafond des cartes est utilisé.", "On average, {value} of the limit of the cards is used."),
    ),
    _card(
        "CARD_USE_MAX",
        lambda m: m.USE.max(),
        "percent",
        ("Plus forte part du plafond utilisée", "Highest share of the limit used"),
        ("Au plus, {value} du plafond des cartes a été utilisé.", "At most, {value} of the limit of the cards was used."),
    ),
    _card(
        "CARD_USE_6M",
        lambda m: m.USE.mean(where=m.RECENT),
        "percent",
        ("Part du plafond utilisée depuis six mois", "Share of the limit used within six months"),
        (
            "Depuis six mois, {value} du plafond des cartes est utilisé en moyenne.",
            "Within six months, {value} of the limit of the cards is used.",
        ),
    ),
    _card(
        "CARD_OVER_LIMIT_SHARE",
        lambda m: share(m.USE > 1),
        "percent",
        ("Part des mois au-dessus du plafond", "Share of months above the limit"),
        (
            "Pendant {value} des mois, le solde dépassait le plafond de la carte.",
            "In {value} of the months, the balance was above the card's limit.",
        ),
    ),
)

DRAWINGS: Final[tuple[Feature, ...]] = (
    _card(
        "CARD_DRAWN_MEAN",
        lambda m: m.AMT_DRAWINGS_CURRENT.mean(),
        "amount",
        ("Dépense moyenne par carte chaque mois", "Mean monthly spending by card"),
        ("La dépense par carte est en moyenne de {value} par mois.", "Spending by card is {value} a month on average."),
    ),
    _card(
        "CARD_DRAWN_6M",
        lambda m: m.AMT_DRAWINGS_CURRENT.mean(where=m.RECENT),
        "amount",
        ("Dépense par carte depuis six mois", "Spending by card within six months"),
        ("Depuis six mois, la dépense par carte est de {value} par mois.", "Within six months, spending by card is {value} a month."),
    ),
    _card(
        "CARD_DRAWINGS_MEAN",
        lambda m: m.CNT_DRAWINGS_CURRENT.mean(),
        "count",
        ("Opérations par carte chaque mois", "Card operations a month"),
        (
            "Chaque mois, le client fait en moyenne {value} [opération|opérations] par carte.",
            "Each month, the client makes {value} card [operation|operations] on average.",
        ),
    ),
    _card(
        "CARD_CASH_SHARE",
        lambda m: ratio_of_sums(m.CASH, m.AMT_DRAWINGS_CURRENT),
        "percent",
        ("Part des retraits d'espèces par carte", "Share of cash withdrawals by card"),
        ("{value} du montant tiré par carte l'a été en espèces.", "{value} of the amount drawn by card was cash."),
    ),
    _card(
        "CARD_CASH_6M",
        lambda m: total(m.CASH_COUNT, m.RECENT),
        "count",
        ("Retraits d'espèces par carte depuis six mois", "Cash withdrawals by card within six months"),
        (
            "En six mois, le client a retiré {value} fois des espèces par carte.",
            "In six months, the client withdrew cash by card {value} [time|times].",
        ),
        none=("En six mois, le client n'a pas retiré d'espèces par carte.", "In six months, the client withdrew no cash by card."),
        empty=0.0,
    ),
)

REPAYMENT: Final[tuple[Feature, ...]] = (
    _card(
        "CARD_PAID_TO_LEAST",
        lambda m: ratio_of_sums(m.PAID, m.LEAST),
        "ratio",
        ("Remboursements de carte rapportés au minimum", "Card repayments compared with the minimum"),
        ("Les remboursements de carte font {value} fois le minimum demandé.", "The card repayments are {value} times the minimum asked."),
    ),
    _card(
        "CARD_BELOW_LEAST_SHARE",
        lambda m: share(m.BELOW),
        "percent",
        ("Part des mois sous le minimum demandé", "Share of months below the minimum asked"),
        (
            "Pendant {value} des mois, le remboursement était inférieur au minimum demandé.",
            "In {value} of the months, the payment was below the minimum asked.",
        ),
    ),
    _card(
        "CARD_PAID_TO_OWED",
        lambda m: ratio_of_sums(m.PAID, m.PAID + m.OWED),
        "percent",
        ("Part du solde des cartes remboursée chaque mois", "Share of the card balance repaid each month"),
        (
            "Chaque mois, {value} du solde des cartes est remboursé en moyenne.",
            "Each month, {value} of the card balance is repaid on average.",
        ),
    ),
    _card(
        "CARD_LATE_SHARE",
        lambda m: share(m.LATE),
        "percent",
        ("Part des mois de carte en retard", "Share of card months late"),
        ("Pendant {value} des mois, le paiement de la carte avait du retard.", "In {value} of the months, the card payment was late."),
    ),
    _card(
        "CARD_LATE_6M",
        lambda m: m.count(where=m.LATE & m.RECENT),
        "count",
        ("Mois de carte en retard depuis six mois", "Card months late within six months"),
        (
            "En six mois, toutes cartes confondues, le client a eu {value} mois de retard.",
            "In six months, the client was late on a card for {value} [month|months].",
        ),
        empty=0.0,
    ),
    _card(
        "CARD_DELAY_DAYS_MAX",
        lambda m: m.SK_DPD.max(),
        "days",
        ("Plus long retard sur une carte", "Longest delay on a card"),
        ("Le plus long retard sur une carte est de {value}.", "The longest delay on a card is {value}."),
    ),
    _card(
        "CARD_LATE_DAYS_MAX",
        lambda m: m.SK_DPD_DEF.max(),
        "days",
        ("Plus long retard notable sur une carte", "Longest notable delay on a card"),
        ("Le plus long retard notable sur une carte est de {value}.", "The longest notable delay on a card is {value}."),
    ),
)
FEATURES: Final[tuple[Feature, ...]] = (*USE, *DRAWINGS, *REPAYMENT)
