"""Draws one of each figure from made-up numbers: plotly loads its parts at first use, better before the first client than after."""

from appli.figures.beeswarm import beeswarm
from appli.figures.before_after import before_after
from appli.figures.bivariate import bivariate
from appli.figures.distribution import distribution
from appli.figures.gauge import gauge
from appli.figures.importance import importance
from appli.figures.waterfall import waterfall


def rehearse() -> None:
    """Draw each figure once and throw it away."""
    zones = {"refus": "", "conseiller": "", "accord": ""}
    words = dict.fromkeys(("client", "axis", "count", "yes", "no", "x", "y"), "")
    kind = {"unit": "index", "kind": "number"}
    gauge(50, [45, 55], "fr")
    before_after((40, 60), [45, 55], ("", ""), "", "fr")
    waterfall(("", 1.0), [("", 1.0)], ("", 2.0), (0.0, 1.0, ""), "", "fr")
    importance([("", 1.0, 1.0)], ("", ""), "", "fr")
    beeswarm([("", [[0.0, 0.5], [1.0, None]])], [1.0], words, "fr")
    distribution(kind | {"bins": [{"from": 0, "to": 1, "refus": 1, "conseiller": 1, "accord": 1}]}, zones, 0.5, words, "fr")
    bivariate({"x": kind, "y": kind, "points": [[0, 0, 0.5]]}, [0.45, 0.55], zones, (0.0, 0.0), {}, words, "fr")
