"""Calibration: the frequency that the tool announces beside the one observed, tenth by tenth of the people."""

from typing import Any, Final

from appli import theme
from appli.figures.base import Spec, figure, title
from appli.format import PERCENT, Lang

Tenth = dict[str, Any]
MARK: Final = 11


def calibration(tenths: list[Tenth], axes: tuple[str, str], names: tuple[str, str], lang: Lang) -> Spec:
    """A point a tenth: ``mean_pd`` announced (across) and ``observed`` (up), in per cent; on the line, both are the same.

    ``axes`` are the two titles, ``names`` those of the line and of the points.
    """
    announced, observed = ([100 * tenth[key] for tenth in tenths] for key in ("mean_pd", "observed"))
    edge = 1.08 * max(*announced, *observed)
    line: Spec = {"type": "scatter", "mode": "lines", "x": [0, edge], "y": [0, edge], "name": names[0], "hoverinfo": "skip"}
    points: Spec = {"type": "scatter", "mode": "markers", "x": announced, "y": observed, "name": names[1]}
    line |= {"line": {"color": theme.NEUTRAL, "width": 2, "dash": "dot"}}
    points |= {
        "marker": {"color": theme.ACCENT, "size": MARK, "line": {"color": "white", "width": 1}},
        "hovertemplate": f"%{{x:.1f}}{PERCENT[lang]} → %{{y:.1f}}{PERCENT[lang]}<extra></extra>",
    }
    x = {"title": title(axes[0]), "range": [0, edge], "ticksuffix": PERCENT[lang], "nticks": 6, "ticklabelstandoff": 6}
    y = {"title": title(axes[1]), "range": [0, edge], "ticksuffix": PERCENT[lang], "nticks": 6, "ticklabelstandoff": 6}
    return figure([line, points], lang, 420, {"l": 68, "r": 16, "t": 44, "b": 60}, x, y)
