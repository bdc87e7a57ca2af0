"""The decision's form: what it asks, what it says when something is missing, and how fast agreeing is noticed."""

import json

import pytest
from plotly.utils import PlotlyJSONEncoder

from appli import pace
from appli.panels import act, choice
from appli.texts import Texts
from tests.appli.conftest import Neighbour
from tests.appli.test_panels import read

DRAFT = {
    "client": "193423",
    "visit": "v",
    "outcome": "accord",
    "code": "other",
    "text": "Dix lettres.",
    "advisor": "m.durand",
    "seconds": 2.0,
}


def test_nothing_is_preselected() -> None:
    form = json.dumps(act.layout(), cls=PlotlyJSONEncoder)
    assert '"value"' not in form
    assert '"checked"' not in form


@pytest.mark.parametrize("lacking", ["outcome", "code", "text"])
def test_what_is_missing_is_said_and_nothing_is_sent(neighbour: Neighbour, lacking: str) -> None:
    said, *_ = act.saved(DRAFT | {lacking: None}, {}, neighbour.api, Texts("fr"))
    field = {"code": "reason"}.get(lacking, lacking)
    assert read(said) == Texts("fr")(f"act.missing.{field}")
    assert neighbour.calls == []


def test_blank_words_are_no_explanation() -> None:
    for nothing in (" " * 40, "." * 40, "\u200b" * 40, "12 345 678 €"):
        assert choice.missing("accord", "other", nothing) == ["act.missing.text"]
    assert choice.missing("accord", "other", "Tout est là") == []


def test_what_nobody_sees_is_not_sent() -> None:
    assert choice.legible("\ufeffLes revenus\u200b sont\nstables. ") == "Les revenus sont\nstables."
    assert choice.legible(None) == ""


def test_a_hundred_quick_agreements_in_a_row_raise_a_notice() -> None:
    run = 0
    for _ in range(99):
        run = pace.next_run(run, follows=True, seconds=4.0)
    assert act.notice(run, Texts("fr")) == []
    run = pace.next_run(run, follows=True, seconds=5.0)
    assert "100 décisions d’affilée" in read(act.notice(run, Texts("fr")))


@pytest.mark.parametrize(("follows", "seconds"), [(True, 5.1), (False, 1.0), (None, 1.0)])
def test_reading_or_deviating_ends_the_run(follows: bool | None, seconds: float) -> None:
    assert pace.next_run(99, follows, seconds) == 0
