"""The words of the raw applications: shares that moved, and words that the reference did not hold."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jobs.drift.bands import SMALLEST
from jobs.drift.sample import MEMORY


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a raw column, with its share among all borrowers and all applicants; each share is of thirty people at least."""

    column: str
    text: str
    shares: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that both sides use, the most moved first; new ones; columns with a new word of fewer than thirty people."""

    moved: tuple[Word, ...]
    new: tuple[Word, ...]
    rare: tuple[str, ...]

    @property
    def new_shares(self) -> dict[str, float]:
        """The share of the applicants with a new word, by column."""
        return {name: sum(word.shares[1] for word in self.new if word.column == name) for name in {word.column for word in self.new}}


def read(folder: Path) -> Vocabulary:
    """Compare the words of application_train and application_test, in the columns that the policy lets in. Raises BadData."""
    from scoring import policy
    from scoring.features.sources import open_folder
    from scoring.tables import APPLICATION

    rules = policy.load()
    names = [name for name in APPLICATION.texts if rules.status((APPLICATION.name, name)) in ("allowed", "watched")]
    with open_folder(folder, with_target=True, only=names, memory_limit=MEMORY) as sources:
        counts = {name: _counts(sources.application, name) for name in names}
    return compare(counts)


def compare(counts: dict[str, dict[str, tuple[int, int]]]) -> Vocabulary:
    """What to tell of counts: by column and word, borrowers and applicants; ``""`` is a missing word."""
    moved, new, rare = [], [], []
    for column, found in counts.items():
        people = [max(1, sum(pair[side] for pair in found.values())) for side in (0, 1)]
        for text, (before, now) in found.items():
            word = Word(column, text, (before / people[0], now / people[1]))
            if min(before, now) >= SMALLEST:
                moved.append(word)
            elif before == 0 and now >= SMALLEST:
                new.append(word)
            elif before == 0 and now:
                rare.append(column)
    moved.sort(key=lambda word: -abs(word.shares[1] - word.shares[0]))
    return Vocabulary(tuple(moved), tuple(new), tuple(sorted(set(rare))))


def _counts(application: Any, name: str) -> dict[str, tuple[int, int]]:
    from scoring.tables import TARGET

    known = application[TARGET].notnull()
    rows = application.group_by(word=application[name].fill_null("")).aggregate(
        before=known.cast("int64").sum(), now=(~known).cast("int64").sum()
    )
    return {row["word"]: (int(row["before"]), int(row["now"])) for row in rows.to_pyarrow().to_pylist()}
