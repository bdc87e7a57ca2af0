"""What gives sex or age away is found out; age is guessed from what is left without it."""

from dataclasses import replace
from typing import Any

import numpy as np

from jobs.train.report import paired, proxies


def guessed(world: Any, sample: Any = None) -> dict[str, Any]:
    sample = sample or world.sample
    return proxies.measure(sample, world.protected, world.folds, paired.draws(sample.people, 0, 50), 1)


def test_a_trade_gives_sex_away_and_time_in_the_job_gives_age_away(world: Any) -> None:
    told = guessed(world)
    assert told["sex"]["roc_auc"]["value"] > 0.75
    assert told["age"]["features_without_age"] == len(world.sample.features) - 1
    assert told["age"]["explained_variance"]["value"] > 0.5
    assert told["age"]["mean_error_years"]["value"] < 9
    assert told["age"]["roc_auc_under_30"]["value"] > 0.8


def test_without_a_proxy_nothing_can_be_guessed(world: Any) -> None:
    rows = world.sample.rows.copy()
    np.random.default_rng(0).shuffle(rows)
    told = guessed(world, replace(world.sample, rows=rows))
    assert 0.44 < told["sex"]["roc_auc"]["value"] < 0.56
    assert told["age"]["explained_variance"]["value"] < 0.05
