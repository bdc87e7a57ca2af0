"""The score's properties: monotone, bounded, exact at the bounds, never displayed across one."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.decision import POINTS_PER_LOG_ODDS, Rule

RULE = Rule()
probabilities = st.floats(0, 1)


@given(probabilities, probabilities)
def test_a_higher_pd_never_has_a_higher_score(first: float, second: float) -> None:
    low, high = sorted((first, second))
    assert RULE.score(low) >= RULE.score(high)


@given(probabilities)
def test_scores_stay_between_0_and_1(pd: float) -> None:
    assert 0 <= RULE.score(pd) <= 1


@given(st.floats(1e-6, 1 - 1e-6))
def test_score_is_the_shifted_log_odds(pd: float) -> None:
    logit = -math.log(pd / (1 - pd)) - math.log(RULE.cost_ratio)
    assert RULE.score(pd) == pytest.approx(1 / (1 + math.exp(-logit)), abs=1e-12)


@given(st.floats(1e-6, 1 - 1e-6))
def test_the_inverse_gives_the_pd_back(pd: float) -> None:
    assert RULE.probability_of_default(RULE.score(pd)) == pytest.approx(pd, rel=1e-9)


def test_break_even_is_one_half() -> None:
    assert RULE.score(1 / 11) == pytest.approx(0.5, abs=1e-15)


@pytest.mark.parametrize(
    ("score", "zone"),
    [
        (0.0, "refus"),
        (math.nextafter(0.45, 0), "refus"),
        (0.45, "conseiller"),
        (0.5, "conseiller"),
        (0.55, "conseiller"),
        (math.nextafter(0.55, 1), "accord"),
        (1.0, "accord"),
    ],
)
def test_both_bounds_belong_to_the_advisor(score: float, zone: str) -> None:
    assert RULE.zone(score) == zone


@given(st.floats(0, 1))
def test_the_display_never_crosses_a_bound(score: float) -> None:
    shown, (first, last) = RULE.displayed(score), RULE.displayed_bounds
    zone = "refus" if shown < first else "accord" if shown > last else "conseiller"
    assert zone == RULE.zone(score)
    assert abs(shown - 100 * score) <= 1


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_display_is_monotone(first: float, second: float) -> None:
    low, high = sorted((first, second))
    assert RULE.displayed(low) <= RULE.displayed(high)


@pytest.mark.parametrize(("score", "shown"), [(0.4499, 44), (0.45, 45), (0.55, 55), (0.5501, 56), (0.6249, 62)])
def test_displayed_examples(score: float, shown: int) -> None:
    assert RULE.displayed(score) == shown


@pytest.mark.parametrize("impossible", [-0.01, 1.01, math.nan, math.inf])
def test_what_is_no_probability_is_refused(impossible: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        RULE.score(impossible)
    with pytest.raises(ValueError, match="between 0 and 1"):
        RULE.zone(impossible)


@pytest.mark.parametrize("arguments", [{"cost_ratio": 0}, {"cost_ratio": math.nan}, {"lower": 0.6}, {"upper": 1.0}])
def test_an_impossible_rule_is_refused(arguments: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must"):
        Rule(**arguments)


def test_twenty_points_double_the_odds() -> None:
    assert math.log(2) * POINTS_PER_LOG_ODDS == pytest.approx(20)
