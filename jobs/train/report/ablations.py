"""What each choice of the policy costs: the change of AUC and of money when a group of columns comes in or goes out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

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

EVERYTHING: Final = "Every excluded column together"
YARDSTICK: Final = "The same columns, other seeds"
OTHER_SEED: Final = 500


@dataclass(frozen=True, slots=True)
class Variant:
    """The policy's sample with some columns let in or taken out."""

    label: str
    change: str
    columns: int
    sample: Sample


@dataclass(frozen=True, slots=True)
class Ablations:
    """The report's table, and the margins (n,) of the policy's sample and of every variant."""

    table: list[dict[str, Any]]
    reference: Floats
    margins: Mapping[str, Floats]


def measure(sample: Sample, protected: Protected, folds: Folds, rule: Rule, weights: Weights, seed: int) -> Ablations:
    """Every variant against the policy's sample, out of fold, on the same rows, folds, seeds and draws."""
    reference = quick.unseen_margins(sample, folds, seed)
    again = Variant(YARDSTICK, "none", 0, sample)
    margins = {YARDSTICK: quick.unseen_margins(sample, folds, seed + OTHER_SEED)}
    table = [again]
    for variant in variants(sample, protected.excluded):
        margins[variant.label] = quick.unseen_margins(variant.sample, folds, seed)
        table.append(variant)
    compared = Compared(sample, reference, rule, weights)
    return Ablations([_told(variant, compared.change(margins[variant.label])) for variant in table], reference, margins)


def _told(variant: Variant, change: dict[str, Any]) -> dict[str, Any]:
    return {"label": variant.label, "change": variant.change, "columns": variant.columns} | change


def variants(sample: Sample, excluded: Mapping[str, Extra]) -> Iterator[Variant]:
    """Each excluded group let in, then all of them; each watched group taken out, with every feature that reads it."""
    for label, extra in excluded.items():
        yield Variant(label, "let in", len(extra.names), quick.widened(sample, extra))
    together = quick.beside(*excluded.values())
    yield Variant(EVERYTHING, "let in", len(together.names), quick.widened(sample, together))
    for label, features in watched_features(sample).items():
        if features:
            yield Variant(label, "taken out", len(features), quick.without(sample, features))


def watched_features(sample: Sample) -> dict[str, set[str]]:
    """For each watched rule of the policy, by its English label, the sample's features that read one of its columns."""
    used = {name: columns for name, columns in lineage.columns_used().items() if name in sample.features}
    rules = {rule.label.en: {(rule.table, column) for column in rule.columns} for rule in policy.load().with_status("watched")}
    return {label: _reading(columns, used) for label, columns in rules.items()}


def _reading(columns: set[RawColumn], used: Mapping[str, set[RawColumn]]) -> set[str]:
    return {name for name, read in used.items() if read & columns}


class Compared:
    """A reference to which other margins on the same rows are compared, draw by draw."""

    def __init__(self, sample: Sample, reference: Floats, rule: Rule, weights: Weights) -> None:
        self._sample, self._rule, self._weights = sample, rule, weights
        self._auc, self._cost = self._figures(reference)

    def change(self, margins: Floats) -> dict[str, Any]:
        """Change of AUC and of cost per client that margins (n,) bring, with paired 95 % intervals."""
        auc, cost = self._figures(margins)
        return {"roc_auc": interval(auc - self._auc), "cost_per_client": interval(cost - self._cost)}

    def _figures(self, margins: Floats) -> tuple[Floats, Floats]:
        outcomes, pd = self._sample.outcomes, quick.calibrated(self._sample, margins)
        return weighted_auc(outcomes, margins, self._weights), weighted_mean(costs(outcomes, pd, self._rule), self._weights)
