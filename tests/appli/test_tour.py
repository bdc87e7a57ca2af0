"""The guided tour: every step says something, in both languages, and points at what the page has."""

import json
from pathlib import Path

import pytest
from plotly.utils import PlotlyJSONEncoder

from appli import layout, tour
from appli.panels import decision
from appli.texts import Texts
from appli.views import Screen
from tests.appli.conftest import Neighbour

SCRIPT = Path("appli/assets/tour.js").read_text("utf-8")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_step_is_said_and_points_at_the_page(neighbour: Neighbour, screen: Screen, lang: str) -> None:
    page = json.dumps([layout.page(neighbour.api), decision.draw(screen, Texts(lang))], cls=PlotlyJSONEncoder)
    steps = tour.steps(Texts(lang))
    assert len({step["title"] for step in steps}) == len(tour.STEPS)
    for step in steps:
        name = step["target"][1:]
        assert f'"id": "{name}"' in page or f'"{name}' in page or f" {name}" in page, step["target"]
        assert f'"tab-{step["tab"]}"' in page


def test_every_button_does_something() -> None:
    page = json.dumps([tour.invitation(), tour.layout()], cls=PlotlyJSONEncoder)
    for way in ("start", "back", "next", "close"):
        assert f'"data-tour": "{way}"' in page
        assert f"{way}:" in SCRIPT
