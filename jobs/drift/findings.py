"""Everything that the report says, measured on one folder, and the same as a record for a scheduler."""

import multiprocessing
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jobs.drift import evidently_report, known, measure, sample, verdict, vocabulary
from jobs.drift.evidently_report import Tested
from jobs.drift.measure import ZONES, Moved, Scores
from jobs.drift.verdict import Verdict
from jobs.drift.vocabulary import Vocabulary
from scoring.features.record import Feature
from scoring.model import Model


@dataclass(frozen=True, slots=True)
class Findings:
    """What was measured: on whom (``people`` of both sides, ``sampled`` of each), and what came out."""

    model_version: str
    people: tuple[int, int]
    sampled: int
    error: float
    seed: int
    known_shares: Mapping[str, tuple[float, float]]
    columns: Sequence[Moved]
    scores: Scores
    vocabulary: Vocabulary
    tested: Tested
    verdict: Verdict

    def as_dict(self) -> dict[str, Any]:
        """The figures in JSON's types, for whatever program watches them."""
        return {
            "level": self.verdict.level,
            "sentence": self.verdict.sentence.as_dict(),
            "model_version": self.model_version,
            "score_psi": self.scores.psi,
            "mean_probability_of_default": self.scores.mean_pd,
            "zones": dict(zip(ZONES, self.scores.zones, strict=True)),
            "weight_that_moved": self.verdict.weights[0],
            "new_words": self.vocabulary.new_shares,
            "known_shares": dict(self.known_shares),
            "known_shares_far_apart": list(known.far_apart(self.known_shares, self.people)),
            "columns": {
                moved.feature.name: {"psi": moved.psi, "noise": moved.noise, "importance": moved.importance, "level": moved.level}
                for moved in self.columns
            },
        }


def find(folder: Path, model: Model, error: float, seed: int) -> Findings:
    """Measure the drift between the borrowers and the applicants of a folder of raw tables. Raises ScoringError."""
    sample.check(folder)
    compared, words = _read(folder, model.features, error, seed)
    weights = measure.importances(model, compared.reference.rows)
    columns, scores = measure.columns(model, compared, weights), measure.scores(model, compared)
    apart = known.told(known.far_apart(compared.known_shares, compared.people))
    return Findings(
        model_version=model.version,
        people=compared.people,
        sampled=len(compared.current.rows),
        error=error,
        seed=seed,
        known_shares=compared.known_shares,
        columns=columns,
        scores=scores,
        vocabulary=words,
        tested=evidently_report.run(columns),
        verdict=verdict.judge(columns, scores, _with_new_words(columns, words), sources=apart),
    )


def _with_new_words(columns: Sequence[Moved], words: Vocabulary) -> list[Feature]:
    """The model's inputs in which enough applicants have a word that it never learned."""
    many = {name for name, share in words.new_shares.items() if share >= verdict.NEW_WORDS}
    return [moved.feature for moved in columns if moved.feature.name in many]


def _read(folder: Path, features: tuple[str, ...], error: float, seed: int) -> tuple[sample.Compared, Vocabulary]:
    """Read in a process of its own: what the engine took is given back before Evidently takes more."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as apart:
        compared = apart.submit(sample.read, folder, features, error, seed)
        words = apart.submit(vocabulary.read, folder)
        evidently_report.prepare()
        return compared.result(), words.result()
