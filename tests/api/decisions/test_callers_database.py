"""The record of reads and the tokens, on both databases, as the role that the API has."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.exc import DBAPIError

from api.access import portfolio_list, tokens
from api.access.caller import Caller, Limits
from api.access.portfolios import Portfolios
from api.access.reads import Read, Reads, of_person
from api.access.schema import READS
from api.access.store import AccessStore
from api.decisions.entries import stamp
from api.decisions.ledger import Ledger
from api.decisions.settings import Settings
from scoring.errors import NotReady, ScoringError
from tests.api.decisions.cluster import Cluster
from tests.api.decisions.conftest import ON_POSTGRESQL

GRANT = tokens.Grant("scorer", ("score:read",), Limits(), 30)


@pytest.fixture
def store(settings: Settings) -> Iterator[AccessStore]:
    store = AccessStore(settings.access_url)
    yield store
    store.close()


def test_reads_are_written_and_told(store: AccessStore) -> None:
    now = datetime.now(UTC).timestamp()
    reads, person = Reads(store, lambda: lambda client: f"person {client}"), f"p {now}"
    for number in range(600):
        reads.add(Read(now, "a.petit", person, "/get_score/<client_id>", f"request {number}"))
    reads.add(Read(now, "a.petit", 5, "/get_score/<client_id>", 'quote" and \\ and é'))
    reads.close()
    (told,) = of_person(store, person)
    assert told["first_at"] == told["last_at"] == stamp(datetime.fromtimestamp(int(now), UTC))[:19] + f".{int(now % 1 * 1e6):06d}Z"
    assert (told["by"], told["times"]) == ("a.petit", 600)
    with store.database().reading() as connection:
        assert connection.execute(select(READS.c.request).where(READS.c.person == "person 5")).first()[0] == 'quote" and \\ and é'


@pytest.mark.parametrize("statement", ["update client_reads set caller = 'nobody'", "delete from client_reads"])
def test_what_was_read_stays(store: AccessStore, settings: Settings, statement: str) -> None:
    test_reads_are_written_and_told(store)
    for url in {settings.access_url, settings.access_url.replace(Cluster.ROLE, Cluster.OWNER, 1)}:
        engine = create_engine(url)
        with pytest.raises(DBAPIError, match=r"append-only|kept for 180 days|permission denied"), engine.begin() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()


@ON_POSTGRESQL
def test_the_api_s_role_reads_tokens_and_draws_none(store: AccessStore, cluster: Cluster) -> None:
    with pytest.raises(NotReady, match="permission denied"):
        tokens.create(store, GRANT, "operator", datetime.now(UTC))
    owner = AccessStore(cluster.url())
    token = tokens.create(owner, GRANT, "operator", datetime.now(UTC))
    assert tokens.Tokens(store).caller(token).name == "service:scorer"
    tokens.revoke(owner, "scorer", datetime.now(UTC))
    owner.close()


LIST = portfolio_list.Assignments({1: "A", 2: "B", 19: "A"}, [("m.durand", "A"), ("d.roux", "*")], "digest")


def test_a_list_of_portfolios_binds_people_and_whoever_is_erased_leaves_it(store: AccessStore, settings: Settings, ledger: Ledger) -> None:
    owner = AccessStore(settings.access_url.replace(Cluster.ROLE, Cluster.OWNER, 1))
    assert portfolio_list.load(owner, ledger, LIST, {1, 2, 19}, "operator") == 0
    portfolios = Portfolios(store, lambda: False)
    durand, roux, new = (Caller(name, frozenset({"client:read"}), person=True) for name in ("m.durand", "d.roux", "new"))
    assert [[portfolios.has(who, client) for client in (1, 2, 19, 3)] for who in (durand, roux, new)] == [
        [True, False, True, False],
        [True] * 4,
        [False] * 4,
    ]
    assert portfolios.ids(durand, "1", 1) == ([1], 2)
    portfolio_list.forget(store, 19)
    assert portfolios.ids(durand, "", 9) == ([1], 1)
    portfolio_list.clear(owner, ledger, "operator")
    assert portfolios.has(new, 2)
    assert [entry.envelope.kind for entry in ledger.find()] == ["portfolios"] * 2
    owner.close()


def test_a_long_list_is_loaded_whole_and_searched_over_every_range_of_a_prefix(
    store: AccessStore, settings: Settings, ledger: Ledger
) -> None:
    numbers = [1, *range(10, 14), *range(100_000, 112_000)]
    given = portfolio_list.Assignments(dict.fromkeys(numbers, "A"), [("m.durand", "A")], "digest")
    owner = AccessStore(settings.access_url.replace(Cluster.ROLE, Cluster.OWNER, 1))
    portfolio_list.load(owner, ledger, given, set(numbers), "operator")
    durand, portfolios = Caller("m.durand", frozenset({"client:read"}), person=True), Portfolios(store, lambda: False)
    assert portfolios.ids(durand, "1", 7) == ([1, 10, 11, 12, 13, 100_000, 100_001], len(numbers))
    assert portfolios.ids(durand, "1", 3) == ([1, 10, 11], len(numbers))
    portfolio_list.clear(owner, ledger, "operator")
    owner.close()


def test_two_loads_at_once_leave_one_list_whole(settings: Settings, ledger: Ledger) -> None:
    owners = [AccessStore(settings.access_url.replace(Cluster.ROLE, Cluster.OWNER, 1)) for _ in range(2)]
    lists = [
        portfolio_list.Assignments(dict.fromkeys(range(first, first + 6_000), name), [(f"m.{name}", name)], name)
        for first, name in ((1, "a"), (100_000, "b"))
    ]
    acts = [
        lambda owner=owner, given=given: "" if portfolio_list.load(owner, ledger, given, given.clients, "operator") else "done"
        for owner, given in zip(owners, lists, strict=True)
    ]
    assert at_once(*acts) == ["drawn", "drawn"]
    (told,) = portfolio_list.listed(owners[0])
    assert (told["clients"], told["people"]) == (6_000, [f"m.{told['portfolio']}"])
    assert ledger.find()[-1].envelope.facts["sha256"] == told["portfolio"]
    portfolio_list.clear(owners[0], ledger, "operator")
    for owner in owners:
        owner.close()


@ON_POSTGRESQL
def test_the_api_s_role_changes_no_list_and_nothing_says_that_it_did(store: AccessStore, ledger: Ledger) -> None:
    with pytest.raises(NotReady, match="permission denied"):
        portfolio_list.load(store, ledger, LIST, {1, 2, 19}, "operator")
    assert ledger.find() == []


def at_once(*acts: Callable[[], str]) -> list[str]:
    """What each of several threads is told: ``drawn``, or the name of what refused it."""
    together = threading.Barrier(len(acts))

    def told(act: Callable[[], str]) -> str:
        together.wait()
        try:
            return "drawn" if act() else ""
        except ScoringError as refused:
            return type(refused).__name__

    with ThreadPoolExecutor(len(acts)) as threads:
        return sorted(threads.map(told, acts))


def test_two_operators_at_once_draw_no_token_too_many(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name has one token to begin with, and two at most while they are exchanged."""
    draw, now = secrets.token_urlsafe, datetime.now(UTC)
    grant = replace(GRANT, name=f"of-{now.timestamp():.6f}")

    def slowly(length: int) -> str:
        time.sleep(0.2)  # between the look at what there is and the writing
        return draw(length)

    monkeypatch.setattr(secrets, "token_urlsafe", slowly)
    owners = [AccessStore(settings.access_url.replace(Cluster.ROLE, Cluster.OWNER, 1)) for _ in range(2)]
    for owner in owners:
        owner.database()
    assert at_once(*(partial(tokens.create, owner, grant, "operator", now) for owner in owners)) == ["Conflict", "drawn"]
    assert at_once(*(partial(tokens.rotate, owner, grant.name, 30, 7, "operator", now) for owner in owners)) == ["Conflict", "drawn"]
    assert [row.name for row in tokens.listed(owners[0])].count(grant.name) == tokens.AT_ONCE
    for owner in owners:
        owner.close()
