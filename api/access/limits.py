"""How fast each caller goes, over all the workers: requests, and different clients looked at.

Two token buckets a caller. The second one is paid once for each client, however often that client is read again among the last
256, and ten times over for whoever walks through the file: one new client after another in the order of their numbers, up or down,
however far apart, quicker than a file is read. A number that is only told costs a hundredth of a look. A desk never notices, a program
that copies the file does; one that asks in no order is held by its budget alone. The clients are kept by their numbers, not by a hash:
nobody can choose numbers that pass for others.

Workers read and write a bucket without waiting for each other: two that do so within the same microseconds may count one
request for two, which a limit can bear and a lock on every request cannot.
"""

import hashlib
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from api.access.caller import Limits
from api.shared import CELL, Shared

SETS, WAYS = 1024, 8
"""Room for 8,192 callers; in a set that is full, the one that was silent for longest gives its place. Memory is taken as they come."""
KEPT: Final = 256
"""How many clients of a caller are remembered, the last ones that were paid for."""
_NUMBER: Final = 4
"""Bytes of a client's number."""
_FIELDS: Final = 12
_SLOT: Final = _FIELDS + KEPT * _NUMBER // CELL
_KEY, _USED, _REQUESTS, _REQUESTS_AT, _CLIENTS, _CLIENTS_AT, _NEXT, _LAST, _LAST_AT, _UP, _DOWN, _TOLD = range(_FIELDS)
BURST: Final = 0.1
"""Share of a minute's requests that may come at once."""
LONG_RUN: Final = 20
"""Steps in one direction that are walking; each step back takes two away. Of millions drawn at random, none went beyond eleven."""
STEP_BACK: Final = 2
READING_SECONDS: Final = 60.0
"""A step that took longer is none: whoever reads the files goes through them in the order in which clients came, and may."""
NUMBER_PRICE: Final = 0.01
WALKING_PRICE: Final = 10
TOLD_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request may go on.

    Attributes
    ----------
    wait : seconds until it may; 0 when it may now.
    what : which of the limits said no: ``requests`` or ``clients``.
    tell : whether this caller walks through the numbers, or looks at too many clients, and it was not told for a minute.
    """

    wait: float = 0.0
    what: str = ""
    tell: bool = False


_FINE: Final = Verdict()


class Pace:
    """The callers' buckets, in memory that the workers share."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock  # the same one in every process of a machine
        self._shared = Shared(SETS * WAYS * _SLOT)
        self._cells = self._shared.numbers
        self._clients = self._shared.bytes.cast("I")

    def take(self, who: str, limits: Limits, client: int | None) -> Verdict:
        """Count one request of a caller, about ``client`` when it is about one."""
        number, now = _number(who), self._clock()
        with self._shared.threads:
            slot = self._slot(number, now)
            if limits.per_minute:
                wait = self._pay(slot + _REQUESTS, limits.per_minute / 60, max(1.0, BURST * limits.per_minute), 1.0, now)
                if wait:
                    return Verdict(wait, "requests")
            return _FINE if client is None else self._look(slot, limits, client, now)

    def take_numbers(self, who: str, limits: Limits, numbers: int) -> Verdict:
        """Count the numbers of clients that a caller asks for, nothing else being told of them."""
        if not limits.clients_per_hour:
            return _FINE
        now = self._clock()
        with self._shared.threads:
            slot = self._slot(_number(who), now)
            return self._said(slot, False, self._pay_clients(slot, limits, numbers * NUMBER_PRICE, now), now)

    def _look(self, slot: int, limits: Limits, client: int, now: float) -> Verdict:
        if limits.clients_per_hour and self._remembers(slot, client):
            return _FINE
        walks, wait = self._walks(slot, client, now), 0.0
        if limits.clients_per_hour:
            wait = self._pay_clients(slot, limits, WALKING_PRICE if walks else 1.0, now)
            if not wait:
                self._remember(slot, client)
        return self._said(slot, walks, wait, now)

    def _said(self, slot: int, walks: bool, wait: float, now: float) -> Verdict:
        """What comes of a look, or of a listing: told of a caller once a minute."""
        if not (walks or wait):
            return _FINE
        tell = now - self._cells[slot + _TOLD] >= TOLD_SECONDS
        if tell:
            self._cells[slot + _TOLD] = now
        return Verdict(wait, "clients" if wait else "", tell)

    def _walks(self, slot: int, client: int, now: float) -> bool:
        """Whether the new clients of a caller come in the order of their numbers, this one included."""
        cells = self._cells
        last, quick = cells[slot + _LAST], now - cells[slot + _LAST_AT] < READING_SECONDS
        if client != last:  # else it was refused a moment ago
            cells[slot + _LAST], cells[slot + _LAST_AT] = client, now
            if last and quick:
                for run, forward in ((slot + _UP, client > last), (slot + _DOWN, client < last)):
                    cells[run] = min(LONG_RUN, cells[run] + 1) if forward else max(0, cells[run] - STEP_BACK)
        return max(cells[slot + _UP], cells[slot + _DOWN]) >= LONG_RUN

    def _pay_clients(self, slot: int, limits: Limits, price: float, now: float) -> float:
        most = float(limits.clients_per_hour)
        return self._pay(slot + _CLIENTS, most / 3600, most, min(most, price), now)

    def _pay(self, bucket: int, per_second: float, most: float, price: float, now: float) -> float:
        """Take ``price`` from a bucket that fills by itself; the seconds to wait when it does not hold as much."""
        cells = self._cells
        content = min(most, cells[bucket] + (now - cells[bucket + 1]) * per_second)
        paid = content >= price
        cells[bucket], cells[bucket + 1] = content - price if paid else content, now
        return 0.0 if paid else (price - content) / per_second

    def _remembers(self, slot: int, client: int) -> bool:
        """Whether a caller paid for this client among its last ones. The bytes are searched, which is quicker than a loop."""
        start = CELL * (slot + _FIELDS)
        ring, wanted = self._shared.bytes[start : start + KEPT * _NUMBER].tobytes(), client.to_bytes(_NUMBER, sys.byteorder)
        place = ring.find(wanted)
        while place >= 0 and place % _NUMBER:  # the end of one number and the beginning of the next
            place = ring.find(wanted, place + 1)
        return place >= 0

    def _remember(self, slot: int, client: int) -> None:
        """In the place of the one that was paid for longest ago."""
        place = int(self._cells[slot + _NEXT])
        self._clients[CELL // _NUMBER * (slot + _FIELDS) + place] = client
        self._cells[slot + _NEXT] = (place + 1) % KEPT

    def _slot(self, number: int, now: float) -> int:
        """Where a caller is; the place of the longest silent one in its set for a new caller."""
        cells, start = self._cells, (number % SETS) * WAYS * _SLOT
        places = range(start, start + WAYS * _SLOT, _SLOT)
        for slot in places:
            if cells[slot + _KEY] == number:
                cells[slot + _USED] = now
                return slot
        with self._shared.processes():
            return self._take_place(min(places, key=lambda place: cells[place + _USED]), number, now)

    def _take_place(self, slot: int, number: int, now: float) -> int:
        cells = self._cells
        self._shared.bytes[CELL * slot : CELL * (slot + _SLOT)] = bytes(CELL * _SLOT)
        cells[slot + _KEY], cells[slot + _USED], cells[slot + _TOLD] = number, now, now - TOLD_SECONDS
        cells[slot + _REQUESTS] = cells[slot + _CLIENTS] = float("inf")  # a new caller's buckets are full
        cells[slot + _REQUESTS_AT] = cells[slot + _CLIENTS_AT] = now
        return slot


@lru_cache(maxsize=1024)
def _number(who: str) -> int:
    """48 bits, exact in a cell, and never the zero of an empty place."""
    return int.from_bytes(hashlib.blake2b(who.encode(), digest_size=6).digest(), "big") or 1
