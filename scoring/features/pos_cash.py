"""Month after month, the client's loans and purchases on credit with us (table ``POS_CASH_balance``)."""

from collections.abc import Mapping
from typing import Any, Final

from scoring import tables
from scoring.features.aggregates import share, total
from scoring.features.record import Feature
from scoring.features.wording import Chapter

NOW: Final = -1
"""The latest month that the table tells of."""

loans = Chapter(
    family="past_repayments",
    unknown=("Le suivi des prêts passés n'est pas connu.", "The follow-up of past loans is not known."),
    nothing=(
        "Aucun prêt passé n'a été suivi, ou ce suivi n'est pas à notre disposition.",
        "No past loan was followed, or this is not at hand.",
    ),
)


def prepare(history: Mapping[str, Any]) -> Any:
    """One row a month of a loan. ``LATE`` leaves out delays on trifling sums, which the lender itself tolerates."""
    m = history[tables.POS_CASH_BALANCE.name]
    return m.select(
        "SK_ID_CURR",
        "SK_ID_PREV",
        "MONTHS_BALANCE",
        "CNT_INSTALMENT",
        "CNT_INSTALMENT_FUTURE",
        "SK_DPD",
        "SK_DPD_DEF",
        LATE=m.SK_DPD_DEF > 0,
        DELAYED=m.SK_DPD > 0,
        ACTIVE=m.NAME_CONTRACT_STATUS == "Active",
        COMPLETED=m.NAME_CONTRACT_STATUS == "Completed",
        RETURNED=m.NAME_CONTRACT_STATUS == "Returned to the store",
    )


FEATURES: Final[tuple[Feature, ...]] = (
    loans.feature(
        "POS_MONTHS",
        lambda m: m.count(),
        "count",
        ("Mois de suivi des prêts passés", "Months of follow-up of past loans"),
        ("Tous prêts passés confondus, {value} mois ont été suivis.", "Over all past loans, {value} [month was|months were] followed."),
        empty=0.0,
    ),
    loans.feature(
        "POS_LOANS",
        lambda m: m.SK_ID_PREV.nunique(),
        "count",
        ("Prêts et achats à crédit passés", "Past loans and purchases on credit"),
        (
            "Le client a déjà fait {value} [prêt ou achat|prêts ou achats] à crédit.",
            "The client has had {value} [loan or purchase|loans or purchases] on credit.",
        ),
        empty=0.0,
    ),
    loans.feature(
        "POS_COMPLETED_LOANS",
        lambda m: m.SK_ID_PREV.nunique(where=m.COMPLETED),
        "count",
        ("Prêts passés menés à leur terme", "Past loans fully repaid"),
        ("Le client a remboursé {value} [prêt|prêts] jusqu'au bout.", "The client repaid {value} [loan|loans] to the end."),
        empty=0.0,
    ),
    loans.feature(
        "POS_RETURNED_LOANS",
        lambda m: m.SK_ID_PREV.nunique(where=m.RETURNED),
        "count",
        ("Achats à crédit rendus au magasin", "Purchases on credit returned to the shop"),
        (
            "Le client a rendu au magasin {value} [achat|achats] à crédit.",
            "The client returned {value} [purchase|purchases] on credit to the shop.",
        ),
        empty=0.0,
    ),
    loans.feature(
        "POS_INSTALMENTS_LEFT",
        lambda m: total(m.CNT_INSTALMENT_FUTURE, m.ACTIVE & (m.MONTHS_BALANCE >= NOW)),
        "count",
        ("Échéances restantes sur les prêts en cours", "Instalments left on running loans"),
        (
            "Il reste {value} [échéance|échéances] sur les prêts en cours.",
            "There [is|are] {value} [instalment|instalments] left on running loans.",
        ),
        none=("Il ne reste aucune échéance sur un prêt en cours.", "There is no instalment left on a running loan."),
        empty=0.0,
    ),
    loans.feature(
        "POS_TERM_MEAN",
        lambda m: m.CNT_INSTALMENT.mean(),
        "months",
        ("Durée moyenne des prêts suivis", "Mean length of the loans followed"),
        ("Les prêts suivis durent {value} en moyenne.", "The loans followed last {value} on average."),
    ),
    loans.feature(
        "POS_LATEST_MONTHS",
        lambda m: 0 - m.MONTHS_BALANCE.max(),
        "months",
        ("Temps depuis le dernier mois suivi", "Time since the last month followed"),
        ("Le dernier mois suivi remonte à {value}.", "The last month followed was {value} ago."),
    ),
    loans.feature(
        "POS_DELAYED_SHARE",
        lambda m: share(m.DELAYED),
        "percent",
        ("Part des mois avec un retard", "Share of months with a delay"),
        ("{value} des mois des prêts passés ont connu un retard.", "{value} of the months of past loans had a delay."),
    ),
    loans.feature(
        "POS_LATE_SHARE",
        lambda m: share(m.LATE),
        "percent",
        ("Part des mois avec un retard notable", "Share of months with a notable delay"),
        ("{value} des mois des prêts passés ont connu un retard notable.", "{value} of the months of past loans had a notable delay."),
    ),
    loans.feature(
        "POS_LATE_MONTHS_12M",
        lambda m: m.count(where=m.LATE & (m.MONTHS_BALANCE >= -12)),
        "count",
        ("Mois de retard notable depuis un an", "Months of notable delay within a year"),
        (
            "En un an, tous prêts confondus, le client a eu {value} mois de retard notable.",
            "In a year, over all loans, the client was notably late for {value} [month|months].",
        ),
        empty=0.0,
    ),
    loans.feature(
        "POS_DELAY_DAYS_MAX",
        lambda m: m.SK_DPD.max(),
        "days",
        ("Plus long retard sur un prêt passé", "Longest delay on a past loan"),
        ("Le plus long retard sur un prêt passé est de {value}.", "The longest delay on a past loan is {value}."),
    ),
    loans.feature(
        "POS_LATE_DAYS_MAX",
        lambda m: m.SK_DPD_DEF.max(),
        "days",
        ("Plus long retard notable sur un prêt passé", "Longest notable delay on a past loan"),
        ("Le plus long retard notable sur un prêt passé est de {value}.", "The longest notable delay on a past loan is {value}."),
    ),
    loans.feature(
        "POS_LATE_DAYS_MAX_12M",
        lambda m: m.SK_DPD_DEF.max(where=m.MONTHS_BALANCE >= -12),
        "days",
        ("Plus long retard notable depuis un an", "Longest notable delay within a year"),
        ("Depuis un an, le plus long retard notable est de {value}.", "Within a year, the longest notable delay is {value}."),
    ),
    loans.feature(
        "POS_SINCE_LATE_MONTHS",
        lambda m: 0 - m.MONTHS_BALANCE.max(where=m.LATE),
        "months",
        ("Temps depuis le dernier retard notable", "Time since the last notable delay"),
        ("Le dernier retard notable remonte à {value}.", "The last notable delay was {value} ago."),
        missing=("Aucun retard notable n'est connu.", "No notable delay is known."),
    ),
)
