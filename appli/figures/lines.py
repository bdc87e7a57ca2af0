"""Horizontal bars whose label stands on its own line above: readable at any width."""

from collections.abc import Sequence
from typing import Final

from appli import theme
from appli.figures.base import Spec

LINE_HEIGHT: Final = 44
MARGIN: Final = {"l": 6, "r": 10, "t": 30, "b": 48}
_ABOVE: Final = 0.27
_BELOW: Final = 0.11
_HALO: Final = ", ".join(["0 0 3px white"] * 4)
"""What a line behind a label shall not cross; the style sheet gives it the page's colour."""


def places(count: int) -> list[float]:
    """Where the bars of each line stand, first line on top."""
    return [line + _BELOW for line in range(count)]


def labels(texts: Sequence[str], left: float | str) -> Spec:
    """The labels, each above its bar, from the left edge of the axis."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": [left] * len(texts),
        "y": [line - _ABOVE for line in range(len(texts))],
        "text": list(texts),
        "textposition": "middle right",
        "textfont": {"size": 13, "color": theme.INK, "shadow": _HALO},
        "hoverinfo": "skip",
        "cliponaxis": False,
        "showlegend": False,
    }


def axis(count: int) -> Spec:
    """The vertical axis: no ticks, room for every label."""
    return {"range": [count - 0.48, -0.55], "visible": False}


def height(count: int) -> int:
    """The figure's height in pixels."""
    return MARGIN["t"] + MARGIN["b"] + LINE_HEIGHT * count
