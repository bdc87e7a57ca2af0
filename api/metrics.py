"""Counters that all the workers share, in the words of Prometheus (text format 0.0.4)."""

import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from flask import Flask

from api.shared import Shared

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
STATUSES: Final = (200, 201, 204, 304, 400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503)
BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper bounds of the latencies, in seconds."""
WORKERS: Final = 16
"""Processes that count at the same time; more would share a place, and lose a count now and then."""
ZONES: Final = ("refus", "conseiller", "accord")
EVENTS: Final = ("requests", "clients", "walking")
_COUNTED: Final = (*ZONES, *EVENTS)
_PLACE: Final = {status: place for place, status in enumerate(STATUSES)}
_OTHER: Final = len(STATUSES)
_SUM: Final = _OTHER + 1
_FIRST_BUCKET: Final = _SUM + 1
_ROUTE: Final = _FIRST_BUCKET + len(BUCKETS) + 1
Sample = tuple[Mapping[str, str], float]


class Metrics:
    """What is counted, by route and status. ``observe`` costs a few microseconds."""

    def __init__(self, app: Flask) -> None:
        rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
        self._routes = {rule.endpoint: (rule.rule, _method(rule.methods or set())) for rule in rules} | {"": ("unmatched", "any")}
        self._start = {endpoint: number * _ROUTE for number, endpoint in enumerate(self._routes)}
        self._extra = len(self._start) * _ROUTE
        self._pid = self._extra + len(_COUNTED)
        self._region = self._pid + 1
        self._shared = Shared(WORKERS * self._region)
        self._owner = self._base = -1

    def observe(self, endpoint: str | None, status: int, seconds: float, zone: str | None) -> None:
        """One answer."""
        cells, bucket = self._shared.numbers, bisect_left(BUCKETS, seconds)
        with self._shared.threads:
            base = self._mine()
            start = base + self._start.get(endpoint or "", self._start[""])
            cells[start + _PLACE.get(status, _OTHER)] += 1
            cells[start + _SUM] += seconds
            cells[start + _FIRST_BUCKET + bucket] += 1
            if zone in ZONES:
                cells[base + self._extra + ZONES.index(zone)] += 1

    def count(self, what: str) -> None:
        """One recommendation that is a line of an answer, by its zone; one request that a limit refused; one alarm of a caller that
        walks through the numbers."""
        with self._shared.threads:
            self._shared.numbers[self._mine() + self._extra + _COUNTED.index(what)] += 1

    def lines(self, state: Iterable[tuple[str, str, list[Sample]]]) -> Iterator[str]:
        """Everything, and the gauges of ``state``: name, help and samples."""
        every = self._shared.numbers
        cells = [sum(every[place : WORKERS * self._region : self._region]) for place in range(self._pid)]
        zones, events = cells[self._extra : self._extra + len(ZONES)], cells[self._extra + len(ZONES) :]
        yield from _family("api_requests_total", "counter", "Answers by route and status.", self._requests(cells))
        yield from _family("api_request_seconds", "histogram", "Time to answer, by route.", self._times(cells))
        yield from _family(
            "api_recommendations_total",
            "counter",
            "Recommendations given, by zone.",
            [("", {"zone": zone}, value) for zone, value in zip(ZONES, zones, strict=True)],
        )
        yield from _family(
            "api_limits_total",
            "counter",
            "Requests refused by a limit, and alarms of a caller that walks through the numbers.",
            [("", {"what": event}, value) for event, value in zip(EVENTS, events, strict=False)],
        )
        for name, told, samples in state:
            yield from _family(name, "gauge", told, [("", labels, value) for labels, value in samples])

    def _mine(self) -> int:
        """Where this process counts: a place of its own, so that no worker waits for another; it takes over that of one that ended."""
        if self._owner != os.getpid():
            with self._shared.processes():
                free = (
                    base
                    for base in range(0, WORKERS * self._region, self._region)
                    if not _runs(int(self._shared.numbers[base + self._pid]))
                )
                self._base = next(free, 0)
                self._shared.numbers[self._base + self._pid] = self._owner = os.getpid()
        return self._base

    def _requests(self, cells: Sequence[float]) -> Iterator[tuple[str, Mapping[str, str], float]]:
        for endpoint, (rule, method) in self._routes.items():
            for place, status in enumerate((*map(str, STATUSES), "other")):
                if value := cells[self._start[endpoint] + place]:
                    yield "", {"route": rule, "method": method, "status": status}, value

    def _times(self, cells: Sequence[float]) -> Iterator[tuple[str, Mapping[str, str], float]]:
        for endpoint, (rule, method) in self._routes.items():
            start, labels = self._start[endpoint], {"route": rule, "method": method}
            counts = cells[start + _FIRST_BUCKET : start + _ROUTE]
            if not sum(counts):
                continue
            for place, bound in enumerate((*map(str, BUCKETS), "+Inf")):
                yield "_bucket", labels | {"le": bound}, sum(counts[: place + 1])
            yield "_sum", labels, cells[start + _SUM]
            yield "_count", labels, sum(counts)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0) if pid else None
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid != 0


def _method(methods: set[str]) -> str:
    return ",".join(sorted(methods - {"HEAD", "OPTIONS"}))


def _family(name: str, kind: str, told: str, samples: Iterable[tuple[str, Mapping[str, str], float]]) -> Iterator[str]:
    yield f"# HELP {name} {told}"
    yield f"# TYPE {name} {kind}"
    for suffix, labels, value in samples:
        said = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        yield f"{name}{suffix}{{{said}}} {value:.10g}" if said else f"{name}{suffix} {value:.10g}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
