"""What every figure shares: font, separators, quiet axes."""

from typing import Any, Final

from appli import theme
from appli.format import SEPARATORS, Lang, wrap

Spec = dict[str, Any]
"""A part of a figure, or a whole one (``data`` and ``layout``), as plotly.js reads it."""
_FONT: Final = {"family": theme.FONT, "size": 13, "color": theme.INK}
_AXIS: Final = {"gridcolor": theme.GRID, "zeroline": False, "fixedrange": True, "showline": False} | {
    "exponentformat": "none",
    "separatethousands": True,
}
_STILL: Final = {"traceorder": "normal", "itemclick": False, "itemdoubleclick": False}
NARROW: Final = 30
"""Characters of an axis title that stand in one line beneath a chart at 320 pixels."""
HIGH: Final = 46
"""And along one."""
LINE: Final = 17
LEGEND: Final = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"} | _STILL


def figure(traces: list[Spec], lang: Lang, height: int, margin: Spec, x: Spec | None = None, y: Spec | None = None, **layout: Any) -> Spec:
    """A figure in the product's look; ``x`` and ``y`` describe the axes.

    Text and grid colours follow the page's scheme by style sheet; those set here are what a saved picture shows, on white.
    A description as plotly.js reads it: plotly's own objects check each value, which the tests do once and a client would wait for.
    """
    common = {
        "separators": "".join(SEPARATORS[lang]),
        "font": _FONT,
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "height": height,
        "margin": margin,
        "hoverlabel": {"font": _FONT, "bgcolor": "white", "bordercolor": theme.GRID, "align": "left"},
        "legend": LEGEND,
        "dragmode": False,
        "xaxis": _AXIS | (x or {}),
        "yaxis": _AXIS | (y or {}),
    }
    return {"data": traces, "layout": common | layout}


def title(text: str, width: int = NARROW) -> Spec:
    """An axis title, in lines of at most ``width`` characters: a phone cuts what is longer."""
    return {"text": wrap(text, width), "standoff": 12, "font": _FONT}


def room(axis_title: Spec) -> int:
    """The pixels that a title's further lines add to the margin it stands in."""
    return LINE * str(axis_title["text"]).count("<br>")


def thinned(items: list[Any], most: int) -> list[Any]:
    """At most ``most`` of the items, evenly spaced."""
    step = max(1.0, len(items) / most)
    return [items[int(place * step)] for place in range(min(most, len(items)))]


def zone_of(score: float, bounds: list[float]) -> str:
    """The colour group of a reference point, by the bounds the API gives (both belong to the advisor's zone)."""
    if score < bounds[0]:
        return "refus"
    return "accord" if score > bounds[1] else "conseiller"
