"""Full names: what can be one, who is called how, and what becomes of a file of accounts from before them."""

import sqlite3

import pytest

from appli.access.accounts import Accounts
from appli.access.database import Database
from appli.access.directory import Directory
from appli.access.errors import AccessError
from appli.access.people import named, speak_for
from appli.access.settings import Access
from tests.appli.access.conftest import NAME, PASSWORD


def test_who_has_no_full_name_is_called_as_they_sign_in(accounts: Accounts) -> None:
    accounts.add(NAME, ["advisor"], PASSWORD)
    assert accounts.directory(NAME) == NAME
    accounts.call(NAME, "  Marie   Durand ")
    assert accounts.directory(NAME) == "Marie Durand"
    with pytest.raises(AccessError, match="No account has the name"):
        accounts.call("nobody", "Marie Durand")


@pytest.mark.parametrize("full_name", ["", "M", "x" * 81, "Marie\u200bDurand", "Marie\x00Durand"])
def test_a_name_that_no_letter_could_bear_opens_no_account(accounts: Accounts, full_name: str) -> None:
    with pytest.raises(AccessError, match="A full name is"):
        accounts.add(NAME, ["advisor"], PASSWORD, full_name)
    assert accounts.listed() == []


def test_an_account_that_exists_keeps_its_full_name(accounts: Accounts) -> None:
    accounts.add(NAME, ["advisor"], PASSWORD, "Marie Durand")
    with pytest.raises(AccessError, match="has an account already"):
        accounts.add(NAME, ["advisor"], PASSWORD, "Somebody Else")
    assert accounts.directory(NAME) == "Marie Durand"


def test_a_file_of_accounts_from_before_full_names_is_read_on(database: Database, access: Access) -> None:
    with sqlite3.connect(access.accounts) as connection:
        connection.execute("drop table people")
    database.prepare()
    assert Directory(database)(NAME) == NAME


def test_names_are_those_of_the_house_where_one_signs_in(accounts: Accounts) -> None:
    assert named(NAME) == "Marie Durand"  # invented, for who plays in a demonstration
    accounts.add(NAME, ["advisor"], PASSWORD, "Mélanie Durand")
    with speak_for(accounts.proven(NAME, PASSWORD), accounts.directory):
        assert named(NAME) == "Mélanie Durand"
    assert named(NAME) == "Marie Durand"
