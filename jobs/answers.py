"""What the model answers for many clients: the one loop behind the batch file and the API's store."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from scoring import explain
from scoring.decision import Zone
from scoring.errors import BrokenModel
from scoring.explain import Reason
from scoring.features import catalogue
from scoring.features.record import Feature
from scoring.model import Floats, Model, Rows

CHUNK = 2_000
"""Clients explained at once: enough to keep the cores busy, little enough for a progress bar and 10 MB."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model says of one client; ``contributions`` (p + 1,) to ``logit(score)``, the base last."""

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


def answer_all(model: Model, rows: Rows, what: str) -> Iterator[Answer]:
    """Answers for rows (n, p) in the model's order, one by one, with a progress bar titled ``what``."""
    features, cores = described(model), os.cpu_count() or 1
    with tqdm(total=len(rows), desc=what, unit="client") as bar:
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            pds = model.probability_of_default(chunk, threads=cores)
            contributions = model.contributions(chunk, threads=cores)
            for pd, row, phi in zip(pds, chunk, contributions, strict=True):
                score = model.rule.score(float(pd))
                yield Answer(float(pd), score, model.rule.zone(score), phi, explain.reasons(features, row.tolist(), phi[:-1]))
            bar.update(len(chunk))
