"""Sessions: how long they last, what ends them, and that no copy of the file opens one."""

import pytest

from appli.access.accounts import Accounts
from appli.access.people import Person
from appli.access.sessions import GRACE, Sessions
from appli.access.settings import Access
from tests.appli.access.conftest import NAME, PASSWORD, Clock

DURAND = Person(NAME, ("advisor",))


@pytest.fixture
def number(accounts: Accounts, sessions: Sessions) -> str:
    accounts.add(NAME, ["advisor"], PASSWORD)
    return sessions.start(DURAND)


def test_a_session_knows_its_person_and_its_number_is_not_in_the_file(sessions: Sessions, number: str, access: Access) -> None:
    found = sessions.find(number)
    assert found
    assert (found.person, found.locked) == (DURAND, False)
    assert sessions.find(number + "x") is None
    assert number.encode() not in access.accounts.read_bytes()


def test_silence_locks_then_ends_a_session(sessions: Sessions, number: str, access: Access, clock: Clock) -> None:
    start = clock[0]
    for silence, locked in ((access.lock_seconds + GRACE, False), (access.lock_seconds + GRACE + 1, True), (access.idle_seconds, True)):
        clock[0] = start + silence
        found = sessions.find(number)
        assert found
        assert found.locked is locked
    clock[0] = start + access.idle_seconds + 1
    assert sessions.find(number) is None


def test_signs_of_life_keep_it_until_the_day_is_over(sessions: Sessions, number: str, access: Access, clock: Clock) -> None:
    start = clock[0]
    while clock[0] + 240 <= start + access.longest_seconds:
        clock[0] += 240
        sessions.touch(number)
        found = sessions.find(number)
        assert found
        assert not found.locked
    clock[0] = start + access.longest_seconds + 1
    sessions.touch(number)
    assert sessions.find(number) is None


def test_a_locked_session_takes_more_than_a_sign_of_life(sessions: Sessions, number: str) -> None:
    sessions.lock(number)
    sessions.touch(number)
    assert sessions.find(number).locked  # type: ignore[union-attr]
    sessions.unlock(number)
    assert not sessions.find(number).locked  # type: ignore[union-attr]


@pytest.mark.parametrize("how", ["sign out", "disable", "password"])
def test_what_ends_a_session_ends_it_at_once(sessions: Sessions, accounts: Accounts, number: str, how: str) -> None:
    other = sessions.start(DURAND)
    if how == "sign out":
        sessions.end(number)
        assert sessions.find(other) is not None
    elif how == "disable":
        accounts.disable(NAME)
        assert sessions.find(other) is None
    else:
        accounts.set_password(NAME, "un autre mot de passe")
    assert sessions.find(number) is None


def test_a_provider_vouches_for_people_without_an_account(sessions: Sessions, accounts: Accounts) -> None:
    somebody = Person("auth0|7", ("supervisor",))
    number = sessions.start(somebody, provider=True)
    assert sessions.find(number).person == somebody  # type: ignore[union-attr]
    assert sessions.find(sessions.start(somebody)) is None  # a local session takes an open account


def test_sessions_that_are_over_leave_the_file(sessions: Sessions, number: str, clock: Clock) -> None:
    clock[0] += 100_000
    sessions.start(DURAND)
    with sessions._database.reading() as connection:
        assert connection.execute("select count(*) from sessions").fetchone()[0] == 1
