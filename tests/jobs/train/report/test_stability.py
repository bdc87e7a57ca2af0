"""Refits that agree are said to agree."""

from dataclasses import replace
from typing import Any

import numpy as np

from jobs.train.report import stability
from scoring.decision import Rule


def test_refits_of_a_clear_rule_agree(world: Any) -> None:
    told = stability.measure(world.sample, world.folds, Rule(), seed=1, refits=3)
    assert told["roc_auc_lowest"] <= told["roc_auc_highest"]
    assert told["roc_auc_highest"] - told["roc_auc_lowest"] < 0.05
    assert told["rank_correlation_of_importances"] > 0.5
    assert told["granted_by_one_refused_by_another"] <= 1.5 * told["zone_differs_between_two"]


def test_refits_are_measured_on_people_they_did_not_see(world: Any) -> None:
    rows = world.sample.rows.copy()
    np.random.default_rng(0).shuffle(rows)
    told = stability.measure(replace(world.sample, rows=rows), world.folds, Rule(), seed=1, refits=3)
    assert told["roc_auc_highest"] < 0.57


def test_people_left_out_of_a_draw_have_no_row_in_it(world: Any) -> None:
    drawn, left_out = stability._draw(world.sample, seed=1)
    people = world.sample.people
    assert len(drawn) + 60 > len(people) > len(np.unique(drawn))
    assert not set(people[drawn]) & set(people[left_out])
