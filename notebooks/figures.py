"""The notebooks' pictures: pure functions, data in, picture out. A title states the finding; numbers are written the French way."""

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from IPython.display import Image
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from scoring.features import wording
from scoring.words import number

ZONES: Final = {"refus": "#c8324f", "conseiller": "#c67700", "accord": "#14866a"}
"""As on the advisor's screen: they differ in lightness too, so they stay apart for colour-blind eyes."""
MARK, OTHER, NEUTRAL, GRID, INK = "#3a4bc4", "#c67700", "#7d8796", "#e3e7ed", "#14181f"
STYLES: Final = ((MARK, "-", "o"), (OTHER, "--", "s"), (NEUTRAL, ":", "^"))
"""Colour, line and sign of each series: never the colour alone."""
DPI: Final = 80
WIDE: Final = 8.0

Intervals = tuple[Sequence[float], Sequence[float]]
"""Low and high ends, in the order of the values."""
Curves = Mapping[str, tuple[Any, Any]]
"""Abscissas and ordinates, by the name that the legend gives."""


def bars(
    title: str,
    labels: Sequence[str],
    values: Sequence[float],
    unit: str,
    *,
    ends: Intervals | None = None,
    reference: tuple[float, str] | None = None,
    decimals: int = 1,
) -> Image:
    """One horizontal bar a label, its value written at its end; ``reference`` is a vertical line with its name."""
    figure, axes = _blank(title, unit, "", height=1.1 + 0.32 * len(labels))
    places, lengths = np.arange(len(labels))[::-1], np.asarray(values, dtype=float)
    low, high = (np.asarray(end, dtype=float) for end in ends or (lengths, lengths))
    axes.barh(places, lengths, color=np.where(lengths < 0, OTHER, MARK), height=0.62)
    if ends is not None:
        axes.errorbar(lengths, places, xerr=(lengths - low, high - lengths), fmt="none", ecolor=INK, elinewidth=1, capsize=2)
    for place, value, end in zip(places, lengths, np.maximum(high, 0), strict=True):
        axes.annotate(_written(value, decimals), (end, place), (4, 0), textcoords="offset points", va="center", fontsize=8, color=INK)
    if reference is not None:
        axes.axvline(reference[0], color=NEUTRAL, linestyle="--", label=reference[1])
        _legend(axes)
    axes.set_yticks(places, labels, fontsize=8)
    axes.margins(x=0.12)
    axes.grid(visible=False, axis="y")
    return _picture(figure, title)


def lines(
    title: str,
    across: str,
    up: str,
    curves: Curves,
    *,
    band: tuple[float, float, str] | None = None,
    diagonal: bool = False,
    marks: bool = True,
    decimals: tuple[int, int] = (0, 0),
) -> Image:
    """One line a series; ``band`` is a grey interval of abscissas with its name, ``diagonal`` the line of equality."""
    figure, axes = _blank(title, across, up, decimals=decimals)
    if band is not None:
        axes.axvspan(band[0], band[1], color=NEUTRAL, alpha=0.25, label=band[2])
    if diagonal:
        most = max(float(np.max(values)) for curve in curves.values() for values in curve)
        axes.plot([0, most], [0, most], color=NEUTRAL, linestyle=":", label="accord parfait")
    for (name, (x, y)), (colour, style, sign) in zip(curves.items(), STYLES, strict=False):
        axes.plot(x, y, color=colour, linestyle=style, marker=sign if marks else None, markersize=4, label=name)
    _legend(axes)
    return _picture(figure, title)


def histograms(title: str, across: str, groups: Mapping[str, Any], edges: Any, decimals: int = 0) -> Image:
    """The share of each group that falls between consecutive ``edges``, in per cent, as overlaid steps."""
    figure, axes = _blank(title, across, "part du groupe (%)", decimals=(decimals, 0))
    for (name, values), (colour, style, _) in zip(groups.items(), STYLES, strict=False):
        share = 100 * np.histogram(values, edges)[0] / len(values)
        axes.stairs(share, edges, color=colour, linestyle=style, linewidth=1.6, label=name)
    _legend(axes)
    return _picture(figure, title)


def waterfall(title: str, labels: Sequence[str], points: Sequence[float], start: float) -> Image:
    """From ``start`` to the sum, one floating bar a contribution: what weighed for and against, in points."""
    figure, axes = _blank(title, "points (20 points doublent les chances de remboursement)", "", height=1.2 + 0.32 * (len(labels) + 2))
    ends = start + np.cumsum([0.0, *points])
    places = np.arange(len(labels) + 2)[::-1]
    axes.barh(places[0], start, color=NEUTRAL, height=0.6)
    axes.barh(places[-1], ends[-1], color=INK, height=0.6)
    colours = [ZONES["accord"] if value >= 0 else ZONES["refus"] for value in points]
    axes.barh(places[1:-1], points, left=ends[:-1], color=colours, height=0.6)
    for place, end, text in zip(places, [start, *ends[1:], ends[-1]], [start, *points, ends[-1]], strict=True):
        sign = "+" if place in places[1:-1] and text > 0 else ""
        axes.annotate(sign + _written(text, 0), (end, place), (4, 0), textcoords="offset points", va="center", fontsize=8)
    axes.set_yticks(places, ["Dossier moyen", *labels, "Ce dossier"], fontsize=8)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.margins(x=0.1)
    return _picture(figure, title)


def _blank(title: str, across: str, up: str, height: float = 3.4, decimals: tuple[int, int] = (0, 0)) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDE, height), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(_typeset(title), loc="left", fontsize=11, fontweight="bold", color=INK)
    axes.set_xlabel(_typeset(across), fontsize=9)
    axes.set_ylabel(_typeset(up), fontsize=9)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color=GRID)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=8)
    for axis, places in zip((axes.xaxis, axes.yaxis), decimals, strict=True):
        axis.set_major_formatter(_french(places))
    return figure, axes


def _typeset(title: str) -> str:
    return wording.text((title, title)).fr


def _french(decimals: int) -> FuncFormatter:
    """At least ``decimals`` decimals; more where the ticks stand closer."""
    return FuncFormatter(lambda value, _: _written(value, max(decimals, _needed(value))))


def _written(value: float, decimals: int) -> str:
    return number(value, decimals).fr.replace("-", "−")


def _needed(value: float) -> int:
    return next((places for places in range(4) if abs(value - round(value, places)) < 1e-9), 4)


def _legend(axes: Axes) -> None:
    if axes.get_legend_handles_labels()[0]:
        axes.legend(frameon=False, fontsize=8)


def _picture(figure: Figure, title: str) -> Image:
    """A PNG whose alternative text is the title; without a date, so that the same data give the same bytes."""
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=DPI, metadata={"Software": None})
    return Image(content.getvalue(), format="png", alt=_typeset(title))
