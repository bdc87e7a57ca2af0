"""What training reads: the labelled applications of a folder, their features, and who is who."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from jobs import matrix
from jobs.train.boosting import Sample, informative
from jobs.train.people import PERSON_COLUMNS, person_groups, strata
from scoring import policy, tables
from scoring.errors import BadData
from scoring.features import catalogue, lineage
from scoring.features.sources import open_folder

MAIN_SCORE: Final = "EXT_SOURCES_MEAN"
"""The feature that ranks best alone; splits balance it."""


@dataclass(frozen=True, slots=True)
class Learning:
    """The sample to learn from, and what the manifest says of it.

    ``left_out`` are the features that tell no one apart here, ``idle`` those that earn nothing (see :mod:`jobs.train.selection`).
    """

    sample: Sample
    tables: tuple[str, ...]
    sha256: str
    left_out: tuple[str, ...]
    idle: tuple[str, ...] = ()

    def without(self, idle: tuple[str, ...]) -> "Learning":
        """The same, without the features that earn nothing."""
        return replace(self, sample=self.sample.without(idle), idle=idle)


def read(folder: Path) -> Learning:
    """Read the labelled applications of a folder of raw tables.

    Raises BadData when there is none, and PolicyViolation when a raw column is not named by the policy or a feature
    reads an excluded one.
    """
    _check_policy()
    built = matrix.build(folder, with_target=True)
    target = np.full(len(built.ids), np.nan) if built.target is None else built.target
    labelled = np.flatnonzero(~np.isnan(target))
    if len(np.unique(target[labelled])) < 2:
        raise BadData(f"{folder} holds no application with a known outcome of each kind: training needs application_train with TARGET.")
    with open_folder(folder) as sources:
        who = sources.application.select(tables.CLIENT, *PERSON_COLUMNS).order_by(tables.CLIENT).to_pyarrow()
        paths = dict(sources.paths)
    kept = tuple(informative(built.rows[labelled], built.names))
    places = np.array([built.names.index(name) for name in kept])
    rows = np.ascontiguousarray(built.rows[np.ix_(labelled, places)])
    people = person_groups({column: who[column].to_numpy(zero_copy_only=False)[labelled] for column in PERSON_COLUMNS})
    outcomes = target[labelled].astype(np.int8)
    main_score = built.rows[labelled, built.names.index(MAIN_SCORE)]
    categories = tuple(name for name in kept if name in catalogue.CATEGORIES)
    levers = {name: catalogue.BY_NAME[name].monotone for name in kept}
    return Learning(
        sample=Sample(rows, outcomes, people, strata(outcomes, main_score), kept, categories, levers),
        tables=tuple(table.name for table in tables.HISTORY if table.name in paths),
        sha256=_digest(paths.values()),
        left_out=tuple(name for name in built.names if name not in kept),
    )


def _check_policy() -> None:
    rules = policy.load()
    rules.check_columns((table.name, column) for table in tables.ALL for column in table.columns)
    rules.check_features(lineage.columns_used())


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
