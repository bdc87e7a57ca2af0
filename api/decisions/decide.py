"""An advisor decides. No other code adds a decision to the log, and this one takes a single client at a time."""

import base64
import hashlib
import math
from typing import Any

import numpy as np
from flask import json

from api.bodies import NewDecision, Reason, Shown
from api.decisions.entries import Entry
from api.decisions.idempotency import Once
from api.decisions.ledger import Ledger
from api.decisions.texts import REASONS, Outcome
from api.errors import Conflict, OutOfDomain
from api.identity import Caller
from api.presenters import client as present
from api.services import Services, Serving
from scoring.store import StoredClient


def decide(ledger: Ledger, services: Services, asked: NewDecision, caller: Caller, once: Once) -> Entry:
    """Record a decision with what was on screen, which the API finds by itself: a caller may not make up a score.

    Raises UnknownClient, Conflict when the screen is out of date, OutOfDomain for a reason that is not on the list, NotReady.
    """
    known = once.answer(ledger.find(once.condition))
    if known is not None:
        return known
    check_reason(asked.outcome, asked.reason)
    serving, client = services.client(asked.client)
    screen = present.score(serving, client) | {"model_version": serving.model.version}
    _check_shown(asked.shown, screen)
    content = _content(serving, client, screen) | {"outcome": asked.outcome, "reason": asked.reason.model_dump()}
    with ledger.turn() as turn:
        # Looked up again: the same request may have come in by another worker since.
        known = once.answer(turn.find(once.condition))
        return known or turn.add("decision", caller.name, ledger.person(client.id), content, idempotency=once.recorded)


def check_reason(outcome: Outcome, reason: Reason) -> None:
    """Raise OutOfDomain when a reason is not one of its outcome's."""
    if reason.code not in REASONS[outcome]:
        raise OutOfDomain(f"reason.code: for the outcome {outcome}, one of {', '.join(REASONS[outcome])}.")


def _check_shown(shown: Shown, screen: dict[str, Any]) -> None:
    if shown.model_version != screen["model_version"]:
        raise Conflict("The model has changed since this screen was shown: read the client again before deciding.")
    if not math.isclose(shown.score, screen["score"], rel_tol=0, abs_tol=1e-9):
        raise Conflict("This client's score is not the one shown: read the client again, and send the score as GET /get_score gives it.")


def _content(serving: Serving, client: StoredClient, screen: dict[str, Any]) -> dict[str, Any]:
    """What it takes to show the screen again, byte for byte, and to find its score again without today's model."""
    model, row = serving.model, client.features
    return {
        "client": client.id,
        "shown": json.dumps(screen),
        "calibration": [model.slope, model.intercept],
        "margin": float(model.margins(row[None])[0]),
        "features": list(model.features),
        "inputs": packed(row.astype("<f4")),
        "inputs_hash": hashlib.sha256(row.astype("<f4").tobytes()).hexdigest(),
        "contributions": packed(model.contributions(row[None])[0].astype("<f8")),
    }


def packed(values: np.ndarray[Any, Any]) -> str:
    """An array's bytes in base64."""
    return base64.b64encode(values.tobytes()).decode()
