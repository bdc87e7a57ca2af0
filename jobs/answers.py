"""What the model answers for many clients: the one loop behind the batch file and the API's store."""

import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from tqdm import tqdm

from scoring import explain, treeshap
from scoring.decision import Zone
from scoring.errors import BrokenModel
from scoring.explain import Reason
from scoring.features import catalogue
from scoring.features.matrix import Matrix
from scoring.features.record import Feature
from scoring.leaf_tables import Ordinary
from scoring.model import Floats, Model, Rows
from scoring.trees import Tree, trees_of

CHUNK: Final = 50_000
"""Clients explained at once: the tables of the trees are made once a chunk, whose contributions take 400 kB a feature."""
CHECKED: Final = 20
"""Clients of each chunk whose contributions are compared with LightGBM's own."""
TOLERANCE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model says of one client's ``row`` (p,); ``contributions`` (p + 1,) to ``logit(score)``, the base last."""

    row: Rows
    probability_of_default: float
    score: float
    zone: Zone
    contributions: Floats
    reasons: list[Reason]


def described(model: Model) -> tuple[Feature, ...]:
    """The records of the model's features, in its order. Raises BrokenModel when the code no longer describes one."""
    unknown = [name for name in model.features if name not in catalogue.BY_NAME]
    if unknown:
        raise BrokenModel(f"The model uses features that the code does not describe: {', '.join(unknown)}; train again.")
    return tuple(catalogue.BY_NAME[name] for name in model.features)


def columns(model: Model, names: Sequence[str], rows: Rows) -> Rows:
    """The model's columns, in its order, out of a wider matrix whose columns are ``names``."""
    position = {name: index for index, name in enumerate(names)}
    return np.ascontiguousarray(rows[:, [position[name] for name in model.features]])


def answer_all(model: Model, built: Matrix, what: str) -> Iterator[Answer]:
    """Answers for the clients of a matrix, one by one, with a progress bar titled ``what``.

    Raises BrokenModel when contributions are not LightGBM's own, or do not sum to the score, by more than 1e-9.
    """
    features, trees = described(model), list(trees_of(model.booster))
    with tqdm(total=len(built.rows), desc=what, unit="client") as bar:
        for start in range(0, len(built.rows), CHUNK):
            rows = columns(model, built.names, built.rows[start : start + CHUNK])
            pds, contributions, effects = explained(model, trees, rows)
            told = explain.reasons_of_all(features, rows, contributions, effects)
            for row, pd, phi, reasons in zip(rows, pds.tolist(), contributions, told, strict=True):
                score = model.rule.score(pd)
                yield Answer(row, pd, score, model.rule.zone(score), phi, reasons)
            bar.update(len(rows))


def explained(model: Model, trees: Sequence[Tree], rows: Rows) -> tuple[Floats, Floats, Floats]:
    """PDs (n,), contributions (n, p + 1) and effects of the families (n, f) of rows, on every core.

    Raises BrokenModel as :func:`answer_all` does.
    """
    cores, families = os.cpu_count() or 1, list(explain.families_of(described(model)).values())
    pds = model.probability_of_default(rows, threads=cores)
    phi, moves = treeshap.explain(trees, rows, Ordinary(model.ordinary, tuple(map(frozenset, families))), threads=cores)
    contributions, effects = model.contributions_of_margin(phi), -model.slope * moves
    some = np.linspace(0, len(rows) - 1, min(CHECKED, len(rows)), dtype=int)
    gaps = (
        contributions.sum(axis=1) - (np.log1p(-pds) - np.log(pds) - math.log(model.rule.cost_ratio)),
        contributions[some] - model.contributions(rows[some], threads=cores),
        effects[some] - model.effects(rows[some], families, threads=cores),
    )
    gap = max(float(np.abs(found).max()) for found in gaps)
    if not gap <= TOLERANCE:
        raise BrokenModel(f"Contributions differ from LightGBM's own by {gap:.2g}: nothing is written; train again.")
    return pds, contributions, effects
