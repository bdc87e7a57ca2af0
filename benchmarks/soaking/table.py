"""What the soak found, as a table, and what of it is not as wanted."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from benchmarks.soaking.callers import READS, Tally
from benchmarks.soaking.log import Compared
from benchmarks.soaking.product import Running

RECOVERY: Final = 5.0
"""Seconds from the repair to a right answer, at most."""
GROWTH: Final = 0.02
WARMING: Final = 0.10
"""Instead, in a run of fewer looks at the memory than :data:`LOOKS`: PostgreSQL still fills its cache, each worker was new but lately."""
LOOKS: Final = 100
ANSWERED: Final = 0.999
"""Share of the reads, second tries included."""


@dataclass
class Diary:
    """Seconds of each recovery, by what went wrong, and the memory all along (MB of PSS)."""

    recoveries: dict[str, list[float]] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Figure:
    """What was found beside what is wanted."""

    what: str
    found: str
    wanted: str = ""
    met: bool = True


def tell(product: Running, tally: Tally, diary: Diary, log: Compared) -> list[str]:
    """Print it; what is not as wanted."""
    print("| what callers asked | at once | on a second try | not | answered at once | answered |\n|---|---|---|---|---|---|")
    for kind in sorted({*tally.first, *tally.failed}):
        print(_row(kind, tally.first[kind], tally.second[kind], tally.failed[kind]))
    first, second, failed = (sum(counts[kind] for kind in READS) for counts in (tally.first, tally.second, tally.failed))
    print(_row("**reads together**", first, second, failed))
    figures = [answered(first + second, failed), *_answers(tally, log), *_recoveries(diary), *_memory(product, diary), _times(tally)]
    print("\n| what | found | wanted |\n|---|---|---|")
    print(*(f"| {figure.what} | {figure.found} | {figure.wanted} |" for figure in figures), sep="\n")
    print(f"\nNot answered: {dict(tally.why.most_common(8))}")
    return [figure.what for figure in figures if not figure.met]


def answered(done: int, failed: int) -> Figure:
    """Of what services read; none at all is none answered."""
    share = done / max(1, done + failed)
    return Figure("reads answered", f"{100 * share:.2f} %", f"{100 * ANSWERED:g} % or more", share >= ANSWERED)


def _row(kind: str, at_once: int, second: int, failed: int) -> str:
    every = max(1, at_once + second + failed)
    return f"| {kind} | {at_once:,} | {second} | {failed} | {100 * at_once / every:.2f} % | {100 * (at_once + second) / every:.2f} % |"


def _answers(tally: Tally, log: Compared) -> Iterator[Figure]:
    yield Figure("answers that were wrong, or of the former model", str(len(tally.wrong)), "0", not tally.wrong)
    confirmed, seen = len(tally.decisions), not log.lost and log.whole and bool(tally.decisions)
    yield Figure("decisions confirmed to a caller, and lost", f"{confirmed}, {len(log.lost)}", "some, 0 lost", seen)
    odd = f"{len(log.changed)}, {len(log.doubled)}"
    yield Figure("decisions that the log holds otherwise than sent and seen, or twice", odd, "0, 0", not (log.changed or log.doubled))
    drawn = sum(count for kind, count in tally.first.items() if kind.startswith("screen in Chromium"))
    yield Figure("screens and decisions in Chromium", str(drawn), "some", bool(drawn))


def _recoveries(diary: Diary) -> Iterator[Figure]:
    for name, seconds in diary.recoveries.items():
        took = f"median {statistics.median(seconds):.1f} s, worst {max(seconds):.1f} s"
        yield Figure(f"recovery, {name} ({len(seconds)} times)", took, f"under {RECOVERY:g} s", max(seconds) < RECOVERY)


def _memory(product: Running, diary: Diary) -> Iterator[Figure]:
    early, late = (statistics.median(values) for values in _ends(diary.memory))
    growth = late / early - 1
    told, most = f"{early:.0f} MB, {late:.0f} MB: {100 * growth:+.1f} %", GROWTH if len(diary.memory) >= LOOKS else WARMING
    yield Figure("memory (PSS) once warm, and at the end", told, f"{100 * most:+g} % at most", growth <= most)
    yield Figure("memory at the end", ", ".join(f"{name} {size:.0f} MB" for name, size in product.megabytes().items()))
    most, killed = product.limit.peak_megabytes(), product.limit.kills()
    what = "the most that the limit held, files read included; processes killed for memory"
    yield Figure(what, f"{most:.0f} MB; {killed}", "0 killed", not killed)


def _times(tally: Tally) -> Figure:
    median, last = 1e3 * statistics.median(tally.times), 1e3 * statistics.quantiles(tally.times, n=100)[98]
    return Figure("get_score, second tries included", f"median {median:.0f} ms, 99th percentile {last:.0f} ms")


def _ends(sizes: list[float]) -> tuple[list[float], list[float]]:
    """The second fifth, once warm, and the last one."""
    fifth = max(1, len(sizes) // 5)
    return sizes[fifth : 2 * fifth] or sizes, sizes[-fifth:]
