"""Who cannot be scored, and words that the product does not know: found before scoring, and said on stderr as counts."""

import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from scoring.features import domain
from scoring.features.sources import Sources, open_folder
from scoring.tables import APPLICATION, DOMAINS

Outside = Mapping[int, tuple[str, ...]]
"""The clients who cannot be scored, with the columns that lie outside their domain."""


def screen_folder(folder: Path) -> Outside:
    """:func:`screen` for the applications of a folder. Raises BadData."""
    with open_folder(folder, only=frozenset((*DOMAINS, *APPLICATION.texts))) as sources:
        return screen(sources)


def screen(sources: Sources) -> Outside:
    """Who cannot be scored; how many, and how many unknown words, is told on stderr."""
    outside = domain.outside(sources)
    if outside:
        columns = Counter(column for columns in outside.values() for column in columns)
        print(f"No score for {len(outside):,} client(s): a value is impossible or absent in {_told(columns)}.", file=sys.stderr)
    unlisted = domain.unlisted(sources)
    if unlisted:
        print(f"Words that the product does not know, scored as not given: {_told(unlisted)}.", file=sys.stderr)
    return outside


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} ({count:,})" for name, count in counts.items())
