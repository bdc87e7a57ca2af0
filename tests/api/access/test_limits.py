"""A desk never notices the limits; a program that copies the file is slowed and seen, over all the workers."""

import os
import random
from collections.abc import Callable, Iterable

import pytest
from flask import Flask

from api.access.caller import Limits
from api.access.limits import KEPT, LONG_RUN, READING_SECONDS, SETS, TOLD_SECONDS, WALKING_PRICE, WAYS, Pace, Verdict
from tests.api.access.conftest import Asker
from tests.api.invented import IDS
from tests.api.test_errors import assert_problem


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def shuffled(numbers: Iterable[int]) -> list[int]:
    found = list(numbers)
    random.Random(5).shuffle(found)
    return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pace(clock: Clock) -> Pace:
    return Pace(clock)


def test_a_tenth_of_a_minute_may_come_at_once_then_the_pace_holds(pace: Pace, clock: Clock) -> None:
    limits = Limits(per_minute=60)
    assert [pace.take("a", limits, None).wait for _ in range(7)] == [0] * 6 + [pytest.approx(1)]
    clock.now += 1
    assert [pace.take("a", limits, None).wait > 0 for _ in range(2)] == [False, True]
    assert pace.take("b", limits, None).wait == 0  # another caller


def test_a_minute_s_worth_passes_in_a_minute_and_no_more(pace: Pace, clock: Clock) -> None:
    passed = 0
    for _ in range(6_000):
        clock.now += 0.01
        passed += pace.take("a", Limits(per_minute=600), None).wait == 0
    assert passed == pytest.approx(600 + 60, abs=2)


def test_a_client_is_paid_once_however_often_it_is_read(pace: Pace) -> None:
    limits = Limits(clients_per_hour=3)
    assert [pace.take("a", limits, client).wait for client in (10, 500, 10, 90, 10, 500) * 3] == [0] * 18
    refused = pace.take("a", limits, 7_000)
    assert (refused.what, refused.tell) == ("clients", True)
    assert refused.wait == pytest.approx(1_200)
    assert pace.take("a", limits, 500).wait == 0  # the file on the desk stays open


def test_who_was_refused_passes_later_and_pays(pace: Pace, clock: Clock) -> None:
    limits = Limits(clients_per_hour=1)
    assert pace.take("a", limits, 1).wait == 0
    assert [pace.take("a", limits, 50).wait for _ in range(2)] == [pytest.approx(3_600)] * 2
    clock.now += 3_600
    assert [pace.take("a", limits, client).wait > 0 for client in (50, 900)] == [False, True]


def test_walking_from_number_to_number_is_seen_and_costs_more(pace: Pace, clock: Clock) -> None:
    walked, strolled = Limits(clients_per_hour=100), Limits(clients_per_hour=100)
    verdicts = [pace.take("walker", walked, 100_000 + 2 * step) for step in range(60)]
    passed = sum(verdict.wait == 0 for verdict in verdicts)
    assert passed == LONG_RUN + (100 - LONG_RUN) // WALKING_PRICE
    assert sum(verdict.tell for verdict in verdicts) == 1  # once a minute
    clock.now += TOLD_SECONDS
    assert pace.take("walker", walked, 100_000 + 2 * 60).tell
    assert all(pace.take("desk", strolled, client) == Verdict() for client in shuffled(range(1, 100_001))[:60])


@pytest.mark.parametrize("step", [1, 6, 37, 7_919, -1, -6, -7_919])
def test_walking_is_any_order_of_the_numbers_up_or_down(pace: Pace, step: int) -> None:
    limits = Limits(clients_per_hour=5_000)
    verdicts = [pace.take("walker", limits, 1_000_000 + step * place) for place in range(120)]
    assert [verdict.tell for verdict in verdicts].index(True) == LONG_RUN


def test_files_read_again_or_at_random_hide_no_walk(pace: Pace) -> None:
    """One that was paid for tells no order; a step aside takes two away of a run, not all of it."""
    limits = Limits(clients_per_hour=5_000)
    again = [pace.take("a", limits, client) for place in range(30) for client in (1_000 + place, 1_000)]
    assert any(verdict.tell for verdict in again)
    aside = [pace.take("b", limits, 7 + place if place % 8 == 0 else 1_000 * place) for place in range(1, 60)]
    assert any(verdict.tell for verdict in aside)


def test_a_desk_reads_files_in_the_order_in_which_clients_came(pace: Pace, clock: Clock) -> None:
    for client in range(100_000, 100_400, 4):
        clock.now += READING_SECONDS
        assert pace.take("desk", Limits(clients_per_hour=120), client) == Verdict()


def test_files_in_no_order_are_never_taken_for_a_walk(pace: Pace) -> None:
    assert all(pace.take("desk", Limits(), client) == Verdict() for client in shuffled(range(1, 20_001)))


def test_a_number_costs_a_hundredth_of_a_look(pace: Pace) -> None:
    limits = Limits(clients_per_hour=1)
    assert [pace.take_numbers("a", limits, 20).wait > 0 for _ in range(6)] == [False] * 5 + [True]
    assert pace.take("a", limits, 5).what == "clients"  # one budget for both
    assert pace.take_numbers("b", limits, 1_000) == Verdict()  # a full budget is always enough, once
    assert pace.take_numbers("b", limits, 1_000).wait == pytest.approx(3_600)
    assert all(pace.take_numbers("c", Limits(), 1_000) == Verdict() for _ in range(100))


def test_a_listing_that_is_refused_is_told_once_a_minute_like_a_look(pace: Pace, clock: Clock) -> None:
    limits = Limits(clients_per_hour=1)
    assert pace.take_numbers("a", limits, 100) == Verdict()
    assert [pace.take_numbers("a", limits, 100).tell for _ in range(3)] == [True, False, False]
    assert not pace.take("a", limits, 7).tell  # the same minute
    clock.now += TOLD_SECONDS
    assert pace.take_numbers("a", limits, 100).tell


def test_walking_is_seen_even_where_nothing_is_limited(pace: Pace) -> None:
    verdicts = [pace.take("batch", Limits(), 1 + step) for step in range(LONG_RUN + 5)]
    assert [verdict.tell for verdict in verdicts].count(True) == 1
    assert all(verdict.wait == 0 for verdict in verdicts)


def test_no_other_client_passes_for_one_that_was_paid(pace: Pace) -> None:
    """Two hundred files on the desk, two thousand numbers tried: each is paid, however it was chosen."""
    limits = Limits(clients_per_hour=200)
    assert all(pace.take("a", limits, 1_000 * number).wait == 0 for number in shuffled(range(1, 201)))
    assert all(pace.take("a", limits, 2**31 - 1 - 1_000 * number).wait > 0 for number in range(2_000))
    assert all(pace.take("a", limits, 1_000 * number).wait == 0 for number in range(1, 201))


def test_the_end_of_a_number_and_the_beginning_of_the_next_are_no_client(pace: Pace) -> None:
    limits = Limits(clients_per_hour=2)
    for client in (0x01020304, 0x05060708):
        assert pace.take("a", limits, client).wait == 0
    for across in (0x08010203, 0x07080102, 0x06070801, 0x02030405, 0x03040506, 0x04050607):
        assert pace.take("a", limits, across).wait > 0


def test_the_last_clients_that_were_paid_are_remembered_and_no_more(pace: Pace) -> None:
    limits = Limits(clients_per_hour=KEPT + 1)
    clients = shuffled(range(1, KEPT + 2))
    assert all(pace.take("a", limits, client).wait == 0 for client in clients)  # the last one takes the place of the first
    assert [pace.take("a", limits, client).wait > 0 for client in (*clients[1:], clients[0])] == [False] * KEPT + [True]


def test_the_longest_silent_caller_gives_its_place(pace: Pace, clock: Clock) -> None:
    for number in range(2 * SETS * WAYS):
        clock.now += 0.001
        assert pace.take(f"caller {number}", Limits(per_minute=10), None).wait == 0


def test_hundreds_of_callers_keep_their_places(pace: Pace) -> None:
    """Whoever lost it would come back with all that may be spent."""
    callers = [f"caller {number}" for number in range(1_000)]
    assert all(pace.take(who, Limits(clients_per_hour=1), 5).wait == 0 for who in callers)
    assert all(pace.take(who, Limits(clients_per_hour=1), 7).wait > 0 for who in callers)


def test_processes_share_the_buckets(pace: Pace) -> None:
    limits = Limits(per_minute=1_000)
    children = []
    for _ in range(4):
        child = os.fork()
        if not child:
            passed = sum(pace.take("a", limits, None).wait == 0 for _ in range(100))
            os._exit(passed)
        children.append(child)
    passed = sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
    assert 100 <= passed <= 120  # apart, they would pass 400


def test_a_killed_process_leaves_the_lock(pace: Pace) -> None:
    child = os.fork()
    if not child:
        with pace._shared.processes():
            os.kill(os.getpid(), 9)
    os.waitpid(child, 0)
    assert pace.take("a", Limits(), None) == Verdict()


def test_the_api_says_when_to_come_back(service: Callable[..., Asker], app: Flask, capfd: pytest.CaptureFixture[str]) -> None:
    slow = service("score:read", "model:admin", limits=Limits(per_minute=30))
    answers = [slow.get("/get_score/193423") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert_problem(answers[3], 429)
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 2


def test_whoever_walks_through_the_file_is_stopped(service: Callable[..., Asker], caplog: pytest.LogCaptureFixture, app: Flask) -> None:
    thief = service("score:read", name="thief", limits=Limits(clients_per_hour=50))
    statuses = [thief.get(f"/get_score/{client}").status_code for client in IDS[:40]]
    assert statuses.count(429) == 40 - LONG_RUN - (50 - LONG_RUN) // WALKING_PRICE
    text = service("model:admin", name="prometheus").get("/metrics").text
    assert 'api_limits_total{what="walking"} 1\n' in text
    assert f'api_limits_total{{what="clients"}} {statuses.count(429)}\n' in text


def test_unknown_numbers_count_too(service: Callable[..., Asker]) -> None:
    """Trying numbers is how one finds those that exist."""
    thief = service("score:read", limits=Limits(clients_per_hour=5))
    statuses = [thief.get(f"/get_score/{1_000 * number}").status_code for number in range(1, 10)]
    assert statuses == [404] * 5 + [429] * 4


def test_whoever_lists_the_numbers_pays_for_them(service: Callable[..., Asker]) -> None:
    thief = service("client:read", limits=Limits(clients_per_hour=1))
    statuses = [thief.get(f"/get_id_client?prefix={number}&limit=41").status_code for number in range(100, 104)]
    assert statuses == [200, 200, 429, 429]
    assert thief.get("/get_id_client").status_code == 429  # twenty, when nothing is said
    desk = service("client:read", name="desk", limits=Limits(clients_per_hour=120))
    assert all(desk.get(f"/get_id_client?prefix={number}&limit=8").status_code == 200 for number in range(50))
