"""The answer to "what is this client's score?", in the words and in the order that services read it."""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from scoring import explain, words
from scoring.decision import Rule
from scoring.explain import Reason

_HERE: Final = Path(__file__).parent


def score(rule: Rule, client_id: int, pd: float, reasons: Sequence[Reason]) -> dict[str, Any]:
    """The score, the zone and the reasons of a client whose probability of default is ``pd``. Raises ValueError when it is none."""
    answer, displayed = verdict(rule, pd)
    return {"id_client": str(client_id), **answer, "reasons": explain.stated(reasons), "displayed": displayed}


def verdict(rule: Rule, pd: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the rule says of a PD, exactly and as people see it."""
    value = rule.score(pd)
    zone = rule.zone(value)
    answer = {
        "prediction": [1 - pd, pd],
        "score": value,
        "zone": zone,
        "recommendation": zone,
        "probability_of_default": pd,
        "cost_ratio": rule.cost_ratio,
        "bounds": [rule.lower, rule.upper],
    }
    displayed = {
        "score": rule.displayed(value),
        "bounds": list(rule.displayed_bounds),
        "frequency": words.frequency(pd).as_dict(),
        "zone": words.ZONES[zone].as_dict(),
        "summary": words.SUMMARIES[zone].as_dict(),
    }
    return answer, displayed


@cache
def wording() -> str:
    """A hash of the library's own source: an answer written down by another version may say it otherwise, or be wrong."""
    found = hashlib.sha256()
    for file in sorted([*_HERE.glob("*.py"), *_HERE.glob("*.toml"), *(_HERE / "features").glob("*.py")]):
        found.update(file.read_bytes())
    return found.hexdigest()[:16]
