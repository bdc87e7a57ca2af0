"""What the figures mean, in one sentence, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from jobs.drift.measure import MAJOR, MODERATE, Level, Moved, Scores
from scoring import words
from scoring.features.record import Text

ZONE_MODERATE: Final = 0.05
ZONE_MAJOR: Final = 0.10
WEIGHT_MODERATE: Final = 0.20
WEIGHT_MAJOR: Final = 0.30
NAMED: Final = 3

MEANING: Final[dict[Level, Text]] = {
    "stable": Text("La population est stable", "The population is stable"),
    "moderate": Text("La population a changé, à surveiller", "The population has changed, to be watched"),
    "major": Text("La population a beaucoup changé", "The population has changed a lot"),
}
TO_DO: Final[dict[Level, Text]] = {
    "stable": Text("Rien à faire : refaire ce rapport le mois prochain.", "Nothing to do: make this report again next month."),
    "moderate": Text(
        "Chercher la cause des changements ci-dessous avec le métier, refaire ce rapport chaque semaine et comparer le risque estimé aux "
        "premiers incidents de paiement ; réentraîner si l’écart se confirme.",
        "Look for the cause of the changes below, make this report every week and compare the estimated risk with the first payment "
        "incidents; train again if the gap is confirmed.",
    ),
    "major": Text(
        "Vérifier d’abord les sources de données ; si le changement est réel, faire valider le modèle sur les dossiers récents avant de "
        "continuer à s’y fier (au besoin, le bouton d’arrêt : python -m api mode manual), puis le réentraîner.",
        "Check the data sources first; if the change is real, have the model validated on recent files before relying on it any further (if "
        "need be, the stop button: python -m api mode manual), then train it again.",
    ),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The level, the sentence and what to do; ``weights`` are the shares of importance in columns that moved (0.10, 0.25)."""

    level: Level
    sentence: Text
    to_do: Text
    weights: tuple[float, float]
    zone_shift: float


def judge(columns: Sequence[Moved], scores: Scores) -> Verdict:
    """The verdict: the worst of what the score, the zones and the columns, weighted by importance, say."""
    weights = (_weight(columns, MODERATE), _weight(columns, MAJOR))
    shift = max(abs(now - before) for before, now in scores.zones)
    level = _level(scores.psi - scores.noise, weights, shift)
    leading = sorted((moved for moved in columns if moved.level != "stable"), key=lambda moved: -moved.psi * moved.importance)[:NAMED]
    return Verdict(level, _sentence(level, leading, weights[0], shift), TO_DO[level], weights, shift)


def _weight(columns: Sequence[Moved], threshold: float) -> float:
    return sum(moved.importance for moved in columns if moved.psi - moved.noise >= threshold)


def _level(score_psi: float, weights: tuple[float, float], shift: float) -> Level:
    if score_psi >= MAJOR or weights[1] >= WEIGHT_MAJOR or shift >= ZONE_MAJOR:
        return "major"
    if score_psi >= MODERATE or weights[0] >= WEIGHT_MODERATE or weights[1] > 0 or shift >= ZONE_MODERATE:
        return "moderate"
    return "stable"


def _sentence(level: Level, leading: Sequence[Moved], weight: float, shift: float) -> Text:
    share, points = words.with_unit(100 * weight, "percent"), words.number(100 * shift, 1)
    names = [[f"« {moved.feature.label.fr.lower()} »" for moved in leading], [f"“{moved.feature.label.en.lower()}”" for moved in leading]]
    french = f"{MEANING[level].fr} : les données qui ont bougé pèsent {share.fr} du modèle"
    english = f"{MEANING[level].en}: the data that moved weigh {share.en} of the model"
    if leading:
        french, english = f"{french} (surtout {', '.join(names[0])})", f"{english} (above all {', '.join(names[1])})"
    return Text(
        f"{french} et aucune zone de recommandation n’a changé de plus de {points.fr} point{'s' if shift >= 0.02 else ''}.",
        f"{english} and no zone of recommendation changed by more than {points.en} point{'s' if shift > 0.01 else ''}.",
    )
