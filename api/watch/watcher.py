"""Counts the people to whom something was recommended, off the request's path, and adds the counts to the book every few seconds.

Whoever is looked at again within seven days counts once. What tells it is a hash of the model's inputs, keyed by a secret that the
process draws for itself (Python's own), in memory that the workers share: no client's number is hashed and nothing of it is written.
Different people may fall on one mark, of four million: at 50,000 new people a day about one in 14 is not counted,
whoever they are (one in 25 in the first week). After a restart, and on another replica, people may count again: the book tells counters
apart, and the judgement reckons with it. Someone whose data change counts again as somebody else would, so that a source that fails is
seen at once.

Nothing is written of fewer than thirty people, nor added to what is: till then counts are held in the workers' shared memory, and
those of a quiet day go with the next one's. A service that stops lets go of the fewer than thirty that it still holds. A worker that
is killed loses what it had not shared: five seconds, and, while the database does not answer, what waited for it.
"""

import logging
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from flask import current_app

from api.services import Serving
from api.shared import CELL, Shared
from api.traffic import itself, line
from api.watch.counting import Look, counted
from api.watch.held import Held
from scoring.errors import NotReady
from scoring.store import StoredClient
from scoring.watch import Bins, Book
from scoring.watch.bins import Counts
from scoring.watch.book import NothingYet
from scoring.watch.seen import AGAIN_AFTER

LOG: Final = logging.getLogger("api")
WRITTEN_WITHIN: Final = 5.0
AT_ONCE: Final = 0.5
"""Seconds for the last judgements to be read."""
MARKS: Final = 1 << 22
MOST_WAITING: Final = 1_000
"""People whose data wait for the counting; beyond, the counting does not wait for its time."""
MOST_KEPT: Final = 5_000
"""People whose data may wait at all; beyond, they are not counted, and the log says so."""
AGES: Final = 255
"""Days, in turn, that a mark's byte can tell; 0 is no mark."""
DAY: Final = 86_400
_SCORE: Final = re.compile(b'"score":([0-9.e-]+)')
Sample = tuple[Mapping[str, str], float]


class Watcher:
    """What a worker has seen and not written yet. Safe with threads; opens nothing before the first recommendation."""

    def __init__(self, url: str | None, clock: Callable[[], float] = time.time) -> None:
        self._book = Book(url) if url else None
        self._clock = clock
        self._counter = secrets.token_hex(8)  # drawn with the marks: the workers that share them are one counter
        self._seen = Shared(MARKS // CELL).bytes
        self._held = Held()
        self._waiting: list[Look] = []
        self._dropped = 0
        self._counted: dict[tuple[Bins, int], Counts] = {}
        self._bins: tuple[Serving, Bins] | None = None
        self._lock, self._counting = threading.Lock(), threading.Lock()
        self._timer: threading.Timer | None = None
        self._asking: threading.Thread | None = None
        self._known: list[dict[str, Any]] | None = None
        self._closed = False

    def see(self, serving: Serving, row: bytes, told: bytes | dict[str, Any], client: StoredClient | None = None) -> None:
        """Count a recommendation that is about to leave: the model's inputs (p,) as they are stored, and the answer or its JSON."""
        if self._book is None:
            return
        day = int(self._clock()) // DAY
        place = hash(row) % MARKS
        mark = self._seen[place]
        if mark and (day % AGES + 1 - mark) % AGES < AGAIN_AFTER:
            return
        if len(self._waiting) >= MOST_KEPT:
            self._dropped += 1
            return
        self._seen[place] = day % AGES + 1
        score = told["score"] if isinstance(told, dict) else float(_SCORE.search(told)[1])  # type: ignore[index]  # answers hold one
        self._waiting.append(Look(serving, day, row, score, client))
        if self._timer is None:
            self._soon()
        elif len(self._waiting) % MOST_WAITING == 0:
            self._soon(0)

    def flush(self) -> None:
        """Count what waits and write it. Never raises: what cannot be written is kept, as small as it is, and the log says so."""
        with self._counting:
            try:
                self._count()
                self._write()
            except Exception as problem:  # on a timer's thread nobody else would hear of it
                LOG.error(line("watch_not_written", reason=f"{type(problem).__name__}: {problem}"))
                if not self._closed and threading.main_thread().is_alive():
                    self._soon()

    def close(self) -> None:
        """Write what waits, once."""
        self._closed = True
        self.flush()
        if self._book is not None:
            self._book.close()

    def gauges(self) -> Iterator[tuple[str, str, list[Sample]]]:
        """What ``python -m jobs drift --live`` and ``jobs outcomes`` concluded last, for /metrics. Raises NotReady before the first."""
        if self._book is None:
            raise NotReady("Nothing is counted here: no WATCH_URL.")
        known = self._book.conclusions()
        if not known:
            return
        labelled: list[Sample] = [({"what": kind}, at.timestamp()) for kind, (at, _) in known.items()]
        yield "watch_concluded_timestamp_seconds", "When the service's counts were last judged.", labelled
        names = {name for _, figures in known.values() for name in figures}
        for name in sorted(names):
            samples: list[Sample] = [({"what": kind}, float(figures[name])) for kind, (_, figures) in known.items() if name in figures]
            yield f"watch_{name}", "What the last judgement found; watch_alert is 1 when somebody must look.", samples

    def concluded(self) -> list[dict[str, Any]] | None:
        """What the same two concluded last, in JSON; ``None`` where nothing is counted, or while the counts do not answer at once.

        Asked on a thread, one at a time: who wants the model's card does not wait for a database that hangs.
        """
        if self._book is None:
            return None
        with self._lock:
            if self._asking is None or not self._asking.is_alive():
                self._asking = threading.Thread(target=self._ask, args=(self._book,), daemon=True)
                self._asking.start()
            asking = self._asking
        asking.join(AT_ONCE)
        return None if asking.is_alive() else self._known

    def _ask(self, book: Book) -> None:
        try:
            self._known = [_told(what, at, figures) for what, (at, figures) in sorted(book.conclusions().items())]
        except NothingYet:
            self._known = []
        except NotReady:
            self._known = None

    def _soon(self, seconds: float = WRITTEN_WITHIN) -> None:
        with self._lock:
            if self._timer is None or not seconds:
                self._timer = threading.Timer(seconds, self._on_time)
                self._timer.daemon = True  # a worker that ends writes by itself (close)
                self._timer.start()

    def _on_time(self) -> None:
        with self._lock:
            self._timer = None
        self.flush()

    def _count(self) -> None:
        waiting, failed = self._waiting[:], list[Exception]()
        del self._waiting[: len(waiting)]
        groups: dict[tuple[int, int], list[Look]] = {}
        for look in waiting:
            groups.setdefault((look.day, id(look.serving)), []).append(look)
        for (day, _), looks in sorted(groups.items(), key=lambda group: group[0]):
            try:
                self._share(looks, day, failed)
            except Exception as problem:  # the cells themselves cannot be told: the other groups must still be counted
                failed += [problem] * len(looks)
        self._say_who_was_left_out(failed)

    def _share(self, looks: list[Look], day: int, failed: list[Exception]) -> None:
        bins = self._bins_of(looks[0].serving)
        given = self._held.add(bins, counted(bins, looks, failed))
        if given is not None:
            self._counted[bins, day] = self._counted.get((bins, day), 0) + given

    def _say_who_was_left_out(self, failed: list[Exception]) -> None:
        dropped, self._dropped = self._dropped, 0
        kinds = {type(problem).__name__ for problem in failed} | ({"too many at once"} if dropped else set())  # a text might quote a record
        if kinds:
            LOG.error(line("watch_not_counted", people=len(failed) + dropped, reason=", ".join(sorted(kinds))))

    def _write(self) -> None:
        if self._book is None:
            return
        for bins in {bins for bins, _ in self._counted}:
            of_bins = {day: counts for (owner, day), counts in self._counted.items() if owner is bins}
            dated = {datetime.fromtimestamp(day * DAY, UTC).date(): counts for day, counts in of_bins.items()}
            self._book.add(bins, dated, self._counter)
            for day in of_bins:
                del self._counted[bins, day]

    def _bins_of(self, serving: Serving) -> Bins:
        if self._bins is None or self._bins[0] is not serving:
            self._bins = serving, Bins.of(serving.model, serving.features, serving.store.reference)
        return self._bins[1]


def _told(what: str, at: datetime, figures: Mapping[str, float]) -> dict[str, Any]:
    others = {name: value for name, value in figures.items() if name != "alert"}
    return {"what": what, "at": at.isoformat(timespec="seconds"), "alert": bool(figures.get("alert")), "figures": others}


def watcher() -> Watcher:
    """The watcher of the app that handles this request."""
    found: Watcher = itself(current_app).extensions["watcher"]
    return found
