"""What was found, for a person (French) and for a program."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from jobs.drift.charts import percent
from jobs.drift.live.compare import Compared, Moved
from jobs.drift.live.performance import ASSUMPTION, Expected
from jobs.drift.verdict import Verdict
from scoring import words
from scoring.watch.bins import SMALLEST

SHOWN: Final = 8
LEARNED: Final = "training"
SYNTHETIC: Final = "synthetic"
REFERENCES: Final = {LEARNED: "aux emprunteurs dont le modèle a appris", SYNTHETIC: "à la population synthétique"}
NOT_YOURS: Final = (
    "ATTENTION : cette référence est synthétique, ce ne sont pas les emprunteurs dont le modèle a appris. Un écart peut venir d’elle "
    "seule : donner la leur (--learned-from TABLES){}."
)
OR_DAYS_BEFORE: Final = ", ou comparer aux jours d’avant (--against window)"
LACKING: Final = (
    "Du {}, moins de {} personnes comptées par cette version : faute de jours d’avant, la comparaison est faite avec la référence."
)
RETURNING: Final = (
    "  Une même personne compte une fois par semaine et par compteur (un démarrage de l’API, une réplique) : si toutes celles qui le "
    "peuvent étaient revenues, ces comptes vaudraient {} personnes ; ils sont jugés comme telles."
)
LEVELS: Final = {"stable": "stable", "moderate": "modérée", "major": "forte"}


@dataclass(frozen=True, slots=True)
class Findings:
    """A judgement of what one version counted from ``first`` to ``last``.

    ``against``: a kind of reference, or the days before; ``lacking``: those days, where they were asked for but hold too few people.
    """

    first: date
    last: date
    against: str
    model_version: str
    compared: Compared
    expected: tuple[Expected, Expected]
    verdict: Verdict
    lacking: str = ""

    @property
    def alert(self) -> bool:
        """Whether somebody must look."""
        return self.verdict.level != "stable"

    def lines(self) -> Iterator[str]:
        """For a person."""
        found, before = self.compared, REFERENCES.get(self.against, f"à la période du {self.against}")
        counted = f"{_whole(found.people[1])} personnes comptées par la version {self.model_version}"
        yield f"Du {self.first} au {self.last} : {counted}, comparées {before} ({_whole(found.people[0])})."
        if self.lacking:
            yield LACKING.format(self.lacking, SMALLEST)
        if self.against == SYNTHETIC:
            yield NOT_YOURS.format("" if self.lacking else OR_DAYS_BEFORE)
        if found.worth[1] < found.people[1]:
            yield RETURNING.format(_whole(int(found.worth[1])))
        yield self.verdict.sentence.fr
        yield self.verdict.to_do.fr
        yield from (
            f"  {zone.name:11} {_share(zone.before)} → {_share(zone.now)} [{_share(zone.interval[0])} ; {_share(zone.interval[1])}]"
            for zone in found.shares
        )
        yield f"  score : PSI {_decimal(found.score.psi)} ; le hasard seul en donne {_decimal(found.score.noise)} en moyenne, c’est certain à partir de {_decimal(found.score.least)}"
        yield from (f"  {name} : connue de {_share(was)} → {_share(now)} des personnes" for name, (was, now) in _shown(found.lost))
        yield from map(_line, _leading(found.columns))
        was, now = self.expected
        yield f"Attendu : {percent(now.mean_pd)} d’incidents (référence {percent(was.mean_pd)}), AUC {_decimal(now.auc)}, Brier {_decimal(now.brier)}, coût {_decimal(now.cost)} par dossier."
        yield ASSUMPTION.fr

    def as_dict(self) -> dict[str, Any]:
        """For a scheduler."""
        found = self.compared
        return {
            "alert": self.alert,
            "level": self.verdict.level,
            "sentence": self.verdict.sentence.as_dict(),
            "to_do": self.verdict.to_do.as_dict(),
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "against": self.against,
            "model_version": self.model_version,
            "people": found.people[1],
            "people_before": found.people[0],
            "people_worth_at_least": found.worth[1],
            "score": asdict(found.score),
            "zones": {zone.name: asdict(zone) for zone in found.shares},
            "weight_that_moved": self.verdict.weights[0],
            "new_words": {moved.feature.name: moved.new for moved in found.new_words},
            "sources_missing": found.lost,
            "columns": {
                moved.feature.name: {**asdict(moved.index), "importance": moved.importance, "level": moved.level, "missing": moved.missing}
                for moved in found.columns
            },
            "expected": {"before": asdict(self.expected[0]), "now": asdict(self.expected[1]), "assumption": ASSUMPTION.as_dict()},
        }

    def figures(self) -> dict[str, float]:
        """For /metrics."""
        return {
            "alert": int(self.alert),
            "people": self.compared.people[1],
            "people_worth_at_least": self.compared.worth[1],
            "score_psi": self.compared.score.psi,
            "weight_that_moved": self.verdict.weights[0],
            "zone_shift": self.compared.zone_shift,
            "expected_payment_difficulties": self.expected[1].mean_pd,
        }


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found of each version, the worst first; ``unjudged``: counted by versions that saw too few to be judged."""

    findings: tuple[Findings, ...]
    unjudged: int

    @property
    def alert(self) -> bool:
        """Whether somebody must look at any of them."""
        return self.findings[0].alert

    def lines(self) -> Iterator[str]:
        """For a person."""
        for found in self.findings:
            yield from found.lines()
        if self.unjudged:
            yield f"{_whole(self.unjudged)} personnes comptées par d’autres versions : trop peu par version pour en dire quelque chose."

    def as_dict(self) -> dict[str, Any]:
        """For a scheduler: the worst, and the others beside."""
        worst, *others = self.findings
        return worst.as_dict() | {"other_versions": [found.as_dict() for found in others], "people_not_judged": self.unjudged}

    def figures(self) -> dict[str, float]:
        """For /metrics: those of the worst."""
        return self.findings[0].figures()


def _shown(lost: Mapping[str, tuple[float, float] | None]) -> list[tuple[str, tuple[float, float]]]:
    return [(name, shares) for name, shares in lost.items() if shares]


def _leading(columns: Sequence[Moved]) -> list[Moved]:
    moved = [moved for moved in columns if moved.level != "stable" or moved.new]
    return sorted(moved, key=lambda moved: -moved.excess * moved.importance)[:SHOWN]


def _line(moved: Moved) -> str:
    absent = f", manquant {percent(moved.missing[0])} → {percent(moved.missing[1])}" if moved.missing else ""
    new = f", mots jamais appris {percent(moved.new)}" if moved.new else ""
    return f"  {moved.feature.label.fr} : dérive {LEVELS[moved.level]}, PSI {_decimal(moved.psi)}, poids {percent(moved.importance)}{absent}{new}"


def _share(share: float) -> str:
    return percent(share)


def _decimal(value: float) -> str:
    return words.number(value, 3).fr


def _whole(value: int) -> str:
    return words.number(value, 0).fr
