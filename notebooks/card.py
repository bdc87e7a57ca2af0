"""What training recorded about the served model, read from ``models/manifest.json``: measured on real applications, told as aggregates."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from jobs.train.report.ablations import EVERYTHING, LEVERS
from jobs.train.report.protected import RECODED_LABEL
from notebooks.demo import french
from scoring import policy
from scoring.errors import BrokenModel

MODELS: Final = Path(__file__).parents[1] / "models"
FIGURES: Final = {
    "roc_auc": "AUC (tri, 0,5 = hasard)",
    "brier": "Score de Brier (0 = parfait)",
    "cost_per_client": "Coût par client (en bons prêts refusés)",
    "calibration_slope": "Pente de calibration (1 = parfait)",
}
CONTENDERS: Final = {
    "baseline": "LightGBM par défaut",
    "scorecard": "grille de points",
    "final": "modèle réglé",
    "cross_validated": "modèle réglé, tous les dossiers",
}
OTHER_LABELS: Final = {
    EVERYTHING: "Toutes les colonnes exclues ensemble",
    LEVERS: "Variables à sens unique",
    RECODED_LABEL: "Mots regroupés avant usage",
}
GROUPS: Final = {"women": "femmes", "men": "hommes", "65 and over": "65 ans et plus"}


def recorded(manifest: Mapping[str, Any], place: str) -> Any:
    """What stands at a place such as ``report.ablations``. Raises BrokenModel naming the first part that is not there."""
    found: Any = manifest
    for part in place.split("."):
        if not isinstance(found, Mapping) or part not in found:
            raise BrokenModel(f"models/manifest.json lacks {place} (no {part}): run `make train`.")
        found = found[part]
    return found


def contest(manifest: Mapping[str, Any]) -> pd.DataFrame:
    """The card's figures with their 95 % intervals, a column a model."""
    return pd.DataFrame({words: _figures(recorded(manifest, f"metrics.{name}")) for name, words in CONTENDERS.items()})


def _figures(measured: Mapping[str, Any]) -> dict[str, str]:
    return {words: interval(recorded(measured, name)) for name, words in FIGURES.items()}


def interval(figure: Mapping[str, float], decimals: int = 3) -> str:
    """A figure with its 95 % interval."""
    value, low, high = (french(figure[name], decimals) for name in ("value", "low", "high"))
    return f"{value} ({low} à {high})"


def ablations(manifest: Mapping[str, Any]) -> pd.DataFrame:
    """A row a choice of the policy, in French: its change of AUC and of cost per client, with their ends."""
    rows = recorded(manifest, "report.ablations")
    changes = {"let in": "admis", "taken out": "ôté", "set free": "libres"}
    return pd.DataFrame(
        {f"{name}.{end}": row[name][end] for name in ("roc_auc", "cost_per_client") for end in ("value", "low", "high")}
        | {"label": f"{_french_labels()[row['label']]} ({changes[row['change']]})"}
        for row in rows
    ).set_index("label")


def _french_labels() -> dict[str, str]:
    rules = {rule.label.en: rule.label.fr for rule in policy.load().rules}
    return rules | OTHER_LABELS


def fairness(manifest: Mapping[str, Any], attribute: str) -> pd.DataFrame:
    """The served recipe's recommendations by group of an attribute the model never saw named ("sex", "age")."""
    rows = recorded(manifest, f"report.fairness.{attribute}")
    named: dict[str, Callable[[Mapping[str, Any]], str]] = {
        "personnes": lambda row: french(row["people"]),
        "difficultés observées": lambda row: f"{french(100 * row['observed'], 1)}\u202f%",
        "accords recommandés": lambda row: f"{french(100 * row['served']['granted']['value'], 1)}\u202f%",
        "rapport au groupe le plus accepté": lambda row: interval(row["served"]["ratio_to_best"], 2),
        "accords parmi les bons payeurs": lambda row: f"{french(100 * row['served']['granted_among_good']['value'], 1)}\u202f%",
        "PD moyenne moins observé (points)": lambda row: french(100 * row["served"]["mean_pd_minus_observed"]["value"], 1),
    }
    told = {_group(row["group"]): {name: say(row) for name, say in named.items()} for row in rows}
    return pd.DataFrame(told).T


def _group(word: str) -> str:
    return GROUPS.get(word, word.replace(" to ", " à ") + " ans" if word[0].isdigit() else word)
