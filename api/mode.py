"""The stop button: with recommendations off, nothing that rests on a score is answered, and advisors decide alone.

The switch *is* the last entry of its kind in the log of decisions: signed, chained, seen by every worker of every machine. It
must work on the worst day: while the log takes no entry, a file beside the signed head stops the workers of this machine.
"""

import contextlib
import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Row, inspect, select

from api.decisions import heads
from api.decisions.database import Database
from api.decisions.entries import Entry, Kind, hash_of
from api.decisions.ledger import UNREADABLE, Ledger, Turn, fetched, signer_of
from api.decisions.schema import LOG
from api.decisions.secrets import Secrets
from api.decisions.settings import Settings, file_of
from api.errors import Conflict, RecommendationsOff
from scoring.errors import NotReady
from scoring.features.record import Text
from scoring.store import Store

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
STOPPED: Final = "stopped.json"
_LAST: Final = select(LOG).where(LOG.c.kind.in_(KINDS)).order_by(LOG.c.seq.desc()).limit(1)


class Mode:
    """Whether recommendations are given. Safe with threads."""

    def __init__(self, settings: Settings, recheck_seconds: float = RECHECK_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._recheck = recheck_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._database: Database | None = None
        self._exists = False
        self._believed: tuple[int, str, str] | None = None
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
        if (self._settings.heads / STOPPED).exists():
            return True
        if self._database is None:
            self._database = Database(self._settings.url, "log")
        file = self._database.file
        if file is not None and not file.exists():
            if self._exists or os.path.lexists(self._settings.heads / heads.FILE):
                raise NotReady(f"The log of decisions is gone from {file}, though its signed head is there: put it back.")
            return False  # no log yet, and looking must not create one
        with self._database.reading() as connection:
            self._exists = self._exists or inspect(connection).has_table(LOG.name)
            rows = fetched(connection, _LAST) if self._exists else []
        return rows != [] and self._stops(rows[0] if rows else None, self._database)

    def _stops(self, row: Row[Any] | None, log: Database) -> bool:
        """What the last switch says, once it was found to be ours: who may add a row may not turn recommendations on by it.

        Raises NotReady when it is not, or cannot be read (``None``).
        """
        found = (row.seq, row.kind, row.hash) if row is not None else None
        if found is None or found != self._believed:
            if row is None or not _is_signed(row, self._settings, log):
                raise NotReady("The last switch in the log of decisions is not one that we signed; run `python -m api verify`.")
            self._believed = found
        return self._believed is not None and self._believed[1] == MANUAL


def _is_signed(row: Row[Any], settings: Settings, log: Database) -> bool:
    try:
        entry = Entry.read(row)
    except UNREADABLE:
        return False
    signer = signer_of(Secrets.load(settings.environment, settings.secrets, draw=False), log)
    same = hash_of(row.envelope) == row.hash and (entry.envelope.seq, entry.envelope.kind) == (row.seq, row.kind)
    return same and signer.signed(row.seq, row.hash, str(row.signature))


def switch(ledger: Ledger, manual: bool, actor: str, reason: str) -> Entry:
    """Turn recommendations off or on again, with why, in the log. Raises Conflict when they are so already, NotReady.

    A stop by file is recorded first, whatever is asked, then the file goes.
    """
    kind, stopped, entry = MANUAL if manual else AUTOMATIC, ledger.heads.folder / STOPPED, None
    with ledger.turn() as turn:
        before, by_file = _last(turn), stopped.exists()  # as the log says it, without the stop that it is about to hear of
        said = stopped.read_text("utf-8", "replace") if by_file else ""  # a full disk may have cut a letter
        if by_file:
            turn.add(MANUAL, actor, facts={"reason": said})
        if before != kind or (by_file and not manual):
            entry = turn.add(kind, actor, facts={"reason": reason})
    if by_file:
        _take_away(stopped, said)
    if entry is None:
        known = " The stop by file is in the log now." if by_file else ""
        raise Conflict(("Recommendations are suspended already." if manual else "Recommendations are given already.") + known)
    return entry


def _take_away(stopped: Path, recorded: str) -> None:
    """The stop by file goes, but for what somebody wrote in it since it was read."""
    taken = stopped.with_suffix(".recorded")
    stopped.rename(taken)
    since = taken.read_text("utf-8", "replace")[len(recorded) :]
    if since:
        with stopped.open("a", encoding="utf-8") as again:
            again.write(since)
    taken.unlink()


def _last(turn: Turn) -> str:
    last = turn.find(LOG.c.kind.in_(KINDS), newest_first=True, most=1)
    return last[0].envelope.kind if last else AUTOMATIC


def require_service(settings: Settings) -> None:
    """Raise NotReady where no service has its log, its signed head or its clients: a stop written there would stop nobody."""
    if not _has_service(settings):
        raise NotReady(
            f"no service keeps its log, its signed head or its clients where this looks (the head's folder: {settings.heads.absolute()}), "
            "so nobody was stopped. Run it with the service's own settings, which deploy/api.sh mode manual --reason WHY gives it."
        )


def _has_service(settings: Settings) -> bool:
    files = [file for file in (file_of(settings.url), file_of(settings.clients_url)) if file]
    if _holds_more_than_a_stop(settings.heads) or any(os.path.lexists(file) for file in files):
        return True
    if file_of(settings.clients_url) is None:  # in a database that is served
        with contextlib.suppress(NotReady):
            Store.open(settings.clients_url).close()
            return True
    return False


def _holds_more_than_a_stop(folder: Path) -> bool:
    """A stop alone is no service: it may have been left there by mistake."""
    try:
        return any(entry.name != STOPPED for entry in folder.iterdir())
    except PermissionError:
        return True  # somebody keeps it; who tries to write there is told the rest
    except OSError:
        return False


def stop_by_file(folder: Path, actor: str, reason: str) -> Path:
    """Turn recommendations off on this machine, by a file in the folder of the signed head, while the log takes no entry.

    Whoever can write it can only stop them; who stops them again adds a line. Raises NotReady when not even a file can be made.
    """
    file = folder / STOPPED
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.touch()  # on a full disk this still succeeds, and it is what counts
        with contextlib.suppress(OSError), file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"by": actor, "reason": reason}, ensure_ascii=False) + "\n")
    except OSError as error:
        raise NotReady(f"Neither the log nor {file} can be written ({error.strerror}): stop the API itself.") from None
    return file
