"""Plain words, French and English, for every category that an application can hold once it is cleaned."""

from typing import Final

from scoring.features.wording import Pair

INCOME_TYPE: Final[dict[str, Pair]] = {
    "Working": ("salarié ou indépendant", "employed or self-employed"),
    "Commercial associate": ("dans une activité commerciale", "in business"),
    "State servant": ("agent public", "a public servant"),
    "Businessman": ("chef d'entreprise", "a business owner"),
    "Not working": ("sans emploi actuel (retraite, études, recherche…)", "not in work at present (retired, studying, looking…)"),
}

EDUCATION: Final[dict[str, Pair]] = {
    "Lower secondary": ("collège", "lower secondary school"),
    "Secondary / secondary special": ("lycée ou formation professionnelle", "secondary or vocational school"),
    "Incomplete higher": ("études supérieures non terminées", "unfinished higher education"),
    "Higher education": ("études supérieures", "higher education"),
    "Academic degree": ("diplôme universitaire avancé", "advanced academic degree"),
}

HOUSING: Final[dict[str, Pair]] = {
    "House / apartment": ("une maison ou un appartement", "in a house or apartment"),
    "With parents": ("chez ses parents", "with their parents"),
    "Municipal apartment": ("un logement social", "in a municipal apartment"),
    "Rented apartment": ("un appartement loué", "in a rented apartment"),
    "Office apartment": ("un logement de fonction", "in an apartment provided by the employer"),
    "Co-op apartment": ("un logement en coopérative", "in a co-operative apartment"),
}

OCCUPATION: Final[dict[str, Pair]] = {
    "Accountants": ("comptabilité", "accounting"),
    "Cleaning staff": ("nettoyage", "cleaning"),
    "Cooking staff": ("cuisine", "cooking"),
    "Core staff": ("personnel permanent", "core staff"),
    "Drivers": ("conduite de véhicules", "driving"),
    "HR staff": ("ressources humaines", "human resources"),
    "High skill tech staff": ("technique qualifiée", "skilled technical work"),
    "IT staff": ("informatique", "information technology"),
    "Laborers": ("travail manuel", "manual work"),
    "Low-skill Laborers": ("travail manuel sans formation particulière", "manual work without special training"),
    "Managers": ("encadrement", "management"),
    "Medicine staff": ("santé", "health care"),
    "Private service staff": ("services aux particuliers", "personal services"),
    "Realty agents": ("immobilier", "estate agency"),
    "Sales staff": ("vente", "sales"),
    "Secretaries": ("secrétariat", "secretarial work"),
    "Security staff": ("sécurité", "security"),
    "Waiters/barmen staff": ("service en salle et au bar", "waiting and bar work"),
}


def _numbered(word: str, numbers: tuple[int, ...], french: str, english: str) -> dict[str, Pair]:
    return {f"{word}{number}": (f"{french} (groupe {number})", f"{english} (group {number})") for number in numbers}


ORGANIZATION: Final[dict[str, Pair]] = {
    "Advertising": ("publicité", "advertising"),
    "Agriculture": ("agriculture", "agriculture"),
    "Bank": ("banque", "banking"),
    **_numbered("Business Entity Type ", (1, 2, 3), "entreprise", "company"),
    "Cleaning": ("nettoyage", "cleaning"),
    "Construction": ("construction", "construction"),
    "Culture": ("culture", "culture"),
    "Electricity": ("électricité", "electricity"),
    "Emergency": ("services d'urgence", "emergency services"),
    "Government": ("administration", "government"),
    "Hotel": ("hôtellerie", "hotels"),
    "Housing": ("gestion de logements", "housing services"),
    **_numbered("Industry: type ", tuple(range(1, 14)), "industrie", "industry"),
    "Insurance": ("assurance", "insurance"),
    "Kindergarten": ("école maternelle", "kindergarten"),
    "Legal Services": ("services juridiques", "legal services"),
    "Medicine": ("santé", "health care"),
    "Military": ("armée", "armed forces"),
    "Mobile": ("téléphonie mobile", "mobile telephony"),
    "Other": ("autre secteur", "another sector"),
    "Police": ("police", "police"),
    "Postal": ("poste", "postal services"),
    "Realtor": ("immobilier", "estate agency"),
    "Restaurant": ("restauration", "restaurants"),
    "School": ("enseignement scolaire", "schools"),
    "Security": ("sécurité privée", "private security"),
    "Security Ministries": ("ministères de la sécurité", "security ministries"),
    "Self-employed": ("travail indépendant", "self-employment"),
    "Services": ("services", "services"),
    "Telecom": ("télécommunications", "telecommunications"),
    **_numbered("Trade: type ", tuple(range(1, 8)), "commerce", "trade"),
    **_numbered("Transport: type ", (1, 2, 3, 4), "transport", "transport"),
    "University": ("université", "university"),
}
