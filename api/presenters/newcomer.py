"""The score of someone without a number, in the words of ``GET /get_score``."""

from typing import Any

import numpy as np

from api.forms import NewApplicant
from api.services import Serving
from scoring import explain
from scoring.answer import verdict
from scoring.intake import newcomer
from scoring.model import Rows
from scoring.tables import HISTORY


def row(serving: Serving, asked: NewApplicant) -> Rows:
    """What the model reads of an applicant, (p,). Raises OutOfRange."""
    return newcomer(asked.application, asked.history).row(serving.model.features)


def score(serving: Serving, asked: NewApplicant, row: Rows) -> dict[str, Any]:
    """The score, the reasons, and of each history table how many rows were read (``None``: not known)."""
    model = serving.model
    answer, displayed = verdict(model.rule, float(model.probability_of_default(row[None])[0]))
    reasons = explain.reasons(model, serving.features, row, np.asarray(model.contributions(row[None])[0]))
    return {"id_client": None, **answer, "reasons": explain.stated(reasons), "displayed": displayed, "history": _read(asked)}


def _read(asked: NewApplicant) -> dict[str, int | None]:
    if asked.history is None:
        return dict.fromkeys(table.name for table in HISTORY)
    rows = {table.name: asked.history.get(table.name, []) for table in HISTORY}
    return {name: None if found is None else len(found) for name, found in rows.items()}
