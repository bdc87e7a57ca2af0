"""Group figures against fairlearn's; small groups are not shown; a biased model is seen to be."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from fairlearn.metrics import MetricFrame, selection_rate, true_negative_rate

from jobs.train.report import fairness, paired, sections
from jobs.train.report.fairness import SMALLEST
from scoring.decision import Rule

RULE = Rule()
LIMIT = RULE.probability_of_default(RULE.upper)


@pytest.fixture
def pd(world: Any) -> np.ndarray:
    """Men look twice as risky."""
    men = world.protected.sex == "men"
    return np.random.default_rng(3).uniform(0, 0.12, len(men)) * np.where(men, 1.6, 0.8)


@pytest.fixture
def told(world: Any, pd: np.ndarray) -> dict[str, Any]:
    weights = paired.draws(world.sample.people, 0, 100)
    return fairness.measure(world.sample, world.protected, {"served": pd, "fair": np.full(len(pd), 0.05)}, RULE, weights)


def test_every_figure_is_fairlearn_s(world: Any, pd: np.ndarray, told: dict[str, Any]) -> None:
    refused = (pd >= LIMIT).astype(int)
    granting = {"granted": lambda y, p: selection_rate(y, p, pos_label=0), "among_good": true_negative_rate}
    frame = MetricFrame(metrics=granting, y_true=world.sample.outcomes, y_pred=refused, sensitive_features=world.protected.sex)
    for line in told["sex"]:
        expected = frame.by_group.loc[line["group"]]
        assert line["served"]["granted"]["value"] == pytest.approx(expected["granted"], abs=1e-6)
        assert line["served"]["granted_among_good"]["value"] == pytest.approx(expected["among_good"], abs=1e-6)
    worst = min(line["served"]["ratio_to_best"]["value"] for line in told["sex"])
    assert worst == pytest.approx(frame.ratio(method="between_groups")["granted"], abs=1e-6)


def test_a_biased_model_is_seen_and_an_even_one_is_not(told: dict[str, Any]) -> None:
    men = next(line for line in told["sex"] if line["group"] == "men")
    assert men["served"]["ratio_to_best"]["high"] < fairness.SCREEN
    assert men["fair"]["ratio_to_best"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert men["fair"]["mean_pd_minus_observed"]["high"] < 0


def test_groups_of_a_few_people_are_shown_nowhere(world: Any, told: dict[str, Any]) -> None:
    assert {line["group"] for line in told["family status"]} == {"Married", "Single"}
    assert all(line["people"] >= SMALLEST for groups in told.values() for line in groups)
    sizes = {line["group"]: line["people"] for line in told["sex"]}
    assert sum(sizes.values()) == len(np.unique(world.sample.people))


def test_a_sample_without_any_group_large_enough_shows_none(world: Any, pd: np.ndarray) -> None:
    few = np.arange(SMALLEST - 1)
    weights = paired.draws(world.sample.people, 0, 5)[:, few]
    protected = replace(world.protected, **{name: getattr(world.protected, name)[few] for name in ("outcomes", "sex", "family", "age")})
    told = fairness.measure(world.sample.part(few), protected, {"served": pd[few]}, RULE, weights)
    assert [groups for groups in told.values() if groups] == []
    assert sections.fairness({"fairness": told}).count("No group is large enough") == len(told)


def test_a_group_in_which_a_few_people_failed_is_shown_nowhere(world: Any) -> None:
    outcomes = world.sample.outcomes
    few = np.concatenate([np.flatnonzero(outcomes == 0)[:200], np.flatnonzero(outcomes == 1)[:20]])
    words = np.full(len(outcomes), "Many")
    words[few] = "Few"
    assert [group for group, _ in fairness._groups(words, world.sample)] == ["Many"]


def test_age_bands_begin_at_their_first_year(world: Any) -> None:
    ages = fairness.attributes(world.protected)["age"]
    assert ages[np.argmin(world.protected.age)] == "18 to 24"
    in_band = world.protected.age[ages == "25 to 34"]
    assert in_band.min() >= 25
    assert in_band.max() < 35
    assert fairness.attributes(world.protected)["sex and age"][0].endswith(str(ages[0]))
