"""How fast an advisor agrees with the tool: agreeing without reading is what a supervisor must hear of."""

from typing import Final

QUICK: Final = 5.0
"""Seconds on screen under which nobody has read a file."""
RUN: Final = 100
"""Quick agreements in a row that raise a notice."""


def next_run(run: int, follows: bool | None, seconds: float | None) -> int:
    """Quick agreements in a row after one more decision; a slow decision, or one that does not follow the tool, ends the run."""
    return run + 1 if follows and seconds is not None and seconds <= QUICK else 0


def is_noticed(run: int) -> bool:
    """Whether a supervisor is to be told."""
    return run >= RUN
