"""The people that the model learned from, as counts in the service's own cells: a reference that is theirs, not a synthetic one."""

import os
from pathlib import Path
from typing import Final

import numpy as np

from scoring.errors import BadData
from scoring.watch import ZONES, Bins, Book

MEMORY: Final = "256MB"
"""What the engine takes before it works on disk."""
LEAST: Final = 3_000
"""Borrowers below which too many of the score's hundred cells would hold fewer than thirty."""


def learn(book: Book, tables: Path, data: Path, models: Path) -> int:
    """Count the borrowers of a folder of raw tables in the cells of the service, and keep it. Returns how many.

    A cell of fewer than thirty is kept as none or as thirty. The model learned from these people, so that their scores are a little
    sharper than those of others alike; and a history that is unknown more often in these tables than in the service is a change like
    any other. Raises BadData, NotReady.
    """
    from jobs import matrix
    from scoring import model as saved
    from scoring.features.catalogue import BY_NAME
    from scoring.store import Store, url_of

    model, store = saved.load(models), Store.open(url_of(data, os.environ))
    bins = Bins.of(model, [BY_NAME[name] for name in model.features], store.reference)
    store.close()
    built = matrix.build(tables, with_target=True, memory_limit=MEMORY)
    known = np.zeros(0, bool) if built.target is None else ~np.isnan(built.target)
    if known.sum() < LEAST:
        told = f"{known.sum()} borrowers with a known outcome: --learned-from needs application_train, with TARGET, of {LEAST} at least"
        raise BadData(f"{tables} holds {told}.")
    rows = built.rows[known][:, [built.names.index(name) for name in model.features]]
    pds = model.probability_of_default(rows, threads=os.cpu_count() or 1)
    scores = np.array([model.rule.score(pd) for pd in pds.tolist()])
    zones = np.array([ZONES.index(model.rule.zone(score)) for score in scores.tolist()])
    book.learn(bins, bins.count(rows, scores, zones))
    return len(rows)
