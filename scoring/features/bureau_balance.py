"""Month after month, how the credits at other lenders were repaid (table ``bureau_balance``).

The register follows about half of the credits that ``bureau`` lists: having no month here is not a clean record, so
only the counts of what is followed are 0 then, and everything about lateness is missing.
"""

from collections.abc import Mapping
from typing import Any, Final

from scoring import tables
from scoring.features.aggregates import share
from scoring.features.record import Feature
from scoring.features.wording import Chapter

LATE: Final = ("1", "2", "3", "4", "5")
"""Status of a month: 1 is up to a month late, 2 up to two months … 5 over four months or sold; 0 on time, C closed, X not known."""
SERIOUS: Final = ("2", "3", "4", "5")

monthly = Chapter(
    family="past_repayments",
    unknown=("Le suivi mensuel des crédits ailleurs n'est pas connu.", "The monthly follow-up of credits elsewhere is not known."),
    nothing=(
        "Aucun crédit ailleurs n'est suivi chaque mois, ou ce suivi n'est pas à notre disposition.",
        "No credit elsewhere is followed monthly, or this follow-up is not at hand.",
    ),
)


def prepare(history: Mapping[str, Any]) -> Any:
    """One row a month of a credit, with the client that ``bureau`` gives the credit to."""
    owners = history[tables.BUREAU.name].select("SK_ID_CURR", "SK_ID_BUREAU")
    months = history[tables.BUREAU_BALANCE.name].join(owners, "SK_ID_BUREAU")
    return months.select(
        "SK_ID_CURR",
        "SK_ID_BUREAU",
        "MONTHS_BALANCE",
        LEVEL=months.STATUS.cases(*((status, float(status)) for status in ("0", *LATE)), else_=None),
        LATE=months.STATUS.isin(LATE),
        SERIOUS=months.STATUS.isin(SERIOUS),
        TOLD=months.STATUS != "X",
        CLOSED=months.STATUS == "C",
    )


FEATURES: Final[tuple[Feature, ...]] = (
    monthly.feature(
        "BB_MONTHS",
        lambda m: m.count(),
        "count",
        ("Mois de suivi des crédits ailleurs", "Months of follow-up of credits elsewhere"),
        (
            "Tous crédits ailleurs confondus, {value} mois ont été suivis.",
            "Over all credits elsewhere, {value} [month was|months were] followed.",
        ),
        empty=0.0,
        family="credits_elsewhere",
    ),
    monthly.feature(
        "BB_CREDITS",
        lambda m: m.SK_ID_BUREAU.nunique(),
        "count",
        ("Crédits ailleurs suivis chaque mois", "Credits elsewhere followed monthly"),
        (
            "Ailleurs, {value} [crédit est suivi|crédits sont suivis] chaque mois.",
            "Elsewhere, {value} [credit is|credits are] followed each month.",
        ),
        empty=0.0,
        family="credits_elsewhere",
    ),
    monthly.feature(
        "BB_OLDEST_MONTHS",
        lambda m: 0 - m.MONTHS_BALANCE.min(),
        "months",
        ("Ancienneté du suivi mensuel ailleurs", "Age of the monthly follow-up elsewhere"),
        (
            "Le suivi mensuel des crédits ailleurs a commencé il y a {value}.",
            "The monthly follow-up of credits elsewhere began {value} ago.",
        ),
        family="credits_elsewhere",
    ),
    monthly.feature(
        "BB_LATE_MONTHS",
        lambda m: m.count(where=m.LATE),
        "count",
        ("Mois en retard ailleurs", "Months late elsewhere"),
        (
            "Tous crédits ailleurs confondus, le client a eu {value} mois de retard.",
            "Over all credits elsewhere, the client had {value} late [month|months].",
        ),
    ),
    monthly.feature(
        "BB_LATE_SHARE",
        lambda m: share(m.LATE, among=m.TOLD),
        "percent",
        ("Part des mois en retard ailleurs", "Share of months late elsewhere"),
        ("{value} des mois suivis ailleurs ont connu un retard.", "{value} of the months followed elsewhere were late."),
    ),
    monthly.feature(
        "BB_SERIOUS_MONTHS",
        lambda m: m.count(where=m.SERIOUS),
        "count",
        ("Mois à plus de 30 jours de retard ailleurs", "Months over 30 days late elsewhere"),
        (
            "Tous crédits ailleurs confondus, le retard a dépassé trente jours pendant {value} mois.",
            "Over all credits elsewhere, the delay went over thirty days for {value} [month|months].",
        ),
    ),
    monthly.feature(
        "BB_WORST_MONTHS",
        lambda m: m.LEVEL.max(),
        "months",
        ("Plus long retard ailleurs", "Longest delay elsewhere"),
        ("Le plus long retard ailleurs a atteint {value}.", "The longest delay elsewhere reached {value}."),
    ),
    monthly.feature(
        "BB_WORST_MONTHS_12M",
        lambda m: m.LEVEL.max(where=m.MONTHS_BALANCE >= -12),
        "months",
        ("Plus long retard ailleurs depuis un an", "Longest delay elsewhere within a year"),
        ("Depuis un an, le plus long retard ailleurs a atteint {value}.", "Within a year, the longest delay elsewhere reached {value}."),
    ),
    monthly.feature(
        "BB_LATE_SHARE_24M",
        lambda m: share(m.LATE, among=m.TOLD & (m.MONTHS_BALANCE >= -24)),
        "percent",
        ("Part des mois en retard ailleurs depuis deux ans", "Share of months late elsewhere within two years"),
        (
            "Depuis deux ans, {value} des mois suivis ailleurs ont connu un retard.",
            "Within two years, {value} of the months followed were late.",
        ),
    ),
    monthly.feature(
        "BB_SINCE_LATE_MONTHS",
        lambda m: 0 - m.MONTHS_BALANCE.max(where=m.LATE),
        "months",
        ("Temps depuis le dernier retard ailleurs", "Time since the last delay elsewhere"),
        ("Le dernier retard ailleurs remonte à {value}.", "The last delay elsewhere was {value} ago."),
        missing=(
            "Aucun retard ailleurs, ou le suivi mensuel n'est pas à notre disposition.",
            "No delay elsewhere, or the monthly follow-up is not at hand.",
        ),
    ),
    monthly.feature(
        "BB_CLOSED_SHARE",
        lambda m: share(m.CLOSED),
        "percent",
        ("Part des mois suivis après solde ailleurs", "Share of months followed after pay-off elsewhere"),
        (
            "{value} des mois suivis ailleurs viennent après le solde du crédit.",
            "{value} of the months followed come after the credit was paid off.",
        ),
        family="credits_elsewhere",
        technical=True,
    ),
    monthly.feature(
        "BB_UNTOLD_SHARE",
        lambda m: 1 - share(m.TOLD),
        "percent",
        ("Part des mois sans information ailleurs", "Share of months without information elsewhere"),
        ("Pour {value} des mois suivis ailleurs, rien n'est dit.", "For {value} of the months followed elsewhere, nothing is said."),
        family="credits_elsewhere",
        technical=True,
    ),
)
