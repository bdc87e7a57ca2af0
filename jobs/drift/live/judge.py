"""From counts to a verdict, in the words of the drift report."""

from datetime import date, timedelta
from typing import Final

import numpy as np

from jobs.drift import verdict
from jobs.drift.live.compare import Compared, compare
from jobs.drift.live.performance import expected
from jobs.drift.live.report import Findings
from jobs.drift.measure import MODERATE
from jobs.drift.verdict import Verdict
from scoring.decision import Rule
from scoring.errors import BadData
from scoring.watch import Book, Seen
from scoring.watch.bins import SMALLEST

DAYS: Final = 7
"""The window unless another is asked for: long enough for a slow change to show, short enough to be told in time."""
Days = tuple[date, date]


def window(first: date | None, last: date | None, today: date) -> Days:
    """The days to judge. Raises BadData when they are in the wrong order."""
    end = last or today
    start = first or end - timedelta(days=DAYS - 1)
    if start > end:
        raise BadData(f"--from {start} comes after --to {end}: give the earlier day first.")
    return start, end


def judge_days(book: Book, days: Days, against_before: bool) -> Findings:
    """Compare what the service counted in some days with the reference, or with as many days before. Raises BadData, NotReady."""
    now, others = _seen(book, days)
    bins, told, before = now.bins, "reference", np.array(now.bins.reference, dtype=np.int64)
    if against_before:
        earlier = days[0] - (days[1] - days[0]) - timedelta(days=1), days[0] - timedelta(days=1)
        told, before = f"{earlier[0]} au {earlier[1]}", _seen(book, earlier, bins.key)[0].people
    found, rule = compare(bins, before, now.people), Rule(bins.cost_ratio)
    promised = expected(bins.of_scores(before), rule), expected(bins.of_scores(now.people), rule)
    return Findings(*days, told, bins.model_version, found, others, promised, judge(found))


def judge(found: Compared) -> Verdict:
    """The verdict on what was compared.

    From a moderate index on, one column is enough: a slow change shows in a few inputs first, and what may be chance is off already.
    """
    return verdict.judge(found.columns, found, [moved.feature for moved in found.new_words], alone=MODERATE)


def _seen(book: Book, days: Days, key: str | None = None) -> tuple[Seen, int]:
    """What was counted by the model of most people (or in the cells of ``key``), and how many people others saw."""
    found = book.window(*days)
    kept = next((one for one in found if key in (None, one.bins.key)), None)
    if kept is None or kept.total < SMALLEST:
        told = f"fewer than {SMALLEST} people" if kept else "nobody"
        raise BadData(f"From {days[0]} to {days[1]} the service counted {told}: take a longer window (--from, --to).")
    return kept, sum(one.total for one in found) - kept.total
