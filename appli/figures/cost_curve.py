"""What a client costs, on average, by the score under which a loan would be refused."""

from typing import Any

from appli import theme
from appli.figures.base import HIGH, Spec, figure, room, title
from appli.format import Lang


def cost_curve(curve: dict[str, Any], axes: tuple[str, str], band: str, lang: Lang) -> Spec:
    """``curve`` holds ``score`` (0 to 1), ``cost_per_client`` (in refused good loans) and ``grey_band``, the bounds left to the advisor.

    ``axes`` are the two titles, ``band`` the words over the band.
    """
    scores, costs = [100 * score for score in curve["score"]], curve["cost_per_client"]
    low, high = (round(100 * bound, 6) for bound in curve["grey_band"])  # 100 * 0.55 is not 55 to a computer
    line: Spec = {"type": "scatter", "mode": "lines", "x": scores, "y": costs, "showlegend": False}
    line |= {"line": {"color": theme.ACCENT, "width": 3}, "hovertemplate": "%{x:.0f} → %{y:.2f}<extra></extra>"}
    zone: Spec = {"type": "rect", "x0": low, "x1": high, "y0": 0, "y1": 1, "yref": "paper", "layer": "below", "line": {"width": 0}}
    zone |= {"fillcolor": theme.NEUTRAL, "opacity": 0.25}
    note: Spec = {"text": band, "x": (low + high) / 2, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
    x: Spec = {"title": title(axes[0]), "range": [0, 100], "tickvals": [0, 25, low, high, 75, 100], "tickangle": 0, "ticklabelstandoff": 6}
    y = {"title": title(axes[1], HIGH), "rangemode": "tozero", "nticks": 6, "ticklabelstandoff": 6}
    return figure([line], lang, 380, {"l": 68, "r": 16, "t": 40, "b": 60 + room(x["title"])}, x, y, shapes=[zone], annotations=[note])
