"""What chance does, against chance itself."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from jobs.drift.live import performance, statistics
from scoring.decision import Rule

RNG = np.random.default_rng(3)


def test_without_a_change_the_chance_is_spread_evenly() -> None:
    shares = np.array([0.3, 0.2, 0.2, 0.15, 0.1, 0.05])
    before = RNG.multinomial(2_000, shares, 4_000)
    now = RNG.multinomial(500, shares, 4_000)
    found = np.array([float(statistics.index(one, other)) for one, other in zip(before, now, strict=True)])
    chances = statistics.chance_of_index(found, 6, 2_000, 500)
    for level in (0.5, 0.1, 0.01):
        assert np.mean(chances < level) == pytest.approx(level, abs=3 * np.sqrt(level / 4_000) + 0.1 * level)


def test_the_least_index_is_the_one_that_is_no_chance() -> None:
    least = statistics.least_index(10, 2_000, 300, 132)
    assert statistics.chance_of_index(least, 10, 2_000, 300) * 132 == pytest.approx(statistics.ALPHA)


def test_cells_are_grouped_until_each_is_expected_to_hold_ten() -> None:
    reference = np.array([900, 5, 600, 0, 400, 95])
    groups = statistics.grouped(reference, 100)
    expected = statistics.gathered(reference, groups) / reference.sum() * 100
    assert expected.min() >= statistics.EXPECTED
    assert groups[1] == groups[3] == groups[5]  # the rare ones, 5 of a hundred together, and the next smallest joins them
    assert statistics.gathered(reference, groups).sum() == reference.sum()


def test_shares_are_told_apart_as_a_table_of_four_does() -> None:
    found = statistics.chance_of_shares((400, 2_000), (np.array([130]), 500))
    table = chi2_contingency([[400, 1_600], [130, 370]], correction=False)
    assert float(found[0]) == pytest.approx(table.pvalue)


def test_corrected_as_holm_does() -> None:
    assert statistics.corrected(np.array([0.01, 0.04, 0.03])).tolist() == pytest.approx([0.03, 0.06, 0.06])
    assert statistics.corrected(np.array([[0.9, 0.5], [0.001, 0.2]])).tolist() == [[1.0, 1.0], pytest.approx([0.002, 0.2])]


def test_the_interval_holds_the_share_nineteen_times_in_twenty() -> None:
    inside = [low <= 0.07 <= high for low, high in (statistics.interval(int(count), 200) for count in RNG.binomial(200, 0.07, 2_000))]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.02)


def test_what_the_probabilities_promise_is_what_happens_when_they_are_true() -> None:
    rule, people = Rule(), 200_000
    score = RNG.beta(4, 2, people)
    pd = (1 - score) / (1 - score + rule.cost_ratio * score)
    failed = RNG.random(people) < pd
    found = performance.expected(np.bincount((score * 100).astype(int), minlength=100), rule)
    order = np.argsort(np.argsort(pd))
    auc = (order[failed].mean() - (failed.sum() - 1) / 2) / (~failed).sum()
    cost = np.where(score < 0.5, ~failed, rule.cost_ratio * failed).mean()
    assert (found.mean_pd, found.brier) == (pytest.approx(failed.mean(), rel=0.03), pytest.approx(((pd - failed) ** 2).mean(), rel=0.03))
    assert (found.auc, found.cost) == (pytest.approx(auc, abs=0.01), pytest.approx(cost, rel=0.03))
