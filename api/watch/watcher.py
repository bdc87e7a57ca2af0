"""Counts the people to whom something was recommended, off the request's path, and adds the counts to the book every few seconds.

Whoever is looked at again the same day counts once. What tells it is a hash of the model's inputs, keyed by a secret that the
process draws for itself (Python's own), in memory that the workers share: no client's number comes here and nothing of it is
written. Different people may fall on one mark, of four million: on a day of 350,000 people about one in 25 is not counted, whoever
they are; after a restart people may count again that day, and someone whose data were corrected does.
A worker that is killed loses what it had not written: five seconds, and never a part of what it wrote.
"""

import json
import logging
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import numpy as np
from flask import current_app

from api.services import Serving
from api.shared import CELL, Shared
from scoring.errors import NotReady
from scoring.store import StoredClient
from scoring.store.records import Vector
from scoring.watch import ZONES, Bins, Book
from scoring.watch.bins import Counts

LOG: Final = logging.getLogger("api")
WRITTEN_WITHIN: Final = 5.0
MARKS: Final = 1 << 22
MOST_WAITING: Final = 1_000
"""People whose data wait for the counting; beyond, the counting does not wait for its time."""
DAY: Final = 86_400
_SCORE: Final = re.compile('"score":([0-9.e-]+)')
Sample = tuple[Mapping[str, str], float]


class _Look(NamedTuple):
    """One recommendation; ``client`` is there when a record may hold words that the model never learned."""

    serving: Serving
    day: int
    row: Vector
    score: float
    client: StoredClient | None


class Watcher:
    """What a worker has seen and not written yet. Safe with threads; opens nothing before the first recommendation."""

    def __init__(self, url: str | None, clock: Callable[[], float] = time.time) -> None:
        self._book = Book(url) if url else None
        self._clock = clock
        self._seen = Shared(MARKS // CELL).bytes
        self._waiting: list[_Look] = []
        self._counted: dict[tuple[Bins, int], Counts] = {}
        self._bins: tuple[Serving, Bins] | None = None
        self._lock, self._counting = threading.Lock(), threading.Lock()
        self._timer: threading.Timer | None = None
        self._closed = False

    def see(self, serving: Serving, row: Vector, told: str | dict[str, Any], client: StoredClient | None = None) -> None:
        """Count a recommendation that is about to leave: the model's inputs (p,), and the answer or its JSON."""
        if self._book is None:
            return
        day = int(self._clock()) // DAY
        place, mark = hash(row.tobytes()) % MARKS, day % 255 + 1
        if self._seen[place] == mark:
            return
        self._seen[place] = mark
        score = told["score"] if isinstance(told, dict) else float(_SCORE.search(told)[1])  # type: ignore[index]  # answers hold one
        self._waiting.append(_Look(serving, day, row, score, client))
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
                LOG.error(json.dumps({"event": "watch_not_written", "reason": f"{type(problem).__name__}: {problem}"}))
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
        waiting = self._waiting[:]
        groups: dict[tuple[Bins, int], list[_Look]] = {}
        for look in waiting:
            groups.setdefault((self._bins_of(look.serving), look.day), []).append(look)
        counted = {key: _counted(key[0], looks) for key, looks in groups.items()}
        del self._waiting[: len(waiting)]
        for key, counts in counted.items():
            self._counted[key] = self._counted.get(key, 0) + counts

    def _write(self) -> None:
        if self._book is None:
            return
        for bins in {bins for bins, _ in self._counted}:
            of_bins = {day: counts for (owner, day), counts in self._counted.items() if owner is bins}
            self._book.add(bins, {datetime.fromtimestamp(day * DAY, UTC).date(): counts for day, counts in of_bins.items()})
            for day in of_bins:
                del self._counted[bins, day]

    def _bins_of(self, serving: Serving) -> Bins:
        if self._bins is None or self._bins[0] is not serving:
            self._bins = serving, Bins.of(serving.model, serving.features, serving.store.reference)
        return self._bins[1]


def _counted(bins: Bins, looks: list[_Look]) -> Counts:
    """People in each cell."""
    rule = looks[0].serving.model.rule
    zones = np.array([ZONES.index(rule.zone(look.score)) for look in looks])
    unsure = ((row, look.client, look.row) for row, look in enumerate(looks) if look.client and bins.lacks_a_word(look.row))
    new = [(row, place) for row, client, values in unsure for place in bins.new_words(values, client.record)]
    return bins.count(np.array([look.row for look in looks]), np.array([look.score for look in looks]), zones, new)


def watcher() -> Watcher:
    """The watcher of the app that handles this request."""
    found: Watcher = current_app.extensions["watcher"]
    return found
