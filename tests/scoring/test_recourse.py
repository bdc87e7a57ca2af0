"""Paths to an approval: realistic, minimal, really scored, and never about what nobody may be asked to change."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from scoring import model as models
from scoring.applicant import PAST, Applicant
from scoring.decision import Rule
from scoring.features.domain import outside_record
from scoring.features.pipeline import build_features
from scoring.levers import BY_CODE
from scoring.model import Model
from scoring.recourse import MARGIN, MOST_LEVERS, MOST_PATHS, STEPS, Recourse, Search, candidates, recourse
from scoring.simulate import ranges, simulated
from scoring.tables import APPLICATION, CLIENT
from tests.drawn import drawn

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT.parent / "shared" / "data" / "home_credit"
MAY_MOVE = {"AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE", "AMT_INCOME_TOTAL"}
DEBTS = {"BUREAU_ACTIVE_DEBT", "BUREAU_DEBT_MAX", "BUREAU_ACTIVE_DEBT_TO_CREDIT", "BUREAU_DEBT_TO_CREDIT", "BUREAU_ANNUITY"}
DEBTS |= {"BUREAU_CARD_DEBT_TO_LIMIT"}


@pytest.fixture(scope="module")
def model() -> Model:
    return models.load(ROOT / "models")


@pytest.fixture(scope="module")
def found(model: Model) -> list[tuple[Applicant, Recourse]]:
    """Everyone of the demo, and what was found for each."""
    return [(person.applicant, recourse(model, person.applicant)) for person in drawn() if not outside_record(person.record)]


def pd(model: Model, applicant: Applicant) -> float:
    return float(model.probability_of_default(applicant.row(model.features)[None])[0])


def assert_sound(model: Model, found: Iterable[tuple[Applicant, Recourse]]) -> None:
    """What holds of every recourse, whoever it is for."""
    for applicant, answer in found:
        zone = model.rule.zone(model.rule.score(pd(model, applicant)))
        assert (answer.status == "needless") == (zone == "accord")
        assert (answer.status == "found") == bool(answer.paths)
        assert len(answer.paths) <= MOST_PATHS
        assert [path.cost for path in answer.paths] == sorted(path.cost for path in answer.paths)
        there = ranges(applicant)
        for point in (*answer.paths, *([answer.best] if answer.best else [])):
            assert 1 <= len(point.changes) <= MOST_LEVERS
            for code, value in point.changes.items():
                assert BY_CODE[code].advice
                assert BY_CODE[code].one_way
                assert (value - there[code].now) * there[code].dial.better > 0.01 * there[code].base, "a change that is none"
                assert there[code].low <= value <= there[code].high
            assert pd(model, simulated(applicant, point.changes)) == point.probability_of_default < pd(model, applicant)
            moved = {name for name in applicant.record if point.applicant.record[name] != applicant.record[name]}
            assert moved <= MAY_MOVE
            aged = {name for name, value in applicant.past.items() if not np.isclose(point.applicant.past[name], value, equal_nan=True)}
            assert aged <= (DEBTS if "debts" in point.changes else set())
        for path in answer.paths:
            assert path.probability_of_default <= (1 - MARGIN) * model.rule.probability_of_default(model.rule.upper) == answer.target
        sets = [frozenset(path.changes) for path in answer.paths]
        assert not any(a <= b for a, b in product(sets, sets) if a is not b)


def test_every_answer_is_sound(model: Model, found: list[tuple[Applicant, Recourse]]) -> None:
    assert_sound(model, found)
    assert {answer.status for _, answer in found} == {"needless", "found", "none"}
    assert any(len(answer.paths) > 1 for _, answer in found)


def test_no_lever_of_a_path_could_go_a_step_less_far(model: Model, found: list[tuple[Applicant, Recourse]]) -> None:
    checked = 0
    for applicant, answer in found:
        for path in answer.paths:
            for code, value in path.changes.items():
                values = candidates(ranges(applicant)[code]).tolist()
                nearer = values[values.index(value) - 1]
                others = {other: kept for other, kept in path.changes.items() if other != code}
                less = others if nearer == values[0] else others | {code: nearer}
                assert not less or pd(model, simulated(applicant, less)) > answer.target
                checked += 1
    assert checked > 20


def test_the_shortest_of_every_combination_comes_first(model: Model, found: list[tuple[Applicant, Recourse]]) -> None:
    """One by one, through the whole pipeline, without the batch."""
    applicant, answer = min((case for case in found if case[1].paths), key=lambda case: case[1].tried)
    search = Search(model, applicant, answer.target)
    reached = []
    for place, cost in zip(search.places.tolist(), search.costs.tolist(), strict=True):
        changes = {there.dial.code: float(search.values[k][place[k]]) for k, there in enumerate(search.levers) if place[k]}
        if pd(model, simulated(applicant, changes)) <= answer.target:
            reached.append(cost)
    assert len(reached) > 1
    assert min(reached) == answer.paths[0].cost


def test_the_batch_predicts_what_the_pipeline_gives(model: Model, found: list[tuple[Applicant, Recourse]]) -> None:
    for applicant, _ in [case for case in found if case[1].status == "none"][:5]:
        search = Search(model, applicant, 0.05)
        for place in range(0, len(search.places), max(1, len(search.places) // 15)):
            point = search._point(place)
            assert point.probability_of_default == pytest.approx(search.pds[place], abs=1e-6)


def test_without_a_path_the_best_point_is_the_lowest_that_the_levers_reach(model: Model, found: list[tuple[Applicant, Recourse]]) -> None:
    for applicant, answer in [case for case in found if case[1].status == "none"][:10]:
        lowest = Search(model, applicant, answer.target).pds.min()
        assert lowest > answer.target
        assert answer.best is None or answer.best.probability_of_default == pytest.approx(lowest, abs=1e-6)


def test_a_lender_s_other_bound_is_another_target(model: Model, found: list[tuple[Applicant, Recourse]]) -> None:
    applicant = next(applicant for applicant, answer in found if answer.status == "found")
    strict = replace(model, rule=Rule(10.0, 0.45, 0.999))
    assert recourse(strict, applicant).status == "none"
    lenient = replace(model, rule=Rule(10.0, 0.001, 0.002))
    assert recourse(lenient, applicant).status == "needless"


def test_values_are_few_round_and_away_from_the_present_one(found: list[tuple[Applicant, Recourse]]) -> None:
    for applicant, _ in found[:60]:
        for code in ("amount", "deposit", "income", "debts"):
            if code in ranges(applicant):
                there = ranges(applicant)[code]
                values = candidates(there)
                assert values[0] == there.now
                assert len(values) <= STEPS + 2
                assert (np.diff(values) * there.dial.better > 0).all()


@pytest.mark.parametrize("income", [19_500_000.0, 20_000_000.0, 117_000_000.0])
def test_an_income_that_nothing_could_raise_is_left_alone(model: Model, found: list[tuple[Applicant, Recourse]], income: float) -> None:
    """The highest income of the real table is 117 millions: its dial ends where it stands."""
    rich = [applicant.changed({"AMT_INCOME_TOTAL": income}) for applicant, _ in found[:40]]
    answers = [(applicant, recourse(model, applicant)) for applicant in rich]
    assert_sound(model, answers)
    assert {answer.status for _, answer in answers} >= {"needless", "none"}
    assert all(candidates(ranges(applicant)["income"]).tolist() == [income] for applicant in rich)


@pytest.mark.sample
@pytest.mark.skipif(not SAMPLE.is_dir(), reason=f"needs the real sample in {SAMPLE}")
def test_real_applicants_get_sound_answers(model: Model) -> None:
    records = pq.read_table(
        SAMPLE / "application_test.parquet", columns=list(APPLICATION.columns), filters=pc.field(CLIENT) < 101_200
    ).to_pylist()
    ids = [record[CLIENT] for record in records]
    matrix = build_features(SAMPLE, change=lambda raw: replace(raw, application=raw.application.filter(raw.application[CLIENT].isin(ids))))
    assert matrix.ids.tolist() == sorted(ids)
    past = [(place, name) for place, name in enumerate(matrix.names) if name in PAST]
    rows = dict(zip(matrix.ids.tolist(), matrix.rows.tolist(), strict=True))
    people = [Applicant(record, {name: rows[record[CLIENT]][place] for place, name in past}) for record in records]
    answers = [(person, recourse(model, person)) for person in people]
    assert_sound(model, answers)
    statuses = [answer.status for _, answer in answers]
    print("\n" + ", ".join(f"{status}: {statuses.count(status)}" for status in ("needless", "found", "none")))
    assert statuses.count("found") >= 5
