"""The client's earlier applications with us (table ``previous_application``): how many, how answered, when."""

from collections.abc import Mapping
from typing import Any, Final

from scoring import tables
from scoring.features.aggregates import latest, share
from scoring.features.arithmetic import missing_if, over, years
from scoring.features.record import Feature, Unit
from scoring.features.wording import Chapter, Pair
from scoring.tables import NEVER_DAYS

YEAR: Final = 365
IDS: Final = 10_000_000
"""More than any number of an application, so that applications of one day still have an order."""

past = Chapter(
    family="past_applications",
    unknown=("Les demandes passées ne sont pas connues.", "Past applications are not known."),
    nothing=(
        "Il n'y a aucune demande passée de ce genre, ou l'historique n'est pas à notre disposition.",
        "There is no such past application, or the history is not at hand.",
    ),
)


def prepare(history: Mapping[str, Any]) -> Any:
    """One row an application; those that a later one of the same day or contract replaced are left out."""
    p = history[tables.PREVIOUS_APPLICATION.name]
    p = p.filter((p.FLAG_LAST_APPL_PER_CONTRACT == "Y") & (p.NFLAG_LAST_APPL_IN_DAY == 1))
    loan = missing_if(p.CNT_PAYMENT, 0)
    approved = p.NAME_CONTRACT_STATUS == "Approved"
    return p.select(
        p.SK_ID_CURR,
        p.DAYS_DECISION,
        p.NAME_CONTRACT_TYPE,
        p.CODE_REJECT_REASON,
        p.AMT_CREDIT,
        p.AMT_ANNUITY,
        p.RATE_DOWN_PAYMENT,
        p.NFLAG_INSURED_ON_APPROVAL,
        p.NAME_YIELD_GROUP,
        p.NAME_PRODUCT_TYPE,
        ORDER=p.DAYS_DECISION * IDS + p.SK_ID_PREV,
        STATUS=p.NAME_CONTRACT_STATUS,
        APPROVED=approved,
        REFUSED=p.NAME_CONTRACT_STATUS == "Refused",
        ASKED=missing_if(p.AMT_APPLICATION, 0),
        TERM=loan,
        COST=over(p.AMT_ANNUITY * loan, p.AMT_CREDIT) - 1,
        DUE=missing_if(p.DAYS_LAST_DUE, NEVER_DAYS),
        DUE_AT_FIRST=missing_if(p.DAYS_LAST_DUE_1ST_VERSION, NEVER_DAYS),
        ONGOING=approved & (p.DAYS_TERMINATION == NEVER_DAYS),
    )


def _count(name: str, where: Any, label: Pair, sentence: Pair, none: Pair | None = None) -> Feature:
    return past.feature(name, lambda p: p.count(where=where(p)), "count", label, sentence, empty=0.0, none=none)


def _since(name: str, expression: Any, unit: Unit, label: Pair, sentence: Pair) -> Feature:
    return past.feature(name, expression, unit, label, sentence)


COUNTS: Final[tuple[Feature, ...]] = (
    past.feature(
        "PREV_COUNT",
        lambda p: p.count(),
        "count",
        ("Demandes passées", "Past applications"),
        (
            "Le client a déjà fait {value} [demande|demandes] de prêt chez nous.",
            "The client has made {value} loan [application|applications] with us.",
        ),
        none=("Le client n'a encore fait aucune demande de prêt chez nous.", "The client has not made any loan application with us yet."),
        empty=0.0,
    ),
    _count(
        "PREV_APPROVED_COUNT",
        lambda p: p.APPROVED,
        ("Demandes passées acceptées", "Past applications granted"),
        ("Nous avons accepté {value} de ses demandes.", "We granted {value} of their applications."),
        ("Nous n'avons accepté aucune de ses demandes.", "We granted none of their applications."),
    ),
    _count(
        "PREV_REFUSED_COUNT",
        lambda p: p.REFUSED,
        ("Demandes passées écartées", "Past applications turned down"),
        ("Nous avons écarté {value} de ses demandes.", "We turned down {value} of their applications."),
        ("Nous n'avons écarté aucune de ses demandes.", "We turned down none of their applications."),
    ),
    _count(
        "PREV_CANCELED_COUNT",
        lambda p: p.STATUS == "Canceled",
        ("Demandes passées abandonnées", "Past applications dropped"),
        ("Le client a abandonné {value} [demande|demandes].", "The client dropped {value} [application|applications]."),
    ),
    _count(
        "PREV_UNUSED_COUNT",
        lambda p: p.STATUS == "Unused offer",
        ("Offres passées non utilisées", "Past offers not used"),
        (
            "Le client a laissé {value} [offre acceptée|offres acceptées] sans suite.",
            "The client left {value} granted [offer|offers] unused.",
        ),
    ),
    past.feature(
        "PREV_APPROVED_SHARE",
        lambda p: share(p.APPROVED),
        "percent",
        ("Part des demandes passées acceptées", "Share of past applications granted"),
        ("{value} des demandes passées ont été acceptées.", "{value} of the past applications were granted."),
    ),
    past.feature(
        "PREV_REFUSED_SHARE",
        lambda p: share(p.REFUSED),
        "percent",
        ("Part des demandes passées écartées", "Share of past applications turned down"),
        ("Nous avons écarté {value} des demandes passées.", "We turned down {value} of the past applications."),
    ),
    _count(
        "PREV_COUNT_12M",
        lambda p: p.DAYS_DECISION >= -YEAR,
        ("Demandes depuis un an", "Applications within a year"),
        (
            "En douze mois, le client a fait {value} [demande|demandes].",
            "In twelve months, the client made {value} [application|applications].",
        ),
    ),
    _count(
        "PREV_APPROVED_12M",
        lambda p: p.APPROVED & (p.DAYS_DECISION >= -YEAR),
        ("Demandes acceptées depuis un an", "Applications granted within a year"),
        (
            "En douze mois, nous avons accepté {value} [demande|demandes].",
            "In twelve months, we granted {value} [application|applications].",
        ),
    ),
    _count(
        "PREV_REFUSED_12M",
        lambda p: p.REFUSED & (p.DAYS_DECISION >= -YEAR),
        ("Demandes écartées depuis un an", "Applications turned down within a year"),
        (
            "En douze mois, nous avons écarté {value} [demande|demandes].",
            "In twelve months, we turned down {value} [application|applications].",
        ),
    ),
    _count(
        "PREV_REFUSED_24M",
        lambda p: p.REFUSED & (p.DAYS_DECISION >= -2 * YEAR),
        ("Demandes écartées depuis deux ans", "Applications turned down within two years"),
        (
            "En deux ans, nous avons écarté {value} [demande|demandes].",
            "In two years, we turned down {value} [application|applications].",
        ),
    ),
    _count(
        "PREV_REFUSED_BY_SCORE_COUNT",
        lambda p: p.CODE_REJECT_REASON.isin(("SCO", "SCOFR")),
        ("Demandes écartées à cause d'un score", "Applications turned down because of a score"),
        (
            "Un score a fait écarter {value} [demande passée|demandes passées].",
            "A score had {value} past [application|applications] turned down.",
        ),
    ),
    _count(
        "PREV_REFUSED_BY_LIMIT_COUNT",
        lambda p: p.CODE_REJECT_REASON == "LIMIT",
        ("Demandes au-dessus d'un plafond", "Applications above a limit"),
        (
            "Un plafond a fait écarter {value} [demande passée|demandes passées].",
            "A limit had {value} past [application|applications] turned down.",
        ),
    ),
    _count(
        "PREV_ONGOING_COUNT",
        lambda p: p.ONGOING,
        ("Prêts en cours chez nous", "Loans running with us"),
        ("Le client a {value} [prêt|prêts] en cours chez nous.", "The client has {value} [loan|loans] running with us."),
    ),
)

DATES: Final[tuple[Feature, ...]] = (
    _since(
        "PREV_LATEST_YEARS",
        lambda p: years(p.DAYS_DECISION.max()),
        "years",
        ("Temps depuis la dernière demande", "Time since the last application"),
        ("La dernière demande date de {value}.", "The last application was {value} ago."),
    ),
    _since(
        "PREV_OLDEST_YEARS",
        lambda p: years(p.DAYS_DECISION.min()),
        "years",
        ("Temps depuis la première demande", "Time since the first application"),
        ("La première demande connue date de {value}.", "The first known application was {value} ago."),
    ),
    _since(
        "PREV_SINCE_APPROVED_YEARS",
        lambda p: years(p.DAYS_DECISION.max(where=p.APPROVED)),
        "years",
        ("Temps depuis la dernière demande acceptée", "Time since an application was granted"),
        ("La dernière demande acceptée date de {value}.", "The last application granted was {value} ago."),
    ),
    _since(
        "PREV_SINCE_REFUSED_YEARS",
        lambda p: years(p.DAYS_DECISION.max(where=p.REFUSED)),
        "years",
        ("Temps depuis la dernière demande écartée", "Time since an application was turned down"),
        ("La dernière demande écartée date de {value}.", "The last application turned down was {value} ago."),
    ),
    _since(
        "PREV_LATEST_REFUSED",
        lambda p: latest(p.REFUSED.cast("float64"), p.ORDER),
        "yes_no",
        ("Dernière demande écartée", "Last application turned down"),
        ("La dernière demande [n'a pas été|a été] écartée.", "The last application was [not |]turned down."),
    ),
)
FEATURES: Final[tuple[Feature, ...]] = (*COUNTS, *DATES)
