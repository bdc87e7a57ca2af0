"""What the client owns, the file's documents and dates, and who asked about the client lately. Row-level."""

from typing import Final

from scoring.features import words
from scoring.features.arithmetic import is_equal, missing_outside, over, years
from scoring.features.record import Feature
from scoring.features.wording import Chapter, Pair

OLDEST_CAR: Final = 63
"""The file writes 64 or more years for a car whose age is not known."""
DOCUMENTS: Final = tuple(range(2, 22))
SHOWN_DOCUMENTS: Final = (3, 8, 16, 18)
"""Documents that enough clients bring for one alone to tell something; the others count in the total."""

file = Chapter(
    family="documents",
    unknown=("Cette information n'a pas été fournie.", "This information was not provided."),
    nothing=("Cette information n'a pas été fournie.", "This information was not provided."),
)
NO_ENQUIRY: Final = ("Les demandes de renseignements ne sont pas connues.", "The enquiries are not known.")
PERIODS: Final[dict[str, Pair]] = {
    "HOUR": ("dernière heure", "last hour"),
    "DAY": ("dernier jour, hors dernière heure", "last day, last hour aside"),
    "WEEK": ("dernière semaine, hors dernier jour", "last week, last day aside"),
    "MON": ("dernier mois, hors dernière semaine", "last month, last week aside"),
    "QRT": ("dernier trimestre, hors dernier mois", "last quarter, last month aside"),
    "YEAR": ("dernière année, hors dernier trimestre", "last year, last quarter aside"),
}


def _enquiries(period: str) -> Feature:
    name = f"AMT_REQ_CREDIT_BUREAU_{period}"
    french, english = PERIODS[period]
    return file.feature(
        name,
        lambda r: getattr(r, name),
        "count",
        (f"Demandes de renseignements ({french})", f"Credit enquiries ({english})"),
        (
            f"Des prêteurs se sont renseignés {{value}} fois sur le client ({french}).",
            f"Lenders asked about the client {{value}} [time|times] ({english}).",
        ),
        none=(f"Aucun prêteur ne s'est renseigné sur le client ({french}).", f"No lender asked about the client ({english})."),
        family="credits_elsewhere",
        missing=NO_ENQUIRY,
        technical=True,
    )


def _document(number: int) -> Feature:
    name = f"FLAG_DOCUMENT_{number}"
    return file.feature(
        name,
        lambda r: getattr(r, name),
        "yes_no",
        (f"Pièce n° {number} fournie", f"Document no. {number} provided"),
        (f"La pièce n° {number} [n'a pas été|a été] fournie.", f"Document no. {number} was [not |]provided."),
        technical=True,
    )


def _since(name: str, column: str, label: Pair, sentence: Pair, covers: Pair) -> tuple[Feature, Feature]:
    """A duration in years, and the same as a share of the client's life."""
    (french, english), (french_thing, english_thing) = label, covers
    share = f"{name.removesuffix('_YEARS')}_TO_AGE"
    return (
        file.feature(name, lambda r: years(getattr(r, column)), "years", label, sentence),
        file.feature(
            share,
            lambda r: over(years(getattr(r, column)), years(r.DAYS_BIRTH)),
            "percent",
            (f"{french}, rapportée à l'âge", f"{english}, compared with age"),
            (f"{french_thing} couvre {{value}} de la vie du client.", f"{english_thing} covers {{value}} of the client's life."),
            technical=True,
        ),
    )


FEATURES: Final[tuple[Feature, ...]] = (
    file.feature(
        "FLAG_OWN_CAR",
        lambda r: is_equal(r.FLAG_OWN_CAR, "Y"),
        "yes_no",
        ("Possède une voiture", "Owns a car"),
        ("Le client [ne possède pas de|possède une] voiture.", "The client owns [no|a] car."),
        family="housing_goods",
    ),
    file.feature(
        "OWN_CAR_AGE",
        lambda r: missing_outside(r.OWN_CAR_AGE, 0, OLDEST_CAR),
        "years",
        ("Âge de la voiture", "Age of the car"),
        ("La voiture du client a {value}.", "The client's car is {value} old."),
        family="housing_goods",
        missing=("Pas de voiture, ou une voiture dont l'âge n'est pas connu.", "No car, or a car whose age is not known."),
    ),
    file.feature(
        "FLAG_OWN_REALTY",
        lambda r: is_equal(r.FLAG_OWN_REALTY, "Y"),
        "yes_no",
        ("Propriétaire d'un bien immobilier", "Owns real estate"),
        ("Le client [n'est pas|est] propriétaire d'un bien immobilier.", "The client owns [no |]real estate."),
        family="housing_goods",
    ),
    file.feature(
        "NAME_HOUSING_TYPE",
        lambda r: r.NAME_HOUSING_TYPE,
        "category",
        ("Type de logement", "Kind of housing"),
        ("Le client habite {value}.", "The client lives {value}."),
        family="housing_goods",
        values=words.HOUSING,
    ),
    *_since(
        "REGISTRATION_YEARS",
        "DAYS_REGISTRATION",
        ("Ancienneté de l'inscription administrative", "Time since the official registration changed"),
        ("L'inscription administrative a changé il y a {value}.", "The official registration changed {value} ago."),
        ("L'inscription administrative actuelle", "The present official registration"),
    ),
    *_since(
        "ID_PUBLISHED_YEARS",
        "DAYS_ID_PUBLISH",
        ("Ancienneté de la pièce d'identité", "Time since the identity document was renewed"),
        ("La pièce d'identité a été renouvelée il y a {value}.", "The identity document was renewed {value} ago."),
        ("La pièce d'identité actuelle", "The present identity document"),
    ),
    *_since(
        "PHONE_CHANGED_YEARS",
        "DAYS_LAST_PHONE_CHANGE",
        ("Ancienneté du téléphone", "Time since the telephone changed"),
        ("Le téléphone a changé il y a {value}.", "The telephone changed {value} ago."),
        ("Le téléphone actuel", "The present telephone"),
    ),
    *(_document(number) for number in SHOWN_DOCUMENTS),
    file.feature(
        "DOCUMENTS_COUNT",
        lambda r: sum(getattr(r, f"FLAG_DOCUMENT_{number}") for number in DOCUMENTS),
        "count",
        ("Pièces fournies", "Documents provided"),
        ("Le client a fourni {value} [pièce|pièces].", "The client provided {value} [document|documents]."),
        technical=True,
    ),
    *(_enquiries(period) for period in PERIODS),
    file.feature(
        "CREDIT_ENQUIRIES",
        lambda r: sum(getattr(r, f"AMT_REQ_CREDIT_BUREAU_{period}") for period in PERIODS),
        "count",
        ("Demandes de renseignements sur un an", "Credit enquiries over a year"),
        (
            "En un an, des prêteurs se sont renseignés {value} fois sur le client.",
            "In a year, lenders asked about the client {value} [time|times].",
        ),
        none=("En un an, aucun prêteur ne s'est renseigné sur le client.", "In a year, no lender asked about the client."),
        family="credits_elsewhere",
        missing=NO_ENQUIRY,
    ),
)
