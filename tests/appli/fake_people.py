"""Invented variables and people for the tests of the dashboard: nothing here comes from anyone's file."""

import math
import random
from typing import Any

UNIT = 20 / math.log(2)
FAMILIES = {
    "external_scores": ("Scores externes", "External scores"),
    "repayment_burden": ("Poids des mensualités", "Repayment burden"),
    "amount_term": ("Montant et durée du prêt", "Loan amount and term"),
    "work_income": ("Emploi et revenus", "Work and income"),
    "credits_elsewhere": ("Crédits en cours ailleurs", "Credits elsewhere"),
    "past_repayments": ("Remboursements passés", "Past repayments"),
    "card_use": ("Usage des cartes de crédit", "Card use"),
    "documents": ("Pièces et démarches", "Documents and steps"),
    "household": ("Foyer", "Household"),
    "age": ("Âge", "Age"),
}
FEATURES = {
    "SCORE_A": ("external_scores", "index", "Score externe moyen", "Mean external score"),
    "SCORE_B": ("external_scores", "index", "Score externe le plus bas", "Lowest external score"),
    "BURDEN": ("repayment_burden", "percent", "Part du revenu prise par la mensualité", "Share of income taken by the instalment"),
    "CREDIT": ("amount_term", "amount", "Montant du prêt", "Loan amount"),
    "TERM": ("amount_term", "months", "Durée du prêt", "Loan term"),
    "INCOME": ("work_income", "amount", "Revenu annuel", "Yearly income"),
    "JOB": ("work_income", "category", "Type d'emploi", "Kind of work"),
    "SENIORITY": ("work_income", "years", "Ancienneté dans l'emploi", "Time in the job"),
    "OTHER_LOANS": ("credits_elsewhere", "count", "Crédits en cours ailleurs", "Loans running elsewhere"),
    "DEBT_RATIO": ("credits_elsewhere", "ratio", "Dettes rapportées au revenu", "Debts against income"),
    "LATE": ("past_repayments", "percent", "Part des échéances payées en retard", "Share of instalments paid late"),
    "CARD_USE": ("card_use", "percent", "Part du plafond de carte utilisée", "Share of the card limit used"),
    "PHONE_SINCE": ("documents", "days", "Jours depuis le changement de téléphone", "Days since the phone changed"),
    "OWNS_CAR": ("household", "yes_no", "Possède une voiture", "Owns a car"),
    "AGE": ("age", "years", "Âge", "Age"),
}
JOBS = {"Working": ("Salarié", "Employee"), "State": ("Agent public", "Civil servant"), "Business": ("Indépendant", "Self-employed")}
CLIENTS = {193423: 1.9, 111767: -1.6, 193500: 0.05}
"""Number: logit of the score; one client a zone."""


def both(fr: str, en: str) -> dict[str, str]:
    """A text in both languages."""
    return {"fr": fr, "en": en}


def contributions(client: int) -> tuple[float, dict[str, float]]:
    """Base and one contribution a feature, adding up to the client's logit."""
    draw = random.Random(client)
    raw = {name: draw.gauss(0, 0.5 / (1 + rank / 4)) for rank, name in enumerate(FEATURES)}
    base = -0.35
    raw["SCORE_A"] += CLIENTS[client] - base - sum(raw.values())
    return base, raw


def value(name: str, draw: random.Random) -> Any:
    """A plausible invented value."""
    unit = FEATURES[name][1]
    if unit == "category":
        return draw.choice(list(JOBS))
    ranges = {"index": (0.1, 0.9), "percent": (0.05, 0.6), "amount": (20_000, 900_000), "months": (6, 60), "years": (1, 60)}
    low, high = ranges.get(unit, (0, 9))
    if unit in ("count", "days"):
        return draw.randint(0, 9) if unit == "count" else draw.randint(0, 3000)
    return draw.randint(0, 1) if unit == "yes_no" else round(draw.uniform(low, high), 2)


def values(client: int) -> dict[str, Any]:
    """All values of one invented client; one is missing."""
    draw = random.Random(client + 1)
    return {name: None if name == "CARD_USE" else value(name, draw) for name in FEATURES}


def words(name: str, shown: Any) -> dict[str, str]:
    """A value in words."""
    if shown is None:
        return both("non renseigné", "not given")
    unit = FEATURES[name][1]
    if unit == "category":
        return both(*JOBS[shown])
    if unit == "yes_no":
        return both("oui" if shown else "non", "yes" if shown else "no")
    if unit == "percent":
        return both(f"{100 * shown:.0f} %", f"{100 * shown:.0f}%")
    number = f"{shown:,.2f}".rstrip("0").rstrip(".")
    suffix = {"years": (" ans", " years"), "months": (" mois", " months"), "days": (" jours", " days")}.get(unit, ("", ""))
    return both(number.replace(",", " ").replace(".", ",") + suffix[0], number + suffix[1])
