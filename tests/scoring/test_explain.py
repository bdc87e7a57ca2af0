"""Families are signed sums; reasons are few, ordered, and say the client's own value."""

import numpy as np
import pytest

from scoring import explain, policy
from scoring.decision import POINTS_PER_LOG_ODDS
from scoring.features import catalogue, lineage
from scoring.features.families import FAMILIES

FEATURES = tuple(catalogue.FEATURES)
RNG = np.random.default_rng(0)
ROW = np.array([0.0 if feature.is_category else 0.5 for feature in FEATURES], np.float32)
FAMILY_MEMBERS = list(explain.families_of(FEATURES).values())


def told_alone(phi: np.ndarray) -> list[explain.Reason]:
    """The reasons of one client whose families all hold when they are tried."""
    held = np.array([[100 * phi[members].sum() for members in FAMILY_MEMBERS]])
    return next(explain.reasons_of_all(FEATURES, ROW[None], np.append(phi, 0)[None], held))


def contributions(scale: float = 0.1) -> np.ndarray:
    return RNG.normal(0, scale, len(FEATURES))


def test_families_sum_to_the_same_total() -> None:
    phi = contributions()
    by_family = explain.family_contributions(FEATURES, phi)
    assert set(by_family) <= set(FAMILIES)
    assert sum(by_family.values()) == pytest.approx(phi.sum(), abs=1e-12)


def test_features_that_cancel_out_inside_a_family_are_no_reason() -> None:
    phi = np.zeros(len(FEATURES))
    first, second = [i for i, f in enumerate(FEATURES) if f.family == "external_scores"][:2]
    phi[first], phi[second] = 1.0, -1.0
    assert told_alone(phi) == []


def test_at_most_four_a_side_unfavourable_first_by_weight() -> None:
    told = told_alone(contributions(1.0))
    signs = [np.sign(reason.points) for reason in told]
    assert signs == sorted(signs)
    for side in (-1, 1):
        weights = [abs(r.points) for r in told if np.sign(r.points) == side]
        assert len(weights) <= explain.MOST_REASONS
        assert weights == sorted(weights, reverse=True)


def test_a_reason_carries_its_family_s_points_and_the_feature_that_pulls_that_way() -> None:
    phi = np.zeros(len(FEATURES))
    members = [i for i, f in enumerate(FEATURES) if f.family == "repayment_burden"]
    phi[members[0]], phi[members[1]] = -0.5, 0.2
    (reason,) = told_alone(phi)
    assert reason.feature is FEATURES[members[0]]
    assert reason.points == pytest.approx(-0.3 * POINTS_PER_LOG_ODDS)
    stated = reason.as_dict()
    assert stated["direction"] == "unfavourable"
    assert stated["text"]["fr"].endswith("Cela a pesé en défaveur du dossier.")


def test_a_reason_that_does_not_hold_when_it_is_tried_is_not_told() -> None:
    """It must change the score its way, by a point or more, beside an ordinary client."""
    phi = np.zeros(len(FEATURES) + 1)
    members = FAMILY_MEMBERS[1]
    phi[members[0]] = 0.5
    for effect, kept in ((0.5, 1), (1.01 / POINTS_PER_LOG_ODDS, 1), (0.99 / POINTS_PER_LOG_ODDS, 0), (-0.5, 0)):
        effects = np.zeros((1, len(FAMILY_MEMBERS)))
        effects[0, 1] = effect
        assert len(next(explain.reasons_of_all(FEATURES, ROW[None], phi[None], effects))) == kept


def test_no_reason_can_be_about_an_excluded_column() -> None:
    rules, read = policy.load(), lineage.columns_used()
    assert set(read) == {feature.name for feature in FEATURES}
    for name, raw_columns in read.items():
        assert {rules.status(column) for column in raw_columns} <= {"allowed", "watched", "key"}, name


def test_an_ordinary_client_has_medians_and_the_most_frequent_categories() -> None:
    number, category = (next(f for f in FEATURES if f.is_category == wanted) for wanted in (False, True))
    rows = np.array([[1, 0], [2, 2], [40, 2], [np.nan, np.nan]], np.float32)
    assert explain.ordinary([number, category], rows) == {number.name: 2.0, category.name: 2.0}
    assert explain.ordinary([number, category], rows[3:]) == {number.name: None, category.name: None}


def test_a_technical_feature_tells_a_reason_only_when_no_plain_one_can() -> None:
    members = [i for i, f in enumerate(FEATURES) if f.family == "external_scores"]
    technical = next(i for i in members if FEATURES[i].technical)
    plain = next(i for i in members if not FEATURES[i].technical)
    phi = np.zeros(len(FEATURES))
    phi[technical] = 1.0
    assert told_alone(phi)[0].feature is FEATURES[technical]
    phi[plain] = 0.2
    assert told_alone(phi)[0].feature is FEATURES[plain]


def test_a_fault_is_never_told_as_a_merit() -> None:
    members = [i for i, f in enumerate(FEATURES) if f.family == "past_repayments"]
    fault = next(i for i in members if FEATURES[i].name in catalogue.FAULTS)
    other = next(i for i in members if FEATURES[i].name not in catalogue.FAULTS)
    phi = np.zeros(len(FEATURES))
    phi[fault] = 1.0
    assert told_alone(phi) == []
    phi[other] = 0.1
    assert told_alone(phi)[0].feature is FEATURES[other]
    phi[fault] = -1.0
    assert told_alone(phi)[0].feature is FEATURES[fault]


def test_faults_are_features() -> None:
    assert set(catalogue.BY_NAME) >= catalogue.FAULTS


def test_every_feature_can_be_told_in_both_languages_present_or_missing() -> None:
    for feature in FEATURES:
        for value in (0.0, np.nan):
            stated = explain.Reason(feature, value, -1.0).as_dict()
            assert "{" not in stated["text"]["fr"] + stated["text"]["en"]
            assert feature.name not in stated["text"]["fr"] + stated["text"]["en"] + stated["label"]["fr"]


def test_stored_reasons_come_back_word_for_word() -> None:
    told = told_alone(contributions(1.0))
    again = explain.unpacked(explain.packed(told), FEATURES, ROW)
    assert explain.stated(again) == explain.stated(told)
