"""What a simulation moves, what follows, and what it refuses to move."""

import math
import random
from pathlib import Path

import numpy as np
import pytest

from scoring import model as models
from scoring.applicant import Applicant, kept_beside
from scoring.errors import NotReady, OutOfRange
from scoring.features.application_amounts import HIGHEST_INCOME
from scoring.features.catalogue import ROW_LEVEL
from scoring.features.past import past_features
from scoring.features.row import Row
from scoring.model import Model
from scoring.simulate import DIALS, Range, fields_of, ranges, round_step, simulated
from tests.drawn import Person, drawn

MODELS = Path(__file__).resolve().parents[2] / "models"
STEP = 0.1
PULLED = {"amount": 1 - STEP, "deposit": STEP, "income": 1 + STEP, "debts": 1 - STEP, "goods_price": 1 - STEP, "term": 1 + STEP}


@pytest.fixture(scope="module")
def model() -> Model:
    return models.load(MODELS)


def features(applicant: Applicant) -> dict[str, float]:
    names = [feature.name for feature in ROW_LEVEL] + list(applicant.past)
    return dict(zip(names, applicant.row(names).tolist(), strict=True))


def pulled_on_the_raw_rows(person: Person, code: str) -> Applicant:
    """The lever as the model was trained to answer it: on the columns of the raw table."""
    lever = next(dial.lever for dial in DIALS if dial.code == code)
    if lever.table == "bureau":
        rows = [row | lever.change(Row({"AMT_CREDIT_SUM_DEBT": None, "AMT_ANNUITY": None} | row), STEP) for row in person.history["bureau"]]
        return Applicant(person.record, past_features(person.history | {"bureau": rows}))
    return Applicant(person.record | lever.change(Row(person.record), STEP), past_features(person.history))


@pytest.mark.parametrize("code", PULLED)
def test_a_dial_does_what_its_lever_does_to_the_raw_tables(code: str) -> None:
    turned = 0
    for person in drawn()[:60]:
        there = ranges(person.applicant).get(code)
        if there is None:
            continue
        wanted, found = (
            features(pulled_on_the_raw_rows(person, code)),
            features(simulated(person.applicant, {code: PULLED[code] * there.base})),
        )
        names = [name for name in wanted if name != "LOAN_OFFER"]  # a length on the edge of two offers may fall on either side
        np.testing.assert_allclose([found[n] for n in names], [wanted[n] for n in names], rtol=2e-6, atol=1e-9, equal_nan=True)
        assert math.isnan(wanted["LOAN_OFFER"]) or abs(found["LOAN_OFFER"] - wanted["LOAN_OFFER"]) <= 1
        turned += 1
    assert turned >= 20


def test_what_stays_where_it_is_changes_nothing() -> None:
    for person in drawn()[:40]:
        there = ranges(person.applicant)
        together = {code: lever.now for code, lever in there.items() if code != "annuity"}
        before, after = features(person.applicant), features(simulated(person.applicant, together))
        np.testing.assert_allclose(list(after.values()), list(before.values()), rtol=2e-6, equal_nan=True)


def test_a_smaller_amount_keeps_the_length_and_the_offer() -> None:
    applicant = drawn()[0].applicant
    amount = ranges(applicant)["amount"]
    before, after = features(applicant), features(simulated(applicant, {"amount": amount.low}))
    assert after["AMT_CREDIT"] == pytest.approx(amount.low)
    assert (after["TERM_MONTHS"], after["LOAN_OFFER"]) == (pytest.approx(before["TERM_MONTHS"]), before["LOAN_OFFER"])
    assert after["ANNUITY_TO_INCOME"] == pytest.approx(before["ANNUITY_TO_INCOME"] * amount.low / amount.now, rel=1e-6)


def test_another_length_is_another_offer_and_another_monthly_payment() -> None:
    applicant = drawn()[0].applicant
    after = features(simulated(applicant, {"term": ranges(applicant)["term"].high, "amount": ranges(applicant)["amount"].low}))
    assert after["TERM_MONTHS"] == pytest.approx(ranges(applicant)["term"].high)
    assert after["AMT_ANNUITY"] == pytest.approx(ranges(applicant)["amount"].low / ranges(applicant)["term"].high)
    assert after["LOAN_OFFER"] != features(applicant)["LOAN_OFFER"]


def test_debts_paid_off_leave_no_share_and_no_card_in_use() -> None:
    applicant = next(person.applicant for person in drawn() if person.applicant.past["BUREAU_CARD_DEBT_TO_LIMIT"] > 0)
    after = features(simulated(applicant, {"debts": 0.0}))
    assert [after[name] for name in ("BUREAU_ACTIVE_DEBT", "BUREAU_DEBT_MAX", "DEBT_ELSEWHERE_TO_INCOME")] == [0, 0, 0]
    assert after["BUREAU_CARD_DEBT_TO_LIMIT"] in (0, pytest.approx(math.nan, nan_ok=True))  # no limit left: no share of it
    assert after["BUREAU_COUNT"] == applicant.past["BUREAU_COUNT"]


def test_every_dial_stands_within_its_range() -> None:
    for person in drawn():
        for there in ranges(person.applicant).values():
            assert there.low <= there.now <= there.high
            assert there.low < there.high
            assert there.step > 0


def test_no_income_is_tried_that_would_not_be_believed() -> None:
    person = drawn()[0]
    rich = Applicant(person.record | {"AMT_INCOME_TOTAL": 0.95 * HIGHEST_INCOME}, person.applicant.past)
    assert ranges(rich)["income"].high == HIGHEST_INCOME


def test_whoever_buys_nothing_or_owes_nothing_has_no_such_dial() -> None:
    person = drawn()[0]
    without = Applicant(person.record | {"AMT_GOODS_PRICE": None}, person.applicant.past | {"BUREAU_ACTIVE_DEBT": 0.0})
    assert set(ranges(without)) == {"amount", "term", "annuity", "income"}
    unknown = Applicant(person.record | {"AMT_ANNUITY": None}, {})
    assert set(ranges(unknown)) == {"amount", "deposit", "goods_price", "income"}
    with pytest.raises(OutOfRange, match="debts: this client has none"):
        simulated(without, {"debts": 0.0})


@pytest.mark.parametrize(
    "forbidden", ["CODE_GENDER", "DAYS_BIRTH", "AGE_YEARS", "BUREAU_COUNT", "EXT_SOURCE_2", "external_scores", "AMT_CREDIT"]
)
def test_a_field_that_no_one_may_move_is_refused_by_its_name(forbidden: str) -> None:
    with pytest.raises(OutOfRange, match=f"{forbidden}: a simulation may not move it"):
        simulated(drawn()[0].applicant, {forbidden: 1.0})


def test_every_violation_is_said_at_once() -> None:
    applicant = drawn()[0].applicant
    with pytest.raises(OutOfRange) as refused:
        simulated(applicant, {"amount": 1e9, "income": -5.0, "term": 12.0, "annuity": 1e4, "shoe_size": 42.0})
    said = str(refused.value)
    assert all(name in said for name in ("amount: from", "income: from", "term, annuity:", "shoe_size: there is nothing of this name"))
    with pytest.raises(OutOfRange, match="name at least one"):
        simulated(applicant, {})
    with pytest.raises(OutOfRange, match="left to lend"):
        simulated(applicant, {"amount": ranges(applicant)["amount"].low, "deposit": ranges(applicant)["deposit"].high})


def test_a_turn_the_right_way_never_raises_the_pd(model: Model) -> None:
    draw, lower = random.Random(4), 0
    for person in drawn()[:80]:
        there = [lever for lever in ranges(person.applicant).values() if lever.dial.lever.one_way]
        before = pd(model, person.applicant)
        for lever in there:
            after = pd(model, simulated(person.applicant, {lever.dial.code: helped(lever, draw.random())}))
            assert after <= before + 1e-12, lever.dial.code
            lower += after < before
    assert lower > 50


def helped(lever: Range, share: float) -> float:
    return lever.now + share * ((lever.high if lever.dial.better > 0 else lever.low) - lever.now)


def pd(model: Model, applicant: Applicant) -> float:
    return float(model.probability_of_default(applicant.row(model.features)[None])[0])


def test_what_moves_is_the_loan_and_the_budget_only() -> None:
    applicant = drawn()[0].applicant
    assert set(fields_of(applicant)) - set(applicant.past) == {"AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE", "AMT_INCOME_TOTAL"}


def test_a_store_without_what_is_needed_says_so(model: Model) -> None:
    person = drawn()[0]
    complete = person.record | {name: person.applicant.past[name] for name in kept_beside(model.features)}
    row = person.applicant.row(model.features)
    assert Applicant.stored(complete, model.features, row).row(model.features).tobytes() == row.tobytes()
    for name in ("AMT_GOODS_PRICE", *kept_beside(model.features)):
        with pytest.raises(NotReady, match=f"without {name}; run"):
            Applicant.stored({field: value for field, value in complete.items() if field != name}, model.features, row)


def test_steps_are_round() -> None:
    assert [round_step(size) for size in (9.99, 10, 24, 26, 70, 0.6)] == [5, 10, 20, 25, 50, 0.5]
