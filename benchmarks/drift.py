"""Drift in service: false alarms without any, how many people it takes to find each one, and what counting costs the API."""

import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks import memory, watching
from benchmarks.rehearsal import INCOME, People, features_of
from benchmarks.returning import Visits
from jobs.drift import calibration
from jobs.drift.live.compare import Compared, compare, compare_all
from jobs.drift.live.judge import judge
from scoring import model as models
from scoring.model import Floats
from scoring.watch import Bins, Seen
from scoring.watch.bins import Counts

POOL: Final = 6_000
REFERENCE: Final = 2_000
SIZES: Final = (50, 100, 200, 350, 500, 1_000, 2_000)
TIMES: Final = 100
A_DAY: Final = 50
"""People a day in the slow shift: 350 in its window of seven days."""
RETURNING: Final = (
    Visits(60, 7),
    Visits(200, 2),
    Visits(400, 5),
    Visits(400, 7, 0.3, restarted_every=2),
    Visits(200, 7, restarted_every=1),
    Visits(400, 30, 0.5, restarted_every=10),
)
FAILING: Final = Visits(200, 7)
ENOUGH: Final = 0.95
WANTED: Final = 0.01
LONGEST_PAGE, LARGEST_PAGE, HEAVIEST_PAGE = 30, 700, 3
"""Seconds, and megabytes of memory and on disk, for 64,000 borrowers and 49,000 applicants."""
FALSE: Final = "too many false alarms"


def main() -> int:
    """Print the table; 1 when false alarms are more than one in a hundred, a drift is not found in its window, or the page is slow."""
    model, rng = models.load(Path("models")), np.random.default_rng(6)
    people = People.drawn(model, POOL, seed=71)
    short = [*_without(people, rng), *_with(people, rng), *_slowly(people, rng), *_outcomes(people, rng)]
    watching.cost(people)
    short += _page(os.environ.get("SAMPLE"))
    print(*(f"SHORT: {told}" for told in short), sep="\n")
    return int(bool(short))


def _without(people: People, rng: np.random.Generator) -> Iterator[str]:
    rate = false_alarms(people, rng, references=50, windows=20)
    print(f"no drift: {100 * rate:.1f} % of 1,000 judgements raise an alarm (at most 1 % is wanted)")
    if rate > WANTED:
        yield FALSE
    for visits in RETURNING:
        rate = false_alarms_of(visits, people, rng, references=50, windows=5)
        print(f"no drift, {visits}: {100 * rate:.1f} % of 250 judgements raise an alarm")
        if rate > WANTED:
            yield f"{FALSE}, {visits}"


def _with(people: People, rng: np.random.Generator) -> Iterator[str]:
    for name, moved in injected(people):
        found = detection(people, moved, rng, TIMES)
        enough = next((size for size, share in found.items() if share >= ENOUGH), None)
        shares = ", ".join(f"{size}: {100 * share:.0f} %" for size, share in found.items())
        print(f"{name}: found 95 times in 100 from {enough} people; {shares}")
        if enough is None:
            yield f"{name} is not found"
    share = found_among_returning(people, FAILING, rng, TIMES)
    print(f"the credit bureau gone missing on the fifth day, {FAILING}: found {100 * share:.0f} times in 100")
    if share < ENOUGH:
        yield "a source that fails for people who come back is not found"


def _slowly(people: People, rng: np.random.Generator, most: int = 30) -> Iterator[str]:
    days = sorted(slow_shift(people, rng, most) for _ in range(20))
    told = (
        f"day {days[10]} (median of 20), day {days[-1]} at the latest" if days[-1] <= most else f"{sum(day <= most for day in days)} of 20"
    )
    print(f"mean income +1 % a day, {A_DAY} people a day, windows of 7 days: found on {told}")
    if np.mean(np.array(days) <= most) < ENOUGH:
        yield "the slow shift is not found in thirty days"


def _outcomes(people: People, rng: np.random.Generator) -> Iterator[str]:
    share = 0.0
    for size, share in shifted_outcomes(people, rng):
        print(f"odds of payment difficulties x 1.5: {size} outcomes, found {100 * share:.0f} times in 100")
    if share < ENOUGH:
        yield "the shift of calibration is not found"


def _page(sample: str | None) -> Iterator[str]:
    """What the page of the raw tables takes, where they are at hand."""
    if sample is None:
        yield "the drift page was not measured (SAMPLE=folder of the raw tables)"
        return
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "drift.html"
        took = memory.measured([sys.executable, "-m", "jobs", "drift", "--data", sample, "--out", str(page)])
        size = page.stat().st_size / 1e6
    print(f"the drift page: {took.seconds:.1f} s, {took.together:.0f} MB for all its processes, {size:.1f} MB on disk")
    if took.seconds > LONGEST_PAGE or took.together > LARGEST_PAGE or size > HEAVIEST_PAGE:
        yield f"the drift page takes more than {LONGEST_PAGE} s, {LARGEST_PAGE} MB or {HEAVIEST_PAGE} MB on disk"


def injected(people: People) -> Iterator[tuple[str, People]]:
    """The drifts, by name."""
    yield "income +30 %", people.earning(1.3)
    yield "the commonest situation at work renamed (52 %)", people.renamed("NAME_INCOME_TYPE", 0)
    yield "a rarer one renamed (7 %)", people.renamed("NAME_INCOME_TYPE", 2)
    yield "the credit bureau gone missing", people.without("bureau")


def false_alarms(people: People, rng: np.random.Generator, references: int, windows: int, size: int = 400) -> float:
    """Share of judgements that raise an alarm although reference and window are drawn from the same people."""
    levels = []
    for _ in range(references):
        bins, known = reference(people, rng)
        levels += [judge(found).level for found in _windows(bins, known, people.cells(bins), size, windows, rng)]
    return sum(level != "stable" for level in levels) / len(levels)


def false_alarms_of(visits: Visits, people: People, rng: np.random.Generator, references: int, windows: int) -> float:
    """The same, of people who come back."""
    levels = []
    for _ in range(references):
        bins, known = reference(people, rng)
        cells = people.cells(bins)
        seen = (visits.counted(bins, cells, rng) for _ in range(windows))
        levels += [_alarm(bins, known, one) for one in seen]
    return statistics.fmean(levels)


def found_among_returning(people: People, visits: Visits, rng: np.random.Generator, times: int) -> float:
    """Share of windows in which it is found that the credit bureau is missing from their fifth day on, for people who come back."""
    bins, known = reference(people, rng)
    whole, without = people.cells(bins), people.without("bureau").cells(bins)
    return statistics.fmean(_alarm(bins, known, visits.counted(bins, whole, rng, without, on=4)) for _ in range(times))


def _alarm(bins: Bins, known: Counts, seen: Seen) -> bool:
    return judge(compare(bins, known, seen.people, (1.0, seen.repeats))).level != "stable"


def reference(people: People, rng: np.random.Generator) -> tuple[Bins, Counts]:
    """Cells fixed by some of the people, and how many of those are in each."""
    bins = Bins.of(people.model, features_of(people.model), people.reference(rng.integers(0, len(people.rows), REFERENCE)))
    return bins, np.array(bins.reference, dtype=np.int64)


def _windows(bins: Bins, known: Counts, cells: Counts, size: int, times: int, rng: np.random.Generator) -> Iterator[Compared]:
    drawn = rng.integers(0, len(cells), (times, size))
    return compare_all(bins, known, np.array([np.bincount(cells[chosen].ravel(), minlength=bins.size) for chosen in drawn]))


def detection(people: People, moved: People, rng: np.random.Generator, times: int, sizes: tuple[int, ...] = SIZES) -> dict[int, float]:
    """By number of people, the share of windows in which the drift is found."""
    bins, known = reference(people, rng)
    cells = moved.cells(bins)
    return {
        size: statistics.fmean(judge(found).level != "stable" for found in _windows(bins, known, cells, size, times, rng)) for size in sizes
    }


def slow_shift(people: People, rng: np.random.Generator, days: int = 30, window: int = 7) -> int:
    """The day on which a mean income that rises by 1 % a day is found; one more than ``days`` when it is not."""
    bins, known = reference(people, rng)
    cells, counts = people.cells(bins), []
    for day in range(1, days + 1):
        chosen = rng.choice(len(cells), A_DAY, p=richer(people.raw[INCOME], 1 + day / 100))
        counts.append(np.bincount(cells[chosen].ravel(), minlength=bins.size))
        if day >= window and judge(next(compare_all(bins, known, np.sum(counts[-window:], axis=0)[None]))).level != "stable":
            return day
    return days + 1


def richer(income: Floats, factor: float) -> Floats:
    """Chances (n,) of each person to come, such that the mean income is ``factor`` times what it was: others come, nobody changes.

    To multiply everybody's income would move every round figure off the bound that it is on, and be found at once.
    """
    size = np.log(np.minimum(income, np.quantile(income, 0.995)))
    low, high = 0.0, 5.0
    for _ in range(30):
        tilt = (low + high) / 2
        weights = np.exp(tilt * (size - size.mean()))
        weights /= weights.sum()
        low, high = (tilt, high) if weights @ np.exp(size) < factor * np.exp(size).mean() else (low, tilt)
    return np.asarray(weights)


def shifted_outcomes(people: People, rng: np.random.Generator, times: int = 100) -> Iterator[tuple[int, float]]:
    """By number of outcomes, the share of judgements that find failures of half as much odds again."""
    rule = people.model.rule
    pd = np.array([rule.probability_of_default(score) for score in people.scores.tolist()])
    true = 1.5 * pd / (1 + 0.5 * pd)
    for size in (500, 1_000, 2_000, 4_000):
        chosen = [rng.integers(0, len(pd), size) for _ in range(times)]
        yield size, statistics.fmean(calibration.judge(pd[some], rng.random(size) < true[some], rule).alert for some in chosen)
