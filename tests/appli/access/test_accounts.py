"""Local accounts: what is accepted, what is kept, and how long a name waits after failures."""

import sqlite3
import stat
import threading

import pytest
from argon2 import Type, extract_parameters

from appli.access import accounts as module
from appli.access import passwords
from appli.access.accounts import Accounts, delay
from appli.access.errors import AccessError, NotProven, Waiting
from appli.access.people import Person
from appli.access.settings import Access
from tests.appli.access.conftest import NAME, PASSWORD, Clock

REAL, NOBODY = passwords._HASHER, passwords.NOBODY


@pytest.mark.parametrize(
    ("name", "roles", "password", "said"),
    [
        ("M Durand", ["advisor"], PASSWORD, "A name is"),
        ("service:x", ["advisor"], PASSWORD, "A name is"),
        (NAME, ["boss"], PASSWORD, "A role is one of"),
        (NAME, [], PASSWORD, "A role is one of"),
        (NAME, ["advisor"], "elevenchars", "12 to 256 characters"),
        (NAME, ["advisor"], "x" * 257, "12 to 256 characters"),
        (NAME, ["advisor"], "sesame-M.Durand-2026", "does not hold the name"),
    ],
)
def test_what_cannot_be_is_said(accounts: Accounts, name: str, roles: list[str], password: str, said: str) -> None:
    with pytest.raises(AccessError, match=said):
        accounts.add(name, roles, password)
    assert accounts.listed() == []


def test_a_password_proves_a_person_and_is_nowhere_to_be_read(accounts: Accounts, access: Access) -> None:
    accounts.add(NAME, ["advisor", "dpo"], PASSWORD)
    assert accounts.proven(" M.Durand ", PASSWORD) == Person(NAME, ("advisor", "dpo"))
    kept = access.accounts.read_bytes()
    assert PASSWORD.encode() not in kept
    assert b"$argon2id$v=19$" in kept
    assert stat.S_IMODE(access.accounts.stat().st_mode) == 0o600
    with pytest.raises(AccessError, match="has an account already"):
        accounts.add(NAME, ["advisor"], PASSWORD)


def test_a_hash_costs_what_is_recommended_for_nobody_too() -> None:
    cost = extract_parameters(REAL.hash("x"))
    assert (cost.type, cost.memory_cost, cost.time_cost, cost.parallelism) == (Type.ID, 19_456, 2, 1)
    assert extract_parameters(NOBODY) == cost


def test_accents_typed_either_way_are_one_password(accounts: Accounts) -> None:
    accounts.add(NAME, ["advisor"], "un été à la mer")
    assert accounts.proven(NAME, "un e\u0301te\u0301 a\u0300 la mer").name == NAME


def test_no_answer_tells_which_names_exist(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts.add(NAME, ["advisor"], PASSWORD)
    accounts.add("closed", ["advisor"], PASSWORD)
    accounts.disable("closed")
    checked: list[str] = []
    really = passwords.matches
    monkeypatch.setattr(module.passwords, "matches", lambda kept, password: checked.append(kept.split("$")[3]) or really(kept, password))
    answers = []
    for name in (NAME, "nobody", "closed"):
        told = []
        for _ in range(6):
            with pytest.raises(NotProven) as why:
                accounts.proven(name, PASSWORD + "?" if name == NAME else PASSWORD)
            told.append((type(why.value), getattr(why.value, "seconds", None)))
        answers.append(told)
    assert answers[0] == answers[1] == answers[2]
    assert len(checked) == 15
    assert len(set(checked)) == 1  # the same work, whoever it is


def test_each_failure_costs_more_and_success_ends_it(accounts: Accounts, clock: Clock) -> None:
    accounts.add(NAME, ["advisor"], PASSWORD)
    assert [delay(failures) for failures in (1, 4, 5, 6, 7, 40)] == [0, 0, 30, 60, 120, 3600]
    for _ in range(5):
        with pytest.raises(NotProven):
            accounts.proven(NAME, "not this one at all")
    with pytest.raises(Waiting) as why:
        accounts.proven(NAME, PASSWORD)
    assert why.value.seconds == 30
    assert [account.waiting for account in accounts.listed()] == [30]
    clock[0] += 31
    accounts.proven(NAME, PASSWORD)
    assert accounts.listed()[0].waiting == 0
    with pytest.raises(NotProven, match="No open account"):
        accounts.proven(NAME, "not this one at all")


def test_the_operator_ends_the_wait_and_a_day_does(accounts: Accounts, clock: Clock) -> None:
    accounts.add(NAME, ["advisor"], PASSWORD)
    for end in (lambda: accounts.unlock(NAME), lambda: clock.__setitem__(0, clock[0] + 90_001)):
        for _ in range(5):
            with pytest.raises(NotProven):
                accounts.proven(NAME, "not this one at all")
        end()
        with pytest.raises(NotProven, match="No open account"):
            accounts.proven(NAME, "not this one at all")
        accounts.unlock(NAME)


def test_tries_at_the_same_time_are_all_counted(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts.add(NAME, ["advisor"], PASSWORD)
    tried: list[str] = []
    monkeypatch.setattr(module.passwords, "matches", lambda kept, password: tried.append(kept) is not None)
    gate = threading.Barrier(12)

    def guess() -> None:
        gate.wait()
        with pytest.raises(NotProven):
            accounts.proven(NAME, "not this one at all")

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tried) == 5


def test_a_new_password_opens_what_was_closed_and_the_old_one_is_over(accounts: Accounts) -> None:
    accounts.add(NAME, ["advisor"], PASSWORD)
    accounts.disable(NAME)
    accounts.set_password(NAME, "un autre mot de passe")
    with pytest.raises(NotProven):
        accounts.proven(NAME, PASSWORD)
    assert accounts.proven(NAME, "un autre mot de passe").name == NAME
    for change in (lambda: accounts.disable("nobody"), lambda: accounts.set_password("nobody", PASSWORD)):
        with pytest.raises(AccessError, match="No account has the name nobody"):
            change()


def test_a_file_of_another_version_is_left_alone(accounts: Accounts, access: Access) -> None:
    with sqlite3.connect(access.accounts) as connection:
        connection.execute("pragma user_version = 9")
    connection.close()
    with pytest.raises(AccessError, match="version 9"):
        accounts._database.prepare()
