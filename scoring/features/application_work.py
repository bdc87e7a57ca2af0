"""The client's work, studies, household and age. Row-level."""

from typing import Any, Final

from scoring.features import words
from scoring.features.arithmetic import missing_if, over, recode, years
from scoring.features.record import Feature
from scoring.features.wording import Chapter
from scoring.tables import NEVER_DAYS

work = Chapter(
    family="work_income",
    unknown=("Cette information n'a pas été fournie.", "This information was not provided."),
    nothing=("Cette information n'a pas été fournie.", "This information was not provided."),
)
NO_JOB: Final = ("Aucun emploi actuel n'est déclaré.", "No present job is declared.")

# Leave and retirement are nobody's business here: the first is work, the second one way among others of not working.
SITUATIONS: Final = {"Maternity leave": "Working", "Pensioner": "Not working", "Unemployed": "Not working", "Student": "Not working"}
EMPLOYERS: Final = {"Religion": "Other", "XNA": None}


def days_employed(r: Any) -> Any:
    """Days since the present job began (negative), missing for whoever has none."""
    return missing_if(r.DAYS_EMPLOYED, NEVER_DAYS)


FEATURES: Final[tuple[Feature, ...]] = (
    work.feature(
        "AGE_YEARS",
        lambda r: years(r.DAYS_BIRTH),
        "years",
        ("Âge", "Age"),
        ("L'âge du client est de {value}.", "The client's age is {value}."),
        family="age",
    ),
    work.feature(
        "EMPLOYED_YEARS",
        lambda r: years(days_employed(r)),
        "years",
        ("Ancienneté dans l'emploi", "Time in the present job"),
        ("L'emploi actuel dure depuis {value}.", "The present job has lasted {value}."),
        missing=NO_JOB,
    ),
    work.feature(
        "EMPLOYED_TO_AGE",
        lambda r: over(years(days_employed(r)), years(r.DAYS_BIRTH)),
        "percent",
        ("Ancienneté dans l'emploi rapportée à l'âge", "Time in the present job compared with age"),
        ("L'emploi actuel couvre {value} de la vie du client.", "The present job covers {value} of the client's life."),
        missing=NO_JOB,
        technical=True,
    ),
    work.feature(
        "NAME_INCOME_TYPE",
        lambda r: recode(r.NAME_INCOME_TYPE, SITUATIONS),
        "category",
        ("Situation professionnelle", "Work situation"),
        ("Le client est {value}.", "The client is {value}."),
        values=words.INCOME_TYPE,
    ),
    work.feature(
        "OCCUPATION_TYPE",
        lambda r: r.OCCUPATION_TYPE,
        "category",
        ("Métier", "Occupation"),
        ("Le domaine de travail déclaré est « {value} ».", "The field of work declared is “{value}”."),
        missing=("Aucun métier n'est déclaré.", "No occupation is declared."),
        values=words.OCCUPATION,
    ),
    work.feature(
        "ORGANIZATION_TYPE",
        lambda r: recode(r.ORGANIZATION_TYPE, EMPLOYERS),
        "category",
        ("Secteur de l'employeur", "Employer's sector"),
        ("Le secteur de l'employeur est « {value} ».", "The employer's sector is “{value}”."),
        missing=("Aucun employeur n'est déclaré.", "No employer is declared."),
        values=words.ORGANIZATION,
    ),
    work.feature(
        "NAME_EDUCATION_TYPE",
        lambda r: r.NAME_EDUCATION_TYPE,
        "category",
        ("Études", "Education"),
        ("Le niveau d'études déclaré est « {value} ».", "The level of education declared is “{value}”."),
        values=words.EDUCATION,
    ),
    work.feature(
        "CNT_CHILDREN",
        lambda r: r.CNT_CHILDREN,
        "count",
        ("Enfants à charge", "Dependent children"),
        ("Le client a {value} [enfant|enfants] à charge.", "The client has {value} dependent [child|children]."),
        none=("Le client n'a pas d'enfant à charge.", "The client has no dependent child."),
        family="household",
    ),
    work.feature(
        "CNT_FAM_MEMBERS",
        lambda r: r.CNT_FAM_MEMBERS,
        "count",
        ("Personnes au foyer", "People in the household"),
        ("Le foyer compte {value} [personne|personnes].", "There [is|are] {value} [person|people] in the household."),
        family="household",
    ),
)
