"""The gauge: where a score lies between refusal, the advisor's zone and agreement."""

from appli import theme
from appli.figures.base import Spec, figure
from appli.format import Lang


def gauge(score: int, bounds: list[float], lang: Lang) -> Spec:
    """A half ring from 0 to 100 with the three zones, numbers at ``bounds`` (out of 100) and a marker at ``score``."""
    low, high = bounds
    spans = {"refus": [0, low], "conseiller": [low, high], "accord": [high, 100]}
    trace = {
        "type": "indicator",
        "mode": "gauge",
        "value": score,
        "gauge": {
            "axis": {"range": [0, 100], "tickvals": [0, low, high, 100], "tickfont": {"size": 13}, "ticks": ""},
            "bar": {"color": "rgba(0,0,0,0)", "thickness": 0},
            "borderwidth": 0,
            "steps": [{"range": span, "color": theme.ZONES[zone], "line": {"width": 3, "color": "white"}} for zone, span in spans.items()],
            "threshold": {"line": {"color": theme.INK, "width": 6}, "thickness": 1, "value": score},
        },
    }
    return figure([trace], lang, 230, {"l": 36, "r": 36, "t": 28, "b": 8})
