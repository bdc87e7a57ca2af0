"""A past score again, from its entry: what was shown, as it was shown, and whether it still adds up."""

import base64
import hashlib
import json
from typing import Any

import numpy as np

from api.decisions.entries import Entry
from api.decisions.ledger import Ledger
from api.errors import Erased, UnknownEntry
from scoring import explain
from scoring.decision import Rule
from scoring.features.catalogue import BY_NAME
from scoring.model import Model, sigmoid


def decision_of(ledger: Ledger, number: int) -> tuple[Entry, dict[str, Any]]:
    """A decision and its content. Raises UnknownEntry, Erased or NotReady."""
    entry = ledger.entry(number)
    if entry is None or entry.envelope.kind != "decision":
        raise UnknownEntry(f"There is no decision {number}.")
    content = ledger.content(entry)
    if content is None:
        raise Erased(f"The content of decision {number} was erased.")
    return entry, content


def replay(entry: Entry, content: dict[str, Any], model: Model) -> dict[str, Any]:
    """What was shown, what the model read, what each piece of data weighed, and three checks.

    ``inputs``: they have their hash. ``score``: the margin, the calibration and the rule of that day give it exactly.
    ``model``: the model in service reads the same margin off these inputs; ``None`` when it is another model.
    Where no score was given, there is nothing to weigh nor to check but the inputs.
    """
    shown, row = json.loads(content["shown"]) if content["shown"] else None, _array(content["inputs"], "<f4")
    return {
        "decision": entry.envelope.seq,
        "at": entry.envelope.at,
        "shown": shown,
        "inputs": {name: _plain(name, value) for name, value in zip(content["features"], row.tolist(), strict=True)},
        "inputs_hash": content["inputs_hash"],
        **_weights(content),
        "checks": {"inputs": hashlib.sha256(row.tobytes()).hexdigest() == content["inputs_hash"], **_checks(content, shown, row, model)},
    }


def _weights(content: dict[str, Any]) -> dict[str, Any]:
    if "contributions" not in content:
        return {"contributions": None, "base": None}
    *by_feature, base = _array(content["contributions"], "<f8").tolist()
    return {"contributions": dict(zip(content["features"], by_feature, strict=True)), "base": base}


def _checks(content: dict[str, Any], shown: dict[str, Any] | None, row: np.ndarray[Any, Any], model: Model) -> dict[str, bool | None]:
    if shown is None:
        return {"score": None, "model": None}
    same = _read_again(model, row) == content["margin"] if model.version == shown["model_version"] else None
    return {"score": _rebuilt(content, shown) == (shown["probability_of_default"], shown["score"], shown["zone"]), "model": same}


def _rebuilt(content: dict[str, Any], shown: dict[str, Any]) -> tuple[float, float, str]:
    slope, intercept = content["calibration"]
    pd = float(sigmoid(slope * np.array([content["margin"]]) + intercept)[0])
    rule = Rule(shown["cost_ratio"], *shown["bounds"])
    return pd, rule.score(pd), rule.zone(rule.score(pd))


def _read_again(model: Model, row: np.ndarray[Any, Any]) -> float:
    return float(model.margins(row[None])[0])


def _array(text: str, kind: str) -> np.ndarray[Any, Any]:
    return np.frombuffer(base64.b64decode(text), dtype=kind)


def _plain(name: str, value: float) -> float | str | None:
    """A value as the screen says it; as a bare number when today's features no longer know the name."""
    if name in BY_NAME:
        return explain.plain_value(BY_NAME[name], value)
    return None if np.isnan(value) else value
