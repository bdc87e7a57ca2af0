"""From counts to a verdict, in the words of the drift report."""

from datetime import date, timedelta
from typing import Final

import numpy as np

from jobs.drift import verdict
from jobs.drift.live import sources
from jobs.drift.live.compare import Compared, compare
from jobs.drift.live.performance import expected
from jobs.drift.live.report import LEARNED, SYNTHETIC, Findings, Judged
from jobs.drift.measure import LEVELS, MODERATE
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


def judge_days(book: Book, days: Days, against_before: bool) -> Judged:
    """Judge all that the service counted in some days, each version apart, with its reference or with as many days before.

    A new version is judged beside the former one, however few of the days are its own; without days before, with its reference.
    Raises BadData, NotReady.
    """
    found = book.window(*days)
    judged = [one for one in found if one.worth >= SMALLEST]
    if not judged:
        told = f"fewer than {SMALLEST} people of one version" if found else "nobody"
        raise BadData(f"From {days[0]} to {days[1]} the service counted {told}: take a longer window (--from, --to).")
    earlier = days[0] - (days[1] - days[0]) - timedelta(days=1), days[0] - timedelta(days=1)
    past = {one.bins.key: one for one in book.window(*earlier) if one.worth >= SMALLEST} if against_before else {}
    findings = [_judged(one, days, _against(book, one, past, earlier)) for one in judged]
    unjudged = sum(one.total for one in found) - sum(one.total for one in judged)
    return Judged(tuple(sorted(findings, key=lambda one: -LEVELS.index(one.verdict.level))), unjudged)


def _against(book: Book, now: Seen, past: dict[str, Seen], earlier: Days) -> tuple[str, Seen]:
    if before := past.get(now.bins.key):
        return f"{earlier[0]} au {earlier[1]}", before
    learned = book.learned(now.bins)
    if learned is not None:
        return LEARNED, Seen(now.bins, learned, 0)
    return SYNTHETIC, Seen(now.bins, np.array(now.bins.reference, dtype=np.int64), 0)


def _judged(now: Seen, days: Days, against: tuple[str, Seen]) -> Findings:
    (told, before), bins = against, now.bins
    found, rule = compare(bins, before.people, now.people, (before.repeats, now.repeats)), Rule(bins.cost_ratio)
    promised = expected(bins.of_scores(before.people), rule), expected(bins.of_scores(now.people), rule)
    return Findings(*days, told, bins.model_version, found, promised, judge(found))


def judge(found: Compared) -> Verdict:
    """The verdict on what was compared.

    From a moderate index on, one column that weighs enough is a reason to look: a slow change shows in a few inputs first, and what may
    be chance is off already. So is a source that went missing, whatever its columns weigh.
    """
    new_words = [moved.feature for moved in found.new_words]
    return verdict.judge(found.columns, found, new_words, MODERATE, sources.told(found.lost))
