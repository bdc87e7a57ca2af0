"""An advisor decides. No other code adds a decision to the log, and this one takes a single client at a time."""

import base64
import hashlib
import math
from typing import Any

import numpy as np
from flask import json

from api.access.caller import Caller
from api.bodies import NewDecision, Reason, Shown
from api.decisions.entries import Entry
from api.decisions.erasure import is_erased
from api.decisions.idempotency import Once
from api.decisions.ledger import Ledger
from api.decisions.texts import REASONS, Outcome
from api.errors import Conflict, OutOfDomain
from api.presenters import client as present
from api.services import Services, Serving
from scoring.errors import ScoreUnavailable, UnknownClient
from scoring.store import StoredClient


def decide(ledger: Ledger, services: Services, asked: NewDecision, caller: Caller, once: Once, manual: bool) -> Entry:
    """Record a decision with what was on screen, which the API finds by itself: a caller may not make up a score.

    With ``manual``, recommendations are suspended: nothing was on screen, and nothing is computed.
    Raises UnknownClient, Conflict when the screen is out of date, OutOfDomain for a reason that is not on the list, NotReady.
    """
    known = once.answer(ledger.find(once.condition))
    if known is not None:
        return known
    check_reason(asked.outcome, asked.reason)
    serving, client = services.client(asked.client)
    content = _read(serving, client) | ({} if manual else _weighed(serving, client))
    _check_shown(asked.shown, content["shown"])
    content |= {"outcome": asked.outcome, "reason": asked.reason.model_dump()}
    facts: dict[str, Any] = {"follows": follows(content["shown"], asked.outcome)}
    if asked.seconds_on_screen is not None:
        facts["seconds"] = asked.seconds_on_screen
    person = ledger.person(client.id)
    with ledger.turn() as turn:
        # Looked up again: the same request may have come in by another worker since, or an erasure.
        known = once.answer(turn.find(once.condition))
        if known is None and is_erased(turn, person):
            raise UnknownClient(client.id)
        return known or turn.add("decision", caller.name, person, content, facts, once.recorded)


def follows(shown: str | None, outcome: Outcome) -> bool | None:
    """Whether an outcome is the one recommended; ``None`` where the tool recommends none, or was switched off."""
    zone = json.loads(shown)["zone"] if shown else "conseiller"
    return None if zone == "conseiller" else zone == outcome


def check_reason(outcome: Outcome, reason: Reason) -> None:
    """Raise OutOfDomain when a reason is not one of its outcome's."""
    if reason.code not in REASONS[outcome]:
        raise OutOfDomain(f"reason.code: for the outcome {outcome}, one of {', '.join(REASONS[outcome])}.")


def _check_shown(shown: Shown | None, written: str | None) -> None:
    if written is None and shown is not None:
        raise Conflict("No score is given for this client now: read the client again, and decide with shown null.")
    if written is None:
        return
    if shown is None:
        raise Conflict("A score is given for this client now: read the client again, and send what the screen showed.")
    screen = json.loads(written)
    if shown.model_version != screen["model_version"]:
        raise Conflict("The model has changed since this screen was shown: read the client again before deciding.")
    if not math.isclose(shown.score, screen["score"], rel_tol=0, abs_tol=1e-9):
        raise Conflict("This client's score is not the one shown: read the client again, and send the score as GET /get_score gives it.")


def _read(serving: Serving, client: StoredClient) -> dict[str, Any]:
    """What the advisor could read of the client, when nothing was recommended."""
    row = client.features.astype("<f4")
    return {
        "client": client.id,
        "shown": None,
        "features": list(serving.model.features),
        "inputs": packed(row),
        "inputs_hash": hashlib.sha256(row.tobytes()).hexdigest(),
    }


def _weighed(serving: Serving, client: StoredClient) -> dict[str, Any]:
    """What it takes to show the screen again, byte for byte, and to find its score again without today's model; nothing without a score."""
    model, row = serving.model, client.features
    try:
        screen = present.score(serving, client)
    except ScoreUnavailable:
        return {}
    return {
        "shown": json.dumps(screen | {"model_version": model.version}),
        "calibration": [model.slope, model.intercept],
        "margin": float(model.margins(row[None])[0]),
        "contributions": packed(model.contributions(row[None])[0].astype("<f8")),
    }


def packed(values: np.ndarray[Any, Any]) -> str:
    """An array's bytes in base64."""
    return base64.b64encode(values.tobytes()).decode()
