"""The three scores that other organisations gave the client, and what they say together. Row-level."""

from typing import Any, Final

from scoring.features.application_amounts import income, term
from scoring.features.arithmetic import count_missing, greatest_of, least_of, mean_of, over, weighted_mean, years
from scoring.features.record import Feature
from scoring.features.wording import Chapter

scores = Chapter(
    family="external_scores",
    unknown=("Aucun score externe n'est disponible.", "No external score is available."),
    nothing=("Un score externe nécessaire n'est pas disponible.", "An external score that this needs is not available."),
)


def three(r: Any) -> tuple[Any, Any, Any]:
    """The three scores of a record."""
    return r.EXT_SOURCE_1, r.EXT_SOURCE_2, r.EXT_SOURCE_3


def _raw(number: int) -> Feature:
    name = f"EXT_SOURCE_{number}"
    return scores.feature(
        name,
        lambda r: getattr(r, name),
        "index",
        (f"Score externe n° {number}", f"External score no. {number}"),
        (f"Le score externe n° {number} est de {{value}}.", f"External score no. {number} is {{value}}."),
        monotone=-1,
        missing=("Ce score externe n'est pas disponible.", "This external score is not available."),
    )


def _to_age(number: int) -> Feature:
    name = f"EXT_SOURCE_{number}"
    return scores.feature(
        f"{name}_TO_AGE",
        lambda r: over(100 * getattr(r, name), years(r.DAYS_BIRTH)),
        "ratio",
        (f"Score externe n° {number} au regard de l'âge", f"External score no. {number} in view of age"),
        (
            f"Le score externe n° {number}, sur 100, représente {{value}} fois l'âge.",
            f"External score no. {number}, out of 100, is {{value}} times the age.",
        ),
        technical=True,
        monotone=-1,
        missing=("Ce score externe n'est pas disponible.", "This external score is not available."),
    )


FEATURES: Final[tuple[Feature, ...]] = (
    *(_raw(number) for number in (1, 2, 3)),
    scores.feature(
        "EXT_SOURCES_MEAN",
        lambda r: mean_of(*three(r)),
        "index",
        ("Moyenne des scores externes", "Mean of the external scores"),
        (
            "Les organismes extérieurs donnent une note moyenne de {value} sur 1 (une note haute est favorable).",
            "Outside agencies give a mean score of {value} out of 1 (a high score is favourable).",
        ),
        monotone=-1,
    ),
    scores.feature(
        "EXT_SOURCES_WEIGHTED",
        lambda r: weighted_mean({2.0: (r.EXT_SOURCE_1,), 3.0: (r.EXT_SOURCE_2,), 4.0: (r.EXT_SOURCE_3,)}),
        "index",
        ("Moyenne des scores externes, le n° 3 comptant le plus", "Mean of the external scores, no. 3 counting most"),
        (
            "La moyenne des scores externes, où le n° 3 compte le plus, est de {value} sur 1.",
            "The mean of the external scores, in which no. 3 counts most, is {value} out of 1.",
        ),
        technical=True,
        monotone=-1,
    ),
    scores.feature(
        "EXT_SOURCES_MIN",
        lambda r: least_of(*three(r)),
        "index",
        ("Plus bas des scores externes", "Lowest external score"),
        (
            "La plus basse note des organismes extérieurs est de {value} sur 1 (une note haute est favorable).",
            "The lowest score from outside agencies is {value} out of 1 (a high score is favourable).",
        ),
        monotone=-1,
    ),
    scores.feature(
        "EXT_SOURCES_MAX",
        lambda r: greatest_of(*three(r)),
        "index",
        ("Plus haut des scores externes", "Highest external score"),
        (
            "La plus haute note des organismes extérieurs est de {value} sur 1 (une note haute est favorable).",
            "The highest score from outside agencies is {value} out of 1 (a high score is favourable).",
        ),
        monotone=-1,
    ),
    scores.feature(
        "EXT_SOURCES_PRODUCT",
        lambda r: r.EXT_SOURCE_1 * r.EXT_SOURCE_2 * r.EXT_SOURCE_3,
        "index",
        ("Les trois scores externes pris ensemble", "The three external scores taken together"),
        (
            "Multipliés entre eux, les trois scores externes donnent {value} sur 1 ; un seul score bas suffit à baisser ce nombre.",
            "Multiplied together, the three external scores give {value} out of 1; one low score is enough to bring it down.",
        ),
        technical=True,
        monotone=-1,
    ),
    scores.feature(
        "EXT_SOURCES_2_3",
        lambda r: r.EXT_SOURCE_2 * r.EXT_SOURCE_3,
        "index",
        ("Les scores externes n° 2 et n° 3 pris ensemble", "External scores no. 2 and no. 3 taken together"),
        (
            "Multipliés entre eux, les scores externes n° 2 et n° 3 donnent {value} sur 1 ; un seul score bas suffit à baisser ce nombre.",
            "Multiplied together, external scores no. 2 and no. 3 give {value} out of 1; one low score is enough to bring it down.",
        ),
        technical=True,
        monotone=-1,
    ),
    scores.feature(
        "EXT_SOURCES_MISSING",
        lambda r: count_missing(*three(r)),
        "count",
        ("Scores externes indisponibles", "External scores not available"),
        ("Il manque {value} [score externe|scores externes] sur trois.", "{value} of three external scores [is|are] missing."),
        none=("Aucun des trois scores externes ne manque.", "None of the three external scores is missing."),
    ),
    *(_to_age(number) for number in (1, 2, 3)),
    scores.feature(
        "EXT_SOURCES_TO_TERM",
        lambda r: over(100 * mean_of(*three(r)), term(r)),
        "ratio",
        ("Scores externes au regard de la durée du prêt", "External scores in view of the length of the loan"),
        (
            "La moyenne des scores externes, sur 100, représente {value} fois la durée du prêt en mois.",
            "The mean of the external scores, out of 100, is {value} times the length of the loan in months.",
        ),
        technical=True,
        monotone=-1,
    ),
    scores.feature(
        "EXT_SOURCES_TO_CREDIT",
        lambda r: over(100 * mean_of(*three(r)), over(r.AMT_CREDIT, income(r))),
        "ratio",
        ("Scores externes au regard du poids du prêt", "External scores in view of the weight of the loan"),
        (
            "La moyenne des scores externes, sur 100, divisée par le poids du prêt dans le revenu, donne {value}.",
            "The mean of the external scores, out of 100, divided by the weight of the loan in the income, gives {value}.",
        ),
        technical=True,
        monotone=-1,
    ),
)
