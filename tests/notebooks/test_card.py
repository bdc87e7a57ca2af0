"""A figure that training did not record is said to be missing, never guessed."""

import pytest

from notebooks import card
from scoring.errors import BrokenModel


def test_a_missing_figure_is_named() -> None:
    with pytest.raises(BrokenModel, match=r"lacks report\.proxies\.sex \(no proxies\)"):
        card.recorded({"report": {"fairness": {}}}, "report.proxies.sex")


def test_a_recorded_figure_is_read() -> None:
    assert card.recorded({"metrics": {"final": {"rows": 3}}}, "metrics.final.rows") == 3


def test_an_interval_is_written_the_french_way() -> None:
    assert card.interval({"value": 0.7581, "low": 0.7435, "high": 0.776}) == "0,758 (0,744 à 0,776)"
