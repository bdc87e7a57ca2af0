"""What the soak and the simulation say is so: a wrong answer is seen, a full disk is full, a queue waits as the theory has it."""

import json
import math
import threading
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from benchmarks import replicas, scale
from benchmarks.replicas import Cost
from benchmarks.soaking.callers import SETTLED, Caller, Decided, Tally, hear, reason
from benchmarks.soaking.log import Compared, compare
from benchmarks.soaking.models import write_another
from benchmarks.soaking.table import Diary, _answers, _ends, _memory, _recoveries, answered
from scoring import model as models
from tests.api.invented import invented_rows, write_model

RIGHT = {"one": {100_001: 0.75}, "two": {100_001: 0.6}}
ANSWERS = {
    "get_score": lambda score: {"score": score},
    "get_client_screen": lambda score: {"score": {"score": score}},
    "get_shap": lambda score: {"sum": math.log(score / (1 - score))},
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_that_is_not_its_model_s_is_wrong(kind: str) -> None:
    tally = Tally()
    caller = Caller(1, RIGHT, tally, threading.Event(), seed=0)
    for version, score in (("one", 0.75), ("two", 0.6)):
        caller._judge(kind, 100_001, ANSWERS[kind](score) | {"model_version": version})
        assert tally.wrong == []
    for place, (version, score) in enumerate([("one", 0.7501), ("one", 0.6), ("three", 0.75)], 1):
        caller._judge(kind, 100_001, ANSWERS[kind](score) | {"model_version": version})
        assert len(tally.wrong) == place


def test_an_answer_of_the_former_model_is_wrong_once_the_other_has_settled() -> None:
    tally = Tally()
    caller = Caller(1, RIGHT, tally, threading.Event(), seed=0)
    tally.now_serving("two")
    _, since = tally.serving
    caller._judge("get_score", 100_001, {"score": 0.75, "model_version": "one"}, asked=since + SETTLED - 0.1)
    assert tally.wrong == []
    caller._judge("get_score", 100_001, {"score": 0.75, "model_version": "one"}, asked=since + SETTLED + 0.1)
    assert len(tally.wrong) == 1


def test_the_other_model_is_another_over_the_same_clients(tmp_path: Path) -> None:
    write_model(tmp_path / "one")
    write_another(tmp_path / "one", tmp_path / "two")
    one, two = (models.load(tmp_path / name) for name in ("one", "two"))
    rows = invented_rows(50, seed=2)
    assert one.features == two.features
    assert one.version != two.version
    assert np.abs(one.probability_of_default(rows) - two.probability_of_default(rows)).max() > 1e-3


def kept(number: int, decided: Decided, **changes: Any) -> tuple[int, Any]:
    """An entry of the log as a caller sent it."""
    shown = json.dumps({"model_version": decided.version, "score": decided.score})
    sent = {"client": int(decided.client), "outcome": "accord", "reason": {"text": reason(decided.key)}, "shown": shown}
    return number, sent | changes


def test_each_confirmed_decision_is_compared_with_what_the_log_holds_of_it() -> None:
    one, seen = Decided("100001", "a", "v", 0.75), Decided("100002", "b")
    told = {1: one, 2: seen}
    assert compare([kept(1, one), kept(2, seen), kept(3, Decided("100001", "c"))], told) == Compared()
    assert compare([kept(1, one)], told).lost == [2]
    changes = [
        {"client": 5},
        {"outcome": "refus"},
        {"reason": {"text": "other"}},
        {"shown": json.dumps({"model_version": "w", "score": 0.75})},
    ]
    changes.append({"shown": json.dumps({"model_version": "v", "score": 0.76})})
    for change in changes:
        assert compare([kept(1, one, **change), kept(2, seen)], told).changed == [1], change
    assert compare([(1, None), kept(2, seen)], told).changed == [1]
    assert compare([kept(1, one), kept(2, seen), kept(3, one)], told).doubled == [reason("a")]


def test_a_call_that_nobody_answers_is_counted_as_such() -> None:
    tally = Tally()
    Caller(9, RIGHT, tally, threading.Event(), seed=0)._call("get_score", "GET", "/get_score/100001", 100_001, None)
    assert tally.failed["get_score"] == 1
    assert not tally.first


def queued(rate: float, pace: float, people: int = 100_000) -> tuple[scale.Floats, scale.Floats]:
    """Arrivals, and the work of each."""
    rng = np.random.default_rng(3)
    return np.cumsum(rng.exponential(1 / rate, people)), rng.exponential(1 / pace, people)


@pytest.mark.parametrize(("machines", "cores", "load"), [(1, 1, 0.7), (1, 8, 0.85), (4, 4, 0.85)])
def test_a_queue_waits_as_the_theory_has_it(machines: int, cores: int, load: float) -> None:
    """Drawn among machines, what each is sent is a Poisson process too: its line is M/M/c by itself."""
    rate = 1_000.0
    pace = rate / load / cores / machines
    arrivals, work = queued(rate, pace)
    waited = scale.through(arrivals, work, machines, scale.at_random(), cores) - arrivals
    assert np.quantile(waited, 0.99) == pytest.approx(percentile(rate / machines, pace, cores), rel=0.08)


def test_whoever_counts_waits_less_than_whoever_draws_and_more_than_in_one_line() -> None:
    arrivals, work = queued(1_000.0, 1_000 / 0.85 / 16)
    one, counted, drawn = (
        np.quantile(scale.through(arrivals, work, machines, choose, cores) - arrivals, 0.99)
        for machines, choose, cores in ((1, scale.at_random(), 16), (4, scale.least_connections(), 4), (4, scale.at_random(), 4))
    )
    assert one < counted < 0.9 * drawn


def test_a_request_s_parts_are_added(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two lines of one core, one after the other: the sum of two exponential times (Reich, 1957), and the network."""
    monkeypatch.setattr(scale, "CORES", 1)
    monkeypatch.setattr(scale.through, "__defaults__", (1,))
    arrivals, work = queued(700.0, 1_000.0)
    again = np.random.default_rng(4).exponential(1e-3, len(work))
    found = scale.late(arrivals, (work, again), scale.Fleet(1, 1), scale.at_random)
    assert found - scale.NETWORK == pytest.approx(6.638 / 300, rel=0.08)  # 6.638: where (1 + x) e^-x is 1 %


def test_drawn_machines_are_more_than_counted_ones_and_than_one_line_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale, "SECONDS", 10)
    costs = [Cost(4.43, 0.31), Cost(18.44, 0.41), Cost(7.11, 0.34)]
    arrivals, works = scale.traffic(5_000, costs, np.random.default_rng(1))
    counted, drawn = (fleet.api if (fleet := scale.enough(arrivals, works, one)) else 0 for one in scale.BALANCERS.values())
    together = scale.through(arrivals, works[0], 1, scale.at_random(), scale.CORES * 8) - arrivals
    assert np.quantile(together, 0.99) < scale.WANTED  # 32 cores, were there one line for all
    assert 8 <= counted < drawn


def percentile(rate: float, pace: float, cores: int, share: float = 0.99) -> float:
    """The percentile of waiting and service of M/M/c, from its distribution (Erlang's C formula), by bisection."""
    offered = rate / pace
    last = offered**cores / math.factorial(cores) / (1 - offered / cores)
    waits = last / (sum(offered**count / math.factorial(count) for count in range(cores)) + last)
    spare = cores * pace - rate

    def beyond(time: float) -> float:
        if abs(spare - pace) < 1e-9:
            return (1 + waits * pace * time) * math.exp(-pace * time)
        both = waits * (spare * math.exp(-pace * time) - pace * math.exp(-spare * time)) / (spare - pace)
        return (1 - waits) * math.exp(-pace * time) + both

    low, high = 0.0, 100.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if beyond(middle) > 1 - share else (low, middle)
    return low


def test_growth_is_told_from_once_warm_to_the_end() -> None:
    early, late = _ends([300.0, 300.0, 400.0, 400.0, 400.0, 400.0, 400.0, 400.0, 408.0, 408.0])
    assert (early, late) == ([400.0, 400.0], [408.0, 408.0])


@pytest.mark.parametrize(("looks", "late", "met"), [(200, 407.0, True), (200, 410.0, False), (24, 410.0, True), (24, 445.0, False)])
def test_memory_may_grow_a_little_and_more_while_a_short_run_warms(looks: int, late: float, met: bool) -> None:
    limit = SimpleNamespace(peak_megabytes=lambda: 1.0, kills=lambda: 0)
    product: Any = SimpleNamespace(limit=limit, megabytes=lambda: {"API": 1.0})
    grown, *_ = _memory(product, Diary(memory=[400.0] * (looks // 2) + [late] * (looks // 2)))
    assert grown.met is met


@pytest.mark.parametrize(("done", "failed", "met"), [(999, 1, True), (998, 2, False), (0, 0, False)])
def test_a_thousandth_of_the_reads_may_fail_and_no_more(done: int, failed: int, met: bool) -> None:
    assert answered(done, failed).met is met


def test_a_soak_in_which_nobody_decided_or_looked_is_not_as_wanted() -> None:
    assert [figure.met for figure in _answers(Tally(), Compared())] == [True, False, True, False]
    tally = Tally()
    hear("screen in Chromium", StringIO("drawn\ndecision 7 100001 abc\nfailed TimeoutError\n"), tally)
    assert tally.decisions == {7: Decided("100001", "abc")}
    assert all(figure.met for figure in _answers(tally, Compared()))
    assert [figure.met for figure in _answers(tally, Compared(lost=[7]))] == [True, False, True, True]
    assert [figure.met for figure in _answers(tally, Compared(whole=False))] == [True, False, True, True]
    assert [figure.met for figure in _answers(tally, Compared(changed=[7]))] == [True, True, False, True]
    assert [figure.met for figure in _answers(tally, Compared(doubled=["a"]))] == [True, True, False, True]


def test_a_slow_recovery_is_not_as_wanted() -> None:
    told = _recoveries(Diary({"a worker killed": [0.1, 5.2], "disk full": [1.0]}))
    assert [figure.met for figure in told] == [False, True]


def test_a_caller_that_fails_fails_the_benchmark() -> None:
    def fails() -> int:
        raise ValueError("no 2xx")

    assert replicas.together([lambda: 1, lambda: 2]) == [1, 2]
    with pytest.raises(ValueError, match="no 2xx"):
        replicas.together([lambda: 1, fails])


@pytest.mark.parametrize(
    ("rows", "said", "whole"),
    [
        ([(1,), (2,)], "2 entries: the log is whole.", True),
        ([(1,), (2,)], "entry 2 was changed", False),
        ([(1,), (2,), (3,)], "2 entries: the log is whole.", False),
        ([(1,)], "2 entries: the log is whole.", False),
    ],
)
def test_replicas_have_one_log_when_it_verifies_and_holds_what_was_confirmed(rows: list[tuple[int]], said: str, whole: bool) -> None:
    cluster: Any = SimpleNamespace(rows=lambda _: rows)
    assert replicas.is_one_log(cluster, [1, 2], said) is whole


def test_running_it_needs_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from benchmarks import soak

    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert soak.main() == 2
