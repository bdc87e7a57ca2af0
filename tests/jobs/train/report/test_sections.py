"""The report from end to end on invented people, as the card tells it."""

import json
from typing import Any

import numpy as np
import pytest

from jobs.train.report import ablations, build, sections, stability
from jobs.train.report.curves import curves
from scoring.decision import Rule


@pytest.fixture(scope="module")
def report(world: Any) -> dict[str, Any]:
    served = np.random.default_rng(0).uniform(0.01, 0.2, len(world.sample.outcomes))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ablations, "REPEATS", 2)
        patch.setattr(stability, "REFITS", 2)
        return build.build(world.sample, world.protected, served, Rule(), seed=1)


def test_it_is_small_json_without_a_row(world: Any, report: dict[str, Any]) -> None:
    text = json.dumps(report, allow_nan=False)
    assert len(text) < 30_000

    def longest(value: Any) -> int:
        if isinstance(value, dict):
            return max(map(longest, value.values()), default=0)
        return max(len(value), *map(longest, value), 0) if isinstance(value, list) and value else 0

    assert longest(report) <= 101
    assert not {name for extra in world.protected.excluded.values() for name in extra.names if name in text}


def test_the_card_tells_every_part(report: dict[str, Any]) -> None:
    text = sections.section({"report": report})
    lines = (
        "| Sex (let in, 1) |",
        "| Age (taken out, 1) |",
        "sex, from every feature: AUC",
        "### By sex and age",
        "refits of the quick learner",
    )
    for expected in lines:
        assert expected in text
    assert "nan" not in text
    assert "Widow" not in text  # twenty people
    assert text == sections.section(json.loads(json.dumps({"report": report})))


def test_a_ratio_below_the_screen_is_flagged(report: dict[str, Any]) -> None:
    even, uneven = (json.loads(json.dumps(report["fairness"]["sex"])) for _ in range(2))
    for group in even + uneven:
        group["served"]["ratio_to_best"]["value"] = 0.8
    uneven[0]["served"]["ratio_to_best"]["value"] = 0.79
    assert "⚠ (" not in sections.fairness({"fairness": {"sex": even}})
    told = sections.fairness({"fairness": {"sex": uneven}})
    assert told.count("**0.79** ⚠ (") == told.count("⚠ (") - told.count("(⚠ ") == 1


def test_without_age_the_youngest_s_risk_reads_lower_when_youth_is_risky(report: dict[str, Any]) -> None:
    youngest = report["youngest"]
    assert youngest["group"] == "18 to 24"
    assert youngest["mean_pd_without_age"] < youngest["mean_pd"]


def test_curves_of_a_forecast_that_knows_all() -> None:
    outcomes = np.repeat([0, 1], [900, 100]).astype(np.int8)
    drawn = curves(outcomes, np.where(outcomes == 1, 0.9, 0.01), Rule())
    assert drawn["roc"]["found"][1:] == [1.0] * 100
    cost = dict(zip(drawn["cost"]["score"], drawn["cost"]["cost_per_client"], strict=True))
    assert cost[0.0] == 1.0  # everyone granted: a tenth fails, ten good loans each
    assert cost[0.5] == 0.0
    assert cost[1.0] == 0.9  # everyone refused
