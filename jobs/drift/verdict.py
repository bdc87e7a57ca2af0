"""What the figures mean, in one sentence, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from jobs.drift.measure import MAJOR, MODERATE, Level
from scoring import words
from scoring.features.record import Feature, Text

ZONE_MODERATE: Final = 0.05
ZONE_MAJOR: Final = 0.10
WEIGHT_MODERATE: Final = 0.20
WEIGHT_MAJOR: Final = 0.30
WEIGHT_ALONE: Final = 0.004
"""What a column must weigh for its own drift to be a reason to look, whatever the score and the zones say: half of an even share."""
NEW_WORDS: Final = 0.01
"""Share of the people from which words never learned are a reason to look."""
NAMED: Final = 3

SOURCES: Final = Text("Les sources de données ont changé, à surveiller", "The sources of the data have changed, to be watched")
"""When nothing else has moved enough."""
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


class Moved(Protocol):
    """A column: ``excess`` is what its index holds besides chance."""

    @property
    def feature(self) -> Feature: ...
    @property
    def importance(self) -> float: ...
    @property
    def psi(self) -> float: ...
    @property
    def excess(self) -> float: ...
    @property
    def level(self) -> Level: ...


class Scores(Protocol):
    """The score's index besides chance, each zone's share before and now, and the largest gap of a zone that counts."""

    @property
    def excess(self) -> float: ...
    @property
    def zones(self) -> tuple[tuple[float, float], ...]: ...
    @property
    def zone_shift(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """The level, the sentence and what to do; ``weights`` are the shares of importance in columns that moved (0.10, 0.25)."""

    level: Level
    sentence: Text
    to_do: Text
    weights: tuple[float, float]
    zone_shift: float


def judge(
    columns: Sequence[Moved], scores: Scores, new_words: Sequence[Feature] = (), alone: float = MAJOR, sources: Sequence[Text] = ()
) -> Verdict:
    """The verdict: the worst of what the score, the zones, the columns, weighted by importance, and words never learned say.

    ``alone``: the index from which one column is to be watched by itself, if it weighs at least :data:`WEIGHT_ALONE`. ``sources``: what is
    to be said of sources that tell of far fewer people, or more: a reason to look by itself.
    """
    weights = (_weight(columns, MODERATE), _weight(columns, MAJOR))
    shift = max(abs(now - before) for before, now in scores.zones)
    level = _level(scores.excess, weights, scores.zone_shift)
    if level == "stable" and (new_words or any(moved.excess >= alone and moved.importance >= WEIGHT_ALONE for moved in columns)):
        level = "moderate"
    meaning, level = (SOURCES, "moderate") if level == "stable" and sources else (MEANING[level], level)
    leading = sorted((moved for moved in columns if moved.level != "stable"), key=lambda moved: -moved.psi * moved.importance)[:NAMED]
    sentence = _with_words(_sentence(meaning, leading, weights[0], shift), new_words)
    sentence = Text(" ".join((sentence.fr, *(one.fr for one in sources))), " ".join((sentence.en, *(one.en for one in sources))))
    return Verdict(level, sentence, TO_DO[level], weights, shift)


def _weight(columns: Sequence[Moved], threshold: float) -> float:
    return sum(moved.importance for moved in columns if moved.excess >= threshold)


def _level(score_psi: float, weights: tuple[float, float], shift: float) -> Level:
    if score_psi >= MAJOR or weights[1] >= WEIGHT_MAJOR or shift >= ZONE_MAJOR:
        return "major"
    if score_psi >= MODERATE or weights[0] >= WEIGHT_MODERATE or shift >= ZONE_MODERATE:
        return "moderate"
    return "stable"


def _with_words(told: Text, new_words: Sequence[Feature]) -> Text:
    if not new_words:
        return told
    names = [", ".join(f"« {one.label.fr.lower()} »" for one in new_words), ", ".join(f"“{one.label.en.lower()}”" for one in new_words)]
    return Text(f"{told.fr} Catégories jamais apprises dans {names[0]}.", f"{told.en} Categories never learned in {names[1]}.")


def _sentence(meaning: Text, leading: Sequence[Moved], weight: float, shift: float) -> Text:
    share, points = words.with_unit(100 * weight, "percent"), words.number(100 * shift, 1)
    names = [[f"« {moved.feature.label.fr.lower()} »" for moved in leading], [f"“{moved.feature.label.en.lower()}”" for moved in leading]]
    french = f"{meaning.fr} : les données qui ont bougé pèsent {share.fr} du modèle"
    english = f"{meaning.en}: the data that moved weigh {share.en} of the model"
    if leading:
        french, english = f"{french} (surtout {', '.join(names[0])})", f"{english} (above all {', '.join(names[1])})"
    return Text(
        f"{french} et aucune zone de recommandation n’a changé de plus de {points.fr} point{'s' if shift >= 0.02 else ''}.",
        f"{english} and no zone of recommendation changed by more than {points.en} point{'s' if shift > 0.01 else ''}.",
    )
