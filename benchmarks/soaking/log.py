"""The log beside what callers were told: each confirmed decision is there, once, with the content that its caller sent and saw."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from api.decisions.ledger import Ledger
from api.decisions.schema import LOG
from api.decisions.settings import Settings
from benchmarks.soaking.callers import OUTCOME, Decided, reason
from benchmarks.soaking.product import Running


@dataclass
class Compared:
    """Numbers of decisions that the log lost or holds otherwise, attempts that it holds twice; ``whole``: what ``verify`` says."""

    lost: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    whole: bool = True


def compare(kept: Iterable[tuple[int, Any]], decided: Mapping[int, Decided], whole: bool = True) -> Compared:
    """Numbers and contents of the log's decisions, those nobody was told of included, beside what was confirmed."""
    contents = dict(kept)
    texts = Counter(content["reason"]["text"] for content in contents.values() if content)
    return Compared(
        lost=sorted(set(decided) - set(contents)),
        changed=sorted(number for number, one in decided.items() if number in contents and not _is(contents[number], one)),
        doubled=sorted(text for text, times in texts.items() if times > 1),
        whole=whole,
    )


def read(product: Running) -> list[tuple[int, Any]]:
    """Every decision of the product's log, opened."""
    ledger = Ledger.open(Settings.from_environment(product.log_environment(), product.disk), draw_secrets=False)
    try:
        return [(entry.envelope.seq, ledger.content(entry)) for entry in ledger.find(LOG.c.kind == "decision")]
    finally:
        ledger.log.close()


def _is(content: Any, decided: Decided) -> bool:
    """Whether an entry seals what its caller sent, and the screen that its caller saw where that is known."""
    if not content or (str(content["client"]), content["outcome"]) != (decided.client, OUTCOME):
        return False
    if content["reason"]["text"] != reason(decided.key):
        return False
    if decided.score is None:
        return True
    shown = json.loads(content["shown"])
    return shown["model_version"] == decided.version and math.isclose(shown["score"], decided.score, rel_tol=0, abs_tol=1e-9)
