"""The model's card in JSON: what it is, how good it is, what it does not use."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from api.services import Serving
from scoring import policy, words
from scoring.decision import Rule
from scoring.features.families import FAMILIES
from scoring.features.record import Text
from scoring.policy import Policy, Status

_NOTICES: Final = {
    "demo": Text(
        "Population de démonstration\u202f: ces personnes sont fictives, tirées de statistiques d’ensemble. Aucune n’existe.",
        "Demonstration population: these people are invented, drawn from overall statistics. None of them exists.",
    ),
    "real": Text(
        "Les dossiers sont ceux de l’établissement\u202f; les points de comparaison sont des personnes fictives.",
        "The files are the lender's own; the people shown for comparison are invented.",
    ),
}
POINTS: Final = Text(
    "Chaque sujet ajoute ou retire des points. Avec 20 points de plus, le dossier devient deux fois plus favorable\u202f; "
    "avec 20 de moins, deux fois moins. Zéro ne change rien.",
    "Each subject adds or takes away points. With 20 more points, the file becomes twice as favourable; "
    "with 20 fewer, half as favourable. Zero changes nothing.",
)


def model(serving: Serving) -> dict[str, Any]:
    """What a data scientist or a curious person asks about the model."""
    served, population = serving.model, serving.store.population
    used = {feature.family for feature in serving.features}
    return {
        "trained_at": served.manifest.get("trained_at"),
        "bounds": [served.rule.lower, served.rule.upper],
        "cost_ratio": served.rule.cost_ratio,
        "calibration": {"a": served.slope, "b": served.intercept},
        "metrics": served.manifest.get("metrics", {}),
        **_report(served.manifest, served.rule),
        "features": len(serving.features),
        "families": [{"family": code, "label": label.as_dict()} for code, label in FAMILIES.items() if code in used],
        "not_used": _rules("excluded"),
        "watched": _rules("watched"),
        "population": {
            "kind": population.kind,
            "clients": population.clients,
            "reference": population.reference,
            "loaded_at": population.loaded_at,
            "notice": _NOTICES[population.kind].as_dict(),
        },
        "zones": {zone: {"label": label.as_dict()} for zone, label in words.ZONES.items()},
        "points_note": POINTS.as_dict(),
    }


def _report(manifest: Mapping[str, Any], rule: Rule) -> dict[str, Any]:
    """What training recorded beside the measures; ``None`` for what it did not.

    ``cost_curve``: what a client costs, in refused good loans, if whoever scores below a bound were refused; the grey band is the zone
    that is left to the advisor. ``fairness``: recommendations by groups that the model never saw.
    """
    report, curves = manifest.get("report", {}), manifest.get("report", {}).get("curves", {})
    curve = curves.get("cost")
    return {
        "calibration_curve": curves.get("calibration"),
        "roc_curve": curves.get("roc"),
        "cost_curve": curve and {**curve, "grey_band": [rule.lower, rule.upper], "break_even": 0.5},
        **{part: report.get(part) for part in ("fairness", "youngest", "ablations", "proxies", "stability")},
        "card": {part: manifest.get(part) for part in ("protocol", "parameters", "data", "libraries", "files")},
    }


def _rules(status: Status) -> list[dict[str, Any]]:
    return [
        {"columns": list(rule.columns), "label": rule.label.as_dict(), "reason": rule.reason.as_dict(), "table": rule.table}
        for rule in _policy().with_status(status)
    ]


@cache
def _policy() -> Policy:
    return policy.load()
