"""The families of features: what a person would call the subject of a reason."""

from typing import Final

from scoring.features.record import Text

FAMILIES: Final[dict[str, Text]] = {
    "external_scores": Text("Scores externes", "External scores"),
    "repayment_burden": Text("Poids des mensualités", "Repayment burden"),
    "amount_term": Text("Montant et durée du prêt", "Loan amount and term"),
    "work_income": Text("Emploi et revenus", "Work and income"),
    "credits_elsewhere": Text("Crédits en cours ailleurs", "Credits elsewhere"),
    "past_repayments": Text("Remboursements passés", "Past repayments"),
    "past_applications": Text("Demandes passées", "Past applications"),
    "card_use": Text("Usage des cartes de crédit", "Card use"),
    "housing_goods": Text("Logement et biens", "Housing and goods"),
    "documents": Text("Pièces et démarches", "Documents and steps"),
    "household": Text("Foyer", "Household"),
    "age": Text("Âge", "Age"),
}
