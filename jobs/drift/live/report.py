"""What was found, for a person (French) and for a program."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from jobs.drift.charts import percent
from jobs.drift.live.compare import Compared, Moved
from jobs.drift.live.performance import ASSUMPTION, Expected
from jobs.drift.verdict import Verdict
from scoring import words

SHOWN: Final = 8
LEVELS: Final = {"stable": "stable", "moderate": "modérée", "major": "forte"}


@dataclass(frozen=True, slots=True)
class Findings:
    """A judgement of the service's counts from ``first`` to ``last``; ``others``: people seen by another model, not compared."""

    first: date
    last: date
    against: str
    model_version: str
    compared: Compared
    others: int
    expected: tuple[Expected, Expected]
    verdict: Verdict

    @property
    def alert(self) -> bool:
        """Whether somebody must look."""
        return self.verdict.level != "stable"

    def lines(self) -> Iterator[str]:
        """For a person."""
        found, before = self.compared, {"reference": "la population de référence"}.get(self.against, f"la période du {self.against}")
        yield f"Du {self.first} au {self.last} : {_whole(found.people[1])} personnes, comparées à {before} ({_whole(found.people[0])})."
        yield self.verdict.sentence.fr
        yield self.verdict.to_do.fr
        yield from (
            f"  {zone.name:11} {_share(zone.before)} → {_share(zone.now)} [{_share(zone.interval[0])} ; {_share(zone.interval[1])}]"
            for zone in found.shares
        )
        yield f"  score : PSI {_decimal(found.score.psi)}, dont hasard {_decimal(found.score.noise)} ; certain à partir de {_decimal(found.score.least)}"
        yield from map(_line, _leading(found.columns))
        was, now = self.expected
        yield f"Attendu : {percent(now.mean_pd)} d’incidents (référence {percent(was.mean_pd)}), AUC {_decimal(now.auc)}, Brier {_decimal(now.brier)}, coût {_decimal(now.cost)} par dossier."
        yield ASSUMPTION.fr
        if self.others:
            yield f"{_whole(self.others)} personnes ont été vues par un autre modèle : elles ne sont pas comparées ici."

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
            "people_of_other_models": self.others,
            "score": asdict(found.score),
            "zones": {zone.name: asdict(zone) for zone in found.shares},
            "weight_that_moved": self.verdict.weights[0],
            "new_words": {moved.feature.name: moved.new for moved in found.new_words},
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
            "score_psi": self.compared.score.psi,
            "weight_that_moved": self.verdict.weights[0],
            "zone_shift": self.compared.zone_shift,
            "expected_payment_difficulties": self.expected[1].mean_pd,
        }


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
