"""Charts of the drift page: plain SVG, readable without a script and in black and white."""

from collections.abc import Sequence
from html import escape
from typing import Final

from jobs.drift.bands import Cells

LINE: Final = 34
LEFT: Final = 210
BAR: Final = 300
"""Pixels: height of a cell's pair of bars, room for its label, length of the longest bar."""


def paired(cells: Cells, title: str) -> str:
    """Two bars a cell, borrowers above applicants, as shares of each side."""
    shares = _shares(cells)
    longest = max((share for pair in shares for share in pair), default=1.0) or 1.0
    rows = "".join(_pair(place, label, pair, longest) for place, (label, pair) in enumerate(zip(cells.labels, shares, strict=True)))
    width, height = LEFT + BAR + 70, LINE * len(cells.labels)
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">{rows}</svg>{_table(cells.labels, shares)}'


def percent(share: float, decimals: int = 1) -> str:
    """A share as a French percentage, ``12,3 %``."""
    return f"{100 * share:.{decimals}f}".replace(".", ",") + "\u202f%"


def _shares(cells: Cells) -> list[tuple[float, float]]:
    reference, current = cells.counts()
    totals = max(1, int(reference.sum())), max(1, int(current.sum()))
    return [(int(before) / totals[0], int(now) / totals[1]) for before, now in zip(reference, current, strict=True)]


def _pair(place: int, label: str, pair: tuple[float, float], longest: float) -> str:
    top = LINE * place
    short = label if len(label) <= 32 else f"{label[:31]}…"
    bars = "".join(
        f'<rect class="{side}" x="{LEFT}" y="{top + 3 + 13 * row}" width="{max(1, BAR * share / longest):.1f}" height="12"/>'
        f'<text x="{LEFT + BAR * share / longest + 6:.1f}" y="{top + 13 + 13 * row}">{percent(share)}</text>'
        for row, (side, share) in enumerate(zip(("before", "now"), pair, strict=True))
    )
    return f'<text class="label" x="{LEFT - 8}" y="{top + 20}">{escape(short)}</text>{bars}'


def _table(labels: Sequence[str], shares: Sequence[tuple[float, float]]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(label)}</th><td>{percent(before)}</td><td>{percent(now)}</td></tr>'
        for label, (before, now) in zip(labels, shares, strict=True)
    )
    head = '<tr><th scope="col">Tranche</th><th scope="col">Emprunteurs</th><th scope="col">Demandeurs</th></tr>'
    return f"<details><summary>Les chiffres</summary><table>{head}{rows}</table></details>"
