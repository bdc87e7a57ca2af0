"""The stop button: with recommendations off, nothing that rests on a score is answered, and advisors decide alone.

The switch *is* the last entry of its kind in the log of decisions: signed, chained, seen by every worker of every machine.
"""

import threading
import time
from collections.abc import Callable
from typing import Final

from sqlalchemy import inspect, select

from api.decisions.database import Database
from api.decisions.entries import Entry, Kind
from api.decisions.ledger import Ledger
from api.decisions.schema import LOG
from api.decisions.settings import Settings
from api.errors import Conflict, RecommendationsOff
from scoring.errors import NotReady
from scoring.features.record import Text

MANUAL: Final[Kind] = "mode_manual"
AUTOMATIC: Final[Kind] = "mode_automatic"
KINDS: Final = (MANUAL, AUTOMATIC)
RECHECK_SECONDS: Final = 0.5
"""A worker looks again this often: the switch acts on all of them within a second."""
BLIND_SECONDS: Final = 30.0
"""How long the last known mode holds while the log does not answer (nobody can then turn the switch in it either); after
that, nobody knows whether recommendations are wanted, and none is given."""
OFF: Final = Text(
    "Score indisponible\u202f: les recommandations sont suspendues, le conseiller décide seul.",
    "Score unavailable: recommendations are suspended, the advisor decides alone.",
)
_LAST: Final = select(LOG.c.seq, LOG.c.kind).where(LOG.c.kind.in_(KINDS)).order_by(LOG.c.seq.desc()).limit(1)


class Mode:
    """Whether recommendations are given. Safe with threads."""

    def __init__(self, settings: Settings, recheck_seconds: float = RECHECK_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._recheck = recheck_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._database: Database | None = None
        self._exists = False
        self._manual = False
        self._known_at = self._due = -float("inf")

    def manual(self) -> bool:
        """Whether advisors decide alone. Raises NotReady when the log cannot tell for too long."""
        if self._clock() >= self._due:
            with self._lock:
                if self._clock() >= self._due:
                    self._look()
        return self._manual

    def require_automatic(self) -> None:
        """Raise RecommendationsOff when no recommendation may be given."""
        if self.manual():
            raise RecommendationsOff(f"{OFF.fr} {OFF.en}")

    def close(self) -> None:
        """Close what was opened."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _look(self) -> None:
        now = self._clock()
        try:
            self._manual, self._known_at = self._said(), now
        except NotReady:
            if now - self._known_at > BLIND_SECONDS:
                raise NotReady("Nobody can tell whether recommendations are suspended: the log of decisions does not answer.") from None
        self._due = now + self._recheck

    def _said(self) -> bool:
        if self._database is None:
            self._database = Database(self._settings.url, "log")
        file = self._database.file
        if not self._exists and file is not None and not file.exists():
            return False  # no log yet, and looking must not create one
        with self._database.reading() as connection:
            self._exists = self._exists or inspect(connection).has_table(LOG.name)
            last = connection.execute(_LAST).first() if self._exists else None
        return last is not None and last.kind == MANUAL


def switch(ledger: Ledger, manual: bool, actor: str, reason: str) -> Entry:
    """Turn recommendations off or on again, with why, in the log. Raises Conflict when they are so already, NotReady."""
    kind = MANUAL if manual else AUTOMATIC
    with ledger.turn() as turn:
        last = turn.find(LOG.c.kind.in_(KINDS), newest_first=True, most=1)
        if (last[0].envelope.kind if last else AUTOMATIC) == kind:
            raise Conflict("Recommendations are suspended already." if manual else "Recommendations are given already.")
        return turn.add(kind, actor, facts={"reason": reason})
