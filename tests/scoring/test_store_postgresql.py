"""The same store in PostgreSQL: what comes back, whole loads seen whole, one person erased, a server that comes and goes."""

import os
from collections.abc import Iterator
from contextlib import suppress

import numpy as np
import pytest
from sqlalchemy import create_engine

from scoring.errors import BadData, NotReady, UnknownClient
from scoring.store import LARGEST_ID, NewClient, Reference, Store, erase, replace_all
from tests.api.decisions.cluster import Cluster, programs

WIDTH = 5
IDS = (7, 19, 190, 193423, 1_900_000_000, LARGEST_ID)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    if programs() is None:
        (pytest.fail if os.environ.get("REQUIRE_POSTGRES") else pytest.skip)("PostgreSQL is not installed: apt-get install postgresql")
    with Cluster.started() as started:
        yield started


def people(seed: int = 0) -> Reference:
    rng = np.random.default_rng(seed)
    return Reference(*(rng.normal(size=(7, width)).astype(np.float32) for width in (WIDTH, WIDTH + 1)), rng.random(7), rng.random(7))


def client(number: int, value: float = 1.5) -> NewClient:
    record = {"AMT_CREDIT": value, "NAME": "é", "MISSING": float("nan")}
    return NewClient(number, [value, np.nan, 0, -1e30, 3], record, [("AMT_CREDIT", value)], {"score": value, "zone": "accord"}, [value] * 6)


def load(url: str, clients, seed: int = 0):
    return replace_all(url, clients, people(seed), fingerprint="f", model_version="m", kind="demo", wording="w")


@pytest.fixture
def url(cluster: Cluster) -> str:
    load(cluster.url(), [client(number) for number in IDS])
    return cluster.url()


@pytest.fixture
def opened(url: str) -> Iterator[Store]:
    store = Store.open(url)
    yield store
    store.close()


def test_a_client_and_the_reference_come_back_as_stored(opened: Store) -> None:
    found, expected = opened.client(193423), people()
    np.testing.assert_array_equal(found.features, np.array([1.5, np.nan, 0, -1e30, 3], np.float32))
    assert found.record == {"AMT_CREDIT": 1.5, "NAME": "é", "MISSING": None}
    np.testing.assert_array_equal(found.contributions, [1.5] * 6)
    assert (found.reasons, found.answer, found.model_version) == ([("AMT_CREDIT", 1.5)], b'{"score":1.5,"zone":"accord"}', "m")
    np.testing.assert_array_equal(opened.reference.features, expected.features)
    np.testing.assert_array_equal(opened.reference.contributions, expected.contributions)
    assert (opened.population.clients, opened.population.wording, opened.count()) == (6, "w", 6)


def test_an_unknown_client_is_named_and_numbers_are_found_by_prefix(opened: Store) -> None:
    with pytest.raises(UnknownClient, match="193424"):
        opened.client(193424)
    assert opened.ids("19", 10) == ([19, 190, 193423, 1_900_000_000], 4)
    assert opened.ids(str(LARGEST_ID), 1) == ([LARGEST_ID], 1)


def test_readers_see_the_old_population_until_the_load_ends(url: str, opened: Store) -> None:
    seen = []

    def watched() -> Iterator[NewClient]:
        for number in range(1, 2_500):
            if number % 1_000 == 0:
                seen.append((opened.count(), opened.client(193423).features[0], opened.is_current()))
            yield client(number, 2.0)

    load(url, watched(), seed=1)
    assert seen == [(6, 1.5, True)] * 2
    assert not opened.is_current()
    with pytest.raises(NotReady, match="loaded anew"):
        opened.client(7)


@pytest.mark.parametrize("broken", [KeyboardInterrupt, BadData])
def test_an_interrupted_load_leaves_the_old_population_whole(url: str, opened: Store, broken: type[BaseException]) -> None:
    def interrupted() -> Iterator[NewClient]:
        yield from (client(number, 9.0) for number in range(1, 1_500))
        raise broken("stop")

    with pytest.raises(broken):
        load(url, interrupted(), seed=1)
    assert opened.is_current()
    assert (opened.count(), opened.client(7).features[0]) == (6, 1.5)


def test_who_is_erased_is_gone_and_the_others_stay(url: str, opened: Store) -> None:
    erase(url, 193423)
    erase(url, 193423)
    with pytest.raises(UnknownClient):
        opened.client(193423)
    assert (opened.count(), opened.client(19).features[0], opened.is_current()) == (5, 1.5, True)


def test_what_was_erased_leaves_the_file_at_the_next_autovacuum(cluster: Cluster, opened: Store) -> None:
    told = cluster.rows("select reloptions from pg_class where relname = 'clients'")[0][0]
    assert sorted(told) == ["autovacuum_vacuum_scale_factor=0", "autovacuum_vacuum_threshold=0"]


def test_a_server_that_went_away_is_not_ready_then_answers_again(cluster: Cluster, opened: Store) -> None:
    assert opened.client(7).id == 7
    cluster.crash()
    with pytest.raises(NotReady, match="does not answer"):
        opened.client(7)
    cluster.start()
    with suppress(NotReady):  # at most one connection of before is met
        opened.client(7)
    assert opened.client(7).features[0] == 1.5
    assert opened.is_current()


def test_a_damaged_client_is_not_served(url: str, opened: Store) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("update clients set features = substring(features from 1 for 3) where id = 7")
    engine.dispose()
    with pytest.raises(NotReady, match="7 is damaged"):
        opened.client(7)
    assert opened.client(19).id == 19
