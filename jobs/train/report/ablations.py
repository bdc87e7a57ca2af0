"""What each choice of the policy costs: the change of AUC and of money when a group of columns comes in or goes out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from jobs.train.boosting import Sample
from jobs.train.metrics import costs
from jobs.train.report import quick
from jobs.train.report.paired import Weights, interval, weighted_auc, weighted_mean
from jobs.train.report.protected import Protected
from jobs.train.report.quick import Extra, Folds
from scoring import policy
from scoring.decision import Rule
from scoring.features import lineage
from scoring.model import Floats
from scoring.policy import RawColumn

LEVERS: Final = "Features that may move the PD one way only"
EVERYTHING: Final = "Every excluded column together"
REPEATS: Final = 5
"""Fits of the policy's own columns, each with other seeds: their mean is the reference, their spread is what seeds do alone."""
NEXT: Final = 500


@dataclass(frozen=True, slots=True)
class Variant:
    """The policy's sample with some columns let in or taken out."""

    label: str
    change: str
    columns: int
    sample: Sample


@dataclass(frozen=True, slots=True)
class Ablations:
    """The report's table, what seeds alone move, and the margins (n,) of the policy's sample and of every variant."""

    table: list[dict[str, Any]]
    seeds_alone: dict[str, float]
    reference: Floats
    margins: Mapping[str, Floats]


def measure(sample: Sample, protected: Protected, folds: Folds, rule: Rule, weights: Weights, seed: int) -> Ablations:
    """Every variant against the policy's sample, out of fold, on the same rows, folds and draws."""
    references = [quick.unseen_margins(sample, folds, seed + NEXT * repeat) for repeat in range(REPEATS)]
    compared = Compared(sample, references, rule, weights, seed)
    margins: dict[str, Floats] = {}
    table = []
    for variant in variants(sample, protected.excluded):
        margins[variant.label] = quick.unseen_margins(variant.sample, folds, seed)
        about = {"label": variant.label, "change": variant.change, "columns": variant.columns}
        table.append(about | compared.change(margins[variant.label]))
    return Ablations(table, compared.seeds_alone, references[0], margins)


def variants(sample: Sample, excluded: Mapping[str, Extra]) -> Iterator[Variant]:
    """Each excluded group let in, then all; each watched group taken out, with every feature that reads it; levers set free."""
    for label, extra in excluded.items():
        yield Variant(label, "let in", len(extra.names), quick.widened(sample, extra))
    together = quick.beside(*excluded.values())
    yield Variant(EVERYTHING, "let in", len(together.names), quick.widened(sample, together))
    for label, features in watched_features(sample).items():
        if features:
            yield Variant(label, "taken out", len(features), sample.without(features))
    yield Variant(LEVERS, "set free", sum(way != 0 for way in sample.monotone.values()), replace(sample, monotone={}))


def watched_features(sample: Sample) -> dict[str, set[str]]:
    """For each watched rule of the policy, by its English label, the sample's features that read one of its columns."""
    used = {name: columns for name, columns in lineage.columns_used().items() if name in sample.features}
    rules = {rule.label.en: {(rule.table, column) for column in rule.columns} for rule in policy.load().with_status("watched")}
    return {label: _reading(columns, used) for label, columns in rules.items()}


def _reading(columns: set[RawColumn], used: Mapping[str, set[RawColumn]]) -> set[str]:
    return {name for name, read in used.items() if read & columns}


class Compared:
    """References to which other margins on the same rows are compared, draw by draw.

    Two fits that differ by their seeds alone differ too; how much is measured on the references and widens each interval.
    """

    def __init__(self, sample: Sample, references: Sequence[Floats], rule: Rule, weights: Weights, seed: int) -> None:
        self._sample, self._rule, self._weights = sample, rule, weights
        self._rng = np.random.default_rng(seed)
        found = [self._figures(margins) for margins in references]
        self._means = {name: np.mean([one[name] for one in found], axis=0) for name in found[0]}
        apart = np.sqrt(1 + 1 / len(references))  # one fit against the mean of several
        self.seeds_alone = {name: round(float(apart * np.std([one[name][0] for one in found], ddof=1)), 6) for name in found[0]}

    def change(self, margins: Floats) -> dict[str, Any]:
        """Change of AUC and of cost per client that margins (n,) bring, with paired 95 % intervals."""
        found = self._figures(margins)
        return {name: interval(self._widened(name, found[name] - self._means[name])) for name in found}

    def _widened(self, name: str, changes: Floats) -> Floats:
        """Each draw moved by what seeds may have done; the change itself, which comes first, stays."""
        moved = self._rng.normal(0, self.seeds_alone[name], len(changes))
        moved[0] = 0
        return np.asarray(changes + moved)

    def _figures(self, margins: Floats) -> dict[str, Floats]:
        outcomes, pd = self._sample.outcomes, quick.calibrated(self._sample, margins)
        cost = weighted_mean(costs(outcomes, pd, self._rule), self._weights)
        return {"roc_auc": weighted_auc(outcomes, margins, self._weights), "cost_per_client": cost}
