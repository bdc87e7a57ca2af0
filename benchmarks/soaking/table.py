"""What the soak found, as a table."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.soaking.callers import READS, Tally
from benchmarks.soaking.product import Running


@dataclass
class Diary:
    """Seconds of each recovery, by what went wrong, and the memory all along (MB of PSS)."""

    recoveries: dict[str, list[float]] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)


def tell(product: Running, tally: Tally, diary: Diary, lost: list[int]) -> None:
    """Print it."""
    print("| what callers asked | at once | on a second try | not | answered at once | answered |\n|---|---|---|---|---|---|")
    for kind in sorted({*tally.first, *tally.failed}):
        print(_row(kind, tally.first[kind], tally.second[kind], tally.failed[kind]))
    print(_row("**reads together**", *(sum(counts[kind] for kind in READS) for counts in (tally.first, tally.second, tally.failed))))
    print("\n| what | found | wanted |\n|---|---|---|", *_figures(product, tally, diary, lost), sep="\n")
    print(f"\nNot answered: {dict(tally.why.most_common(8))}")


def _row(kind: str, at_once: int, second: int, failed: int) -> str:
    every = max(1, at_once + second + failed)
    return f"| {kind} | {at_once:,} | {second} | {failed} | {100 * at_once / every:.2f} % | {100 * (at_once + second) / every:.2f} % |"


def _figures(product: Running, tally: Tally, diary: Diary, lost: list[int]) -> Iterator[str]:
    yield f"| answers that were wrong | {len(tally.wrong)} | 0 |"
    yield f"| decisions confirmed to a caller, and lost | {len(tally.decisions)}, {len(lost)} | 0 lost |"
    for name, seconds in diary.recoveries.items():
        took = f"median {statistics.median(seconds):.1f} s, worst {max(seconds):.1f} s"
        yield f"| recovery, {name} ({len(seconds)} times) | {took} | under 5 s |"
    early, late = (statistics.median(values) for values in _ends(diary.memory))
    yield f"| memory (PSS) once warm, and at the end | {early:.0f} MB, {late:.0f} MB: {100 * (late / early - 1):+.1f} % | +2 % at most |"
    now = ", ".join(f"{name} {size:.0f} MB" for name, size in product.megabytes().items())
    yield f"| memory at the end | {now} | |"
    most, killed = product.limit.peak_megabytes(), product.limit.kills()
    yield f"| the most that the limit held, files read included; processes killed for memory | {most:.0f} MB; {killed} | 0 killed |"
    median, last = 1e3 * statistics.median(tally.times), 1e3 * statistics.quantiles(tally.times, n=100)[98]
    yield f"| get_score, second tries included | median {median:.0f} ms, 99th percentile {last:.0f} ms | |"


def _ends(sizes: list[float]) -> tuple[list[float], list[float]]:
    """The second fifth, once warm, and the last one."""
    fifth = max(1, len(sizes) // 5)
    return sizes[fifth : 2 * fifth] or sizes, sizes[-fifth:]
