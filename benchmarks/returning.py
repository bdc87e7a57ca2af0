"""People who are looked at again and again, counted as the API counts them."""

from datetime import date, timedelta
from typing import Final, NamedTuple

import numpy as np

from scoring.watch import Bins, Seen
from scoring.watch.bins import Counts
from scoring.watch.seen import AGAIN_AFTER, Row, seen

FIRST: Final = date(2026, 1, 5)


class Visits(NamedTuple):
    """The same people, each looked at on a share ``often`` of the days, by an API that starts again (and forgets) every so many days."""

    people: int
    days: int
    often: float = 1.0
    restarted_every: int = 1_000

    def counted(self, bins: Bins, cells: Counts, rng: np.random.Generator, moved: Counts | None = None, on: int = 0) -> Seen:
        """What the book says of some people, drawn from those whose cells (n, p + 2) are given; ``moved``: from the day ``on``."""
        drawn = rng.integers(0, len(cells), self.people)
        chosen, last, rows = cells[drawn], np.full(self.people, -AGAIN_AFTER), []
        for day in range(self.days):
            if moved is not None and day == on:
                last[(chosen != moved[drawn]).any(axis=1)] = day - AGAIN_AFTER  # their inputs are others: no mark is there
                chosen = moved[drawn]
            if day % self.restarted_every == 0:
                last[:] = day - AGAIN_AFTER
            new = (rng.random(self.people) < self.often) & (day - last >= AGAIN_AFTER)
            last[new] = day
            counts = np.bincount(chosen[new].ravel(), minlength=bins.size)
            rows.append(Row(FIRST + timedelta(days=day), str(day // self.restarted_every), counts, once_a_day=False))
        return seen(bins, rows, rows[-1].day)

    def __str__(self) -> str:
        restarts = f", the API restarted every {self.restarted_every}" if self.restarted_every < self.days else ""
        return f"the same {self.people} people, each looked at on {100 * self.often:.0f} % of {self.days} days{restarts}"
