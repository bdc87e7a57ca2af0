"""The terms of the client's earlier loans with us: amounts, length, cost, deposit (table ``previous_application``)."""

from typing import Any, Final

from scoring.features.aggregates import latest, share
from scoring.features.arithmetic import over
from scoring.features.previous_application import past
from scoring.features.record import Feature, Unit
from scoring.features.wording import Pair


def _term(name: str, expression: Any, unit: Unit, label: Pair, sentence: Pair) -> Feature:
    return past.feature(name, expression, unit, label, sentence)


AMOUNTS: Final[tuple[Feature, ...]] = (
    _term(
        "PREV_ASKED_MEAN",
        lambda p: p.ASKED.mean(),
        "amount",
        ("Montant moyen demandé par le passé", "Mean amount asked for in the past"),
        ("Le montant moyen demandé par le passé est de {value}.", "The mean amount asked for in the past is {value}."),
    ),
    _term(
        "PREV_ASKED_MAX",
        lambda p: p.ASKED.max(),
        "amount",
        ("Plus gros montant demandé par le passé", "Largest amount asked for in the past"),
        ("Le plus gros montant demandé par le passé est de {value}.", "The largest amount asked for in the past is {value}."),
    ),
    _term(
        "PREV_GRANTED_MEAN",
        lambda p: p.AMT_CREDIT.mean(where=p.APPROVED),
        "amount",
        ("Montant moyen d'un prêt passé", "Mean amount of a past loan"),
        ("Un prêt accordé par le passé est en moyenne de {value}.", "A loan granted in the past is {value} on average."),
    ),
    _term(
        "PREV_GRANTED_MAX",
        lambda p: p.AMT_CREDIT.max(where=p.APPROVED),
        "amount",
        ("Plus gros prêt passé", "Largest past loan"),
        ("Le plus gros prêt accordé par le passé est de {value}.", "The largest loan granted in the past is {value}."),
    ),
    _term(
        "PREV_GRANTED_TO_ASKED",
        lambda p: over(p.AMT_CREDIT, p.ASKED).mean(where=p.APPROVED),
        "percent",
        ("Montant accordé rapporté au montant demandé", "Amount granted compared with amount asked for"),
        (
            "Par le passé, {value} du montant demandé a été accordé en moyenne.",
            "In the past, {value} of the amount asked for was granted on average.",
        ),
    ),
    _term(
        "PREV_REFUSED_ASKED_MEAN",
        lambda p: p.ASKED.mean(where=p.REFUSED),
        "amount",
        ("Montant moyen des demandes non accordées", "Mean amount of the applications not granted"),
        ("Les demandes non accordées portaient en moyenne sur {value}.", "The applications not granted were for {value} on average."),
    ),
    _term(
        "PREV_ANNUITY_MEAN",
        lambda p: p.AMT_ANNUITY.mean(where=p.APPROVED),
        "amount",
        ("Mensualité moyenne des prêts passés", "Mean monthly payment of past loans"),
        ("La mensualité moyenne des prêts passés est de {value}.", "The mean monthly payment of past loans is {value}."),
    ),
    _term(
        "PREV_ANNUITY_MAX",
        lambda p: p.AMT_ANNUITY.max(where=p.APPROVED),
        "amount",
        ("Plus forte mensualité des prêts passés", "Highest monthly payment of past loans"),
        ("La plus forte mensualité des prêts passés est de {value}.", "The highest monthly payment of past loans is {value}."),
    ),
    _term(
        "PREV_DEPOSIT_SHARE_MEAN",
        lambda p: p.RATE_DOWN_PAYMENT.mean(where=p.APPROVED),
        "percent",
        ("Apport moyen lors des achats passés", "Mean deposit on past purchases"),
        ("Lors des achats passés, l'apport était en moyenne de {value}.", "On past purchases, the deposit was {value} on average."),
    ),
    _term(
        "PREV_DEPOSIT_SHARE_MAX",
        lambda p: p.RATE_DOWN_PAYMENT.max(where=p.APPROVED),
        "percent",
        ("Plus fort apport lors des achats passés", "Highest deposit on past purchases"),
        ("Le plus fort apport lors des achats passés est de {value}.", "The highest deposit on past purchases is {value}."),
    ),
)

LENGTH_AND_COST: Final[tuple[Feature, ...]] = (
    _term(
        "PREV_TERM_MEAN",
        lambda p: p.TERM.mean(where=p.APPROVED),
        "months",
        ("Durée moyenne des prêts passés", "Mean length of past loans"),
        ("Les prêts passés duraient {value} en moyenne.", "Past loans lasted {value} on average."),
    ),
    _term(
        "PREV_LATEST_TERM",
        lambda p: latest(p.TERM, p.ORDER),
        "months",
        ("Durée de la dernière demande", "Length of the last application"),
        ("La dernière demande portait sur {value}.", "The last application was for {value}."),
    ),
    _term(
        "PREV_COST_MEAN",
        lambda p: p.COST.mean(where=p.APPROVED),
        "percent",
        ("Coût moyen des prêts passés", "Mean cost of past loans"),
        (
            "Les prêts passés ont coûté en moyenne {value} du montant emprunté.",
            "Past loans cost {value} of the amount borrowed on average.",
        ),
    ),
    _term(
        "PREV_COST_LATEST",
        lambda p: latest(p.COST, p.ORDER),
        "percent",
        ("Coût du dernier prêt proposé", "Cost of the last loan offered"),
        ("Le dernier prêt proposé coûtait {value} du montant emprunté.", "The last loan offered cost {value} of the amount borrowed."),
    ),
    _term(
        "PREV_HIGH_RATE_SHARE",
        lambda p: share(p.NAME_YIELD_GROUP == "high", among=p.NAME_YIELD_GROUP != "XNA"),
        "percent",
        ("Part des offres passées à taux élevé", "Share of past offers at a high rate"),
        ("{value} des offres passées étaient à taux élevé.", "{value} of the past offers were at a high rate."),
    ),
    _term(
        "PREV_LOW_RATE_SHARE",
        lambda p: share(p.NAME_YIELD_GROUP.isin(("low_normal", "low_action")), among=p.NAME_YIELD_GROUP != "XNA"),
        "percent",
        ("Part des offres passées à taux bas", "Share of past offers at a low rate"),
        ("{value} des offres passées étaient à taux bas.", "{value} of the past offers were at a low rate."),
    ),
    _term(
        "PREV_INSURED_SHARE",
        lambda p: p.NFLAG_INSURED_ON_APPROVAL.mean(where=p.APPROVED),
        "percent",
        ("Part des prêts passés assurés", "Share of past loans insured"),
        ("{value} des prêts passés étaient assurés.", "{value} of the past loans were insured."),
    ),
    _term(
        "PREV_REVOLVING_SHARE",
        lambda p: share(p.NAME_CONTRACT_TYPE == "Revolving loans"),
        "percent",
        ("Part de crédit renouvelable dans les demandes", "Share of revolving credit in past applications"),
        (
            "{value} des demandes passées portaient sur un crédit renouvelable.",
            "{value} of the past applications were for revolving credit.",
        ),
    ),
    _term(
        "PREV_PURCHASE_SHARE",
        lambda p: share(p.NAME_CONTRACT_TYPE == "Consumer loans"),
        "percent",
        ("Part d'achats à crédit dans les demandes", "Share of purchases on credit in past applications"),
        (
            "{value} des demandes passées portaient sur un achat à crédit.",
            "{value} of the past applications were for a purchase on credit.",
        ),
    ),
    _term(
        "PREV_WALK_IN_SHARE",
        lambda p: share(p.NAME_PRODUCT_TYPE == "walk-in"),
        "percent",
        ("Part des demandes venues sans proposition", "Share of applications made without being invited"),
        (
            "{value} des demandes passées sont venues sans proposition de notre part.",
            "{value} of the past applications came without an offer from us.",
        ),
    ),
    _term(
        "PREV_REPAID_EARLY_SHARE",
        lambda p: share(p.DUE < p.DUE_AT_FIRST),
        "percent",
        ("Part des prêts passés finis en avance", "Share of past loans ended early"),
        ("{value} des prêts passés se sont finis avant la date prévue.", "{value} of the past loans ended before the planned date."),
    ),
)
FEATURES: Final[tuple[Feature, ...]] = (*AMOUNTS, *LENGTH_AND_COST)
