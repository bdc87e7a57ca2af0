"""From counts to a verdict, in the words of the drift report."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final, NamedTuple

import numpy as np

from jobs.drift import verdict
from jobs.drift.live import sources
from jobs.drift.live.compare import Compared, compare
from jobs.drift.live.performance import expected
from jobs.drift.live.report import LEARNED, SYNTHETIC, Findings, Judged
from jobs.drift.measure import LEVELS, MODERATE, Level
from jobs.drift.verdict import Verdict
from scoring.decision import Rule
from scoring.errors import BadData
from scoring.features.record import Text
from scoring.watch import Bins, Book, Seen
from scoring.watch.bins import SMALLEST

DAYS: Final = 7
"""The window unless another is asked for: long enough for a slow change to show, short enough to be told in time."""
TO_DO: Final[dict[Level, Text]] = verdict.TO_DO | {
    "stable": Text("Rien à faire.", "Nothing to do."),
    "moderate": Text(
        "Chercher la cause des changements ci-dessous avec le métier et comparer le risque estimé aux premiers incidents de paiement ; "
        "réentraîner si les jugements suivants confirment l’écart.",
        "Look for the cause of the changes below and compare the estimated risk with the first payment incidents; train again if the "
        "judgements to come confirm the gap.",
    ),
}
"""This judgement comes back every night by itself: nobody has to make it again."""
Days = tuple[date, date]


class Against(NamedTuple):
    """What a window is compared with; ``lacking``: the days before, where they were asked for but too few people were counted then."""

    told: str
    seen: Seen
    lacking: str = ""


def window(first: date | None, last: date | None, today: date) -> Days:
    """The days to judge, the last whole ones unless others are asked for. Raises BadData when they are in the wrong order."""
    end = last or _back(today, 1)
    start = first or _back(end, DAYS - 1)
    if start > end:
        default = "" if last else " (yesterday, unless a day is given)"
        raise BadData(f"--from {start} comes after --to {end}{default}: give the earlier day first.")
    return start, end


def _back(day: date, days: int) -> date:
    try:
        return day - timedelta(days=days)
    except OverflowError:
        raise BadData(f"No calendar goes {days} days back from {day}: give later days (--from, --to).") from None


def judge_days(book: Book, days: Days, against_before: bool) -> Judged:
    """Judge all that the service counted in some days, each version apart, with its reference or with as many days before.

    A new version is judged beside the former one, however few of the days are its own; without days before, with its reference.
    Raises BadData, NotReady.
    """
    found = book.window(*days)
    judged = [one for one in found if one.worth >= SMALLEST]
    if not judged:
        told = f"fewer than {SMALLEST} people of one version" if found else "nobody"
        raise BadData(
            f"From {days[0]} to {days[1]} the service counted {told}: take a longer window (--from, --to; today counts when --to says so)."
        )
    earlier = (_back(days[0], (days[1] - days[0]).days + 1), _back(days[0], 1)) if against_before else None
    findings = [_judged(one, days, _against(book, one.bins, earlier)) for one in judged]
    unjudged = sum(one.total for one in found) - sum(one.total for one in judged)
    return Judged(tuple(sorted(findings, key=lambda one: -LEVELS.index(one.verdict.level))), unjudged)


def _against(book: Book, bins: Bins, earlier: Days | None) -> Against:
    if earlier is None:
        return _reference(book, bins)
    told = f"{earlier[0]} au {earlier[1]}"
    before = (one for one in book.window(*earlier) if one.bins.key == bins.key and one.worth >= SMALLEST)
    return next((Against(told, one) for one in before), _reference(book, bins)._replace(lacking=told))


def _reference(book: Book, bins: Bins) -> Against:
    learned = book.learned(bins)
    if learned is not None:
        return Against(LEARNED, Seen(bins, learned, 0))
    return Against(SYNTHETIC, Seen(bins, np.array(bins.reference, dtype=np.int64), 0))


def _judged(now: Seen, days: Days, against: Against) -> Findings:
    before, bins = against.seen, now.bins
    found, rule = compare(bins, before.people, now.people, (before.repeats, now.repeats)), Rule(bins.cost_ratio)
    promised = expected(bins.of_scores(before.people), rule), expected(bins.of_scores(now.people), rule)
    return Findings(*days, against.told, bins.model_version, found, promised, judge(found), against.lacking)


def judge(found: Compared) -> Verdict:
    """The verdict on what was compared.

    From a moderate index on, one column that weighs enough is a reason to look: a slow change shows in a few inputs first, and what may
    be chance is off already. So is a source that went missing, whatever its columns weigh.
    """
    new_words = [moved.feature for moved in found.new_words]
    said = verdict.judge(found.columns, found, new_words, MODERATE, sources.told(found.lost))
    return replace(said, to_do=TO_DO[said.level])
