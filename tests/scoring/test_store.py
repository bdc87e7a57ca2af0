"""The store gives back what it was given, finds numbers by prefix, and is replaced whole or not at all."""

import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.errors import BadData, NotReady, UnknownClient
from scoring.store import LARGEST_ID, NewClient, Reference, Store, erase, fingerprint, replace_all, rows_writer
from scoring.store.reader import ranges

WIDTH = 5


def url_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'clients.sqlite'}"


def people(count: int = 7, seed: int = 0) -> Reference:
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(count, WIDTH)).astype(np.float32)
    features[0, 0] = np.nan
    return Reference(features, rng.normal(size=(count, WIDTH + 1)).astype(np.float32), rng.random(count), rng.random(count))


def client(number: int, value: float = 1.5) -> NewClient:
    return NewClient(number, np.full(WIDTH, value, np.float32), {"AMT_CREDIT": value, "NAME": "é"}, [("AMT_CREDIT", value)])


def load(folder: Path, clients, seed: int = 0):
    return replace_all(url_in(folder), clients, people(seed=seed), fingerprint="f", model_version="m", kind="demo")


def without_rows(folder: Path) -> None:
    """Leave the database alone in its folder."""
    for file in rows_writer.files_of(folder / "clients.sqlite"):
        file.unlink()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Store]:
    load(tmp_path, [client(number) for number in (7, 19, 190, 193423, 1_900_000_000, LARGEST_ID)])
    store = Store.open(url_in(tmp_path))
    yield store
    store.close()


def test_a_client_comes_back_as_stored(tmp_path: Path) -> None:
    vector = np.array([0.1, np.nan, -1e30, 3.0, 0.0], np.float32)
    record = {"AMT": 1.25, "MISSING": float("nan"), "COUNT": np.int64(3), "NAME": "Crédit", "NONE": None}
    load(tmp_path, [NewClient(193423, vector, record, [("AMT_CREDIT", np.float32(0.5)), ("NAME", -3.0)])])
    found = Store.open(url_in(tmp_path)).client(193423)
    np.testing.assert_array_equal(found.features, vector)
    assert found.features.dtype == np.float32
    assert found.record == {"AMT": 1.25, "MISSING": None, "COUNT": 3, "NAME": "Crédit", "NONE": None}
    assert found.reasons == [("AMT_CREDIT", 0.5), ("NAME", -3.0)]
    assert found.model_version == "m"
    assert (found.answer, found.contributions) == (None, None)


def test_an_answer_comes_back_with_what_explains_it(tmp_path: Path) -> None:
    weighed = np.linspace(-1 / 3, 2 / 3, WIDTH + 1)
    load(tmp_path, [client(7)._replace(answer={"score": 0.5}, contributions=weighed)])
    found = Store.open(url_in(tmp_path)).client(7)
    assert found.answer == b'{"score":0.5}'
    np.testing.assert_array_equal(found.contributions, weighed)


def test_the_reference_population_comes_back_in_order(opened: Store) -> None:
    expected = people()
    np.testing.assert_array_equal(opened.reference.features, expected.features)
    np.testing.assert_array_equal(opened.reference.contributions, expected.contributions)
    np.testing.assert_array_equal(opened.reference.score, expected.score)
    np.testing.assert_array_equal(opened.reference.probability_of_default, expected.probability_of_default)


def test_the_population_is_described(opened: Store) -> None:
    population = opened.population
    assert (population.fingerprint, population.model_version, population.kind) == ("f", "m", "demo")
    assert (population.clients, population.reference, opened.count()) == (6, 7, 6)


def test_an_unknown_client_is_named(opened: Store) -> None:
    with pytest.raises(UnknownClient, match="193424"):
        opened.client(193424)


@pytest.mark.parametrize(
    ("prefix", "ids"),
    [("19", [19, 190, 193423, 1_900_000_000]), ("2147483647", [LARGEST_ID]), ("0", []), ("7", [7]), ("8", []), ("9999999999", [])],
)
def test_numbers_by_prefix(opened: Store, prefix: str, ids: list[int]) -> None:
    assert opened.ids(prefix, 10) == (ids, len(ids))
    assert opened.ids(prefix, 1) == (ids[:1], len(ids))


@given(prefix=st.from_regex(r"[0-9]{0,10}", fullmatch=True), numbers=st.sets(st.integers(1, LARGEST_ID), max_size=50))
def test_the_ranges_of_a_prefix_hold_its_numbers_and_no_other(prefix: str, numbers: set[int]) -> None:
    numbers |= {
        int(prefix + tail) for tail in ("", "0", "9", "00") if prefix and 1 <= int(prefix + tail) <= LARGEST_ID and prefix[0] != "0"
    }
    found = [number for low, high in ranges(prefix) for number in sorted(numbers) if low <= number <= high]
    assert found == sorted(number for number in numbers if str(number).startswith(prefix))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    numbers=st.sets(st.integers(1, 30_000), min_size=1, max_size=60),
    limit=st.integers(1, 40),
    prefix=st.sampled_from(["", "1", "12", "2", "29", "3"]),
)
def test_a_search_agrees_with_looking_at_every_number(tmp_path: Path, numbers: set[int], limit: int, prefix: str) -> None:
    load(tmp_path, [client(number) for number in numbers])
    store = Store.open(url_in(tmp_path))
    matching = sorted(number for number in numbers if str(number).startswith(prefix))
    assert store.ids(prefix, limit) == (matching[:limit], len(matching))
    store.close()


def test_a_search_walks_the_slim_index_only(opened: Store) -> None:
    with opened.engine.connect() as connection:
        for query in ("select count(id) from clients", "select id from clients"):
            plan = connection.exec_driver_sql(f"explain query plan {query} where id between 1 and 9").all()
            assert "COVERING INDEX" in plan[0][3]


def broken_off() -> Iterator[NewClient]:
    yield from (client(number, 9.0) for number in range(1, 2_500))
    raise KeyboardInterrupt


def test_an_interrupted_load_leaves_the_old_population_whole(tmp_path: Path, opened: Store) -> None:
    with pytest.raises(KeyboardInterrupt):
        load(tmp_path, broken_off(), seed=1)
    assert opened.is_current()
    assert (opened.count(), opened.client(7).features[0]) == (6, 1.5)


def test_readers_see_the_old_population_until_the_load_ends(tmp_path: Path, opened: Store) -> None:
    seen = []

    def watched() -> Iterator[NewClient]:
        for number in range(1, 3_000):
            if number % 1_000 == 0:
                seen.append((opened.count(), opened.client(193423).features[0], opened.is_current()))
            yield client(number, 2.0)

    load(tmp_path, watched())
    assert seen == [(6, 1.5, True)] * 2
    assert not opened.is_current()
    with pytest.raises(NotReady, match="loaded anew"):
        opened.client(7)
    with pytest.raises(UnknownClient):
        opened.client(193423)
    assert Store.open(url_in(tmp_path)).client(7).features[0] == 2.0


def test_another_file_in_its_place_is_noticed(tmp_path: Path, opened: Store) -> None:
    (tmp_path / "clients.sqlite").unlink()
    assert not opened.is_current()
    load(tmp_path, [client(5)])
    assert not opened.is_current()


@pytest.mark.parametrize(
    ("clients", "said"),
    [
        ([], "no client"),
        ([client(5), client(5)], "twice"),
        ([NewClient(5, np.zeros(WIDTH + 1), {}, [])], "Client 5 has a vector"),
    ],
)
def test_bad_clients_are_refused_and_the_old_population_stays(tmp_path: Path, opened: Store, clients: list[NewClient], said: str) -> None:
    with pytest.raises(BadData, match=said):
        load(tmp_path, clients)
    assert opened.count() == 6


def test_a_second_load_at_the_same_time_is_refused(tmp_path: Path, opened: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoring.store.schema.BUSY", 10)
    other = sqlite3.connect(tmp_path / "clients.sqlite", isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(NotReady, match="another load"):
        load(tmp_path, [client(1)])
    other.close()


def test_what_is_no_store_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="load-clients"):
        Store.open(url_in(tmp_path))
    assert not list(tmp_path.iterdir())
    (tmp_path / "clients.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(NotReady, match=r"clients\.sqlite"):
        Store.open(url_in(tmp_path))
    sqlite3.connect(tmp_path / "empty.sqlite").execute("create table t (x)")
    with pytest.raises(NotReady, match="load-clients"):
        Store.open(f"sqlite:///{tmp_path / 'empty.sqlite'}")


def test_a_damaged_store_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "clients.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(NotReady, match=r"clients\.sqlite cannot be written .*damaged"):
        load(tmp_path, [client(1)])
    assert (tmp_path / "clients.sqlite").read_bytes() == b"no database" * 1000


def test_a_store_whose_first_load_was_interrupted_is_empty_not_broken(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        load(tmp_path, broken_off())
    with pytest.raises(NotReady, match="empty"):
        Store.open(url_in(tmp_path))


def test_the_fingerprint_tells_order_names_and_codes() -> None:
    base = fingerprint(["a", "b"], {"b": ["x", "y"]})
    assert base == fingerprint(("a", "b"), {"b": ("x", "y")})
    others = [fingerprint(["b", "a"], {"b": ["x", "y"]}), fingerprint(["a", "b"], {"b": ["y", "x"]}), fingerprint(["a", "c"], {})]
    assert len({base, *others}) == 4


def test_a_damaged_client_is_not_served(tmp_path: Path, opened: Store) -> None:
    without_rows(tmp_path)
    opened = Store.open(url_in(tmp_path))
    with opened.engine.connect() as connection:
        connection.exec_driver_sql("pragma query_only=OFF")
        connection.exec_driver_sql("update clients set features = x'00' where id = 19")
    with pytest.raises(NotReady, match="client 19 is damaged"):
        opened.client(19)


def test_a_store_that_lost_its_clients_is_not_current(opened: Store) -> None:
    assert opened.is_current()
    with opened.engine.connect() as connection:
        connection.exec_driver_sql("pragma query_only=OFF")
        connection.exec_driver_sql("drop table clients")
    assert not opened.is_current()


def test_a_store_of_an_older_version_is_named_then_brought_up_to_date(tmp_path: Path) -> None:
    load(tmp_path, [client(7)])
    with sqlite3.connect(tmp_path / "clients.sqlite") as connection:
        connection.execute("alter table clients drop column answer")
    with pytest.raises(NotReady, match="load the clients"):
        Store.open(url_in(tmp_path))
    load(tmp_path, [client(7)._replace(answer={"score": 0.5})])
    assert Store.open(url_in(tmp_path)).client(7).answer == b'{"score":0.5}'


def test_threads_that_read_hold_nothing_back_and_leave_no_file_open(tmp_path: Path) -> None:
    load(tmp_path, [client(7), client(19)])
    store = Store.open(url_in(tmp_path))
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(Barrier(2).wait, (5, 5)))
        assert [found.id for found in threads.map(store.client, (7, 19) * 20)] == [7, 19] * 20
        erase(url_in(tmp_path), 7)  # folds SQLite's log into the file, which it could not while somebody reads
        store.close()
        del store
        assert not [link for link in Path("/proc/self/fd").iterdir() if link.is_symlink() and tmp_path in link.readlink().parents]


def test_who_is_erased_leaves_the_stores_of_the_other_models_too(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("clients-one.sqlite", "clients-two.sqlite", "clients.sqlite")]
    for file in files:
        load(tmp_path, [client(7), client(19)])
        (tmp_path / "clients.sqlite").rename(file)
    (tmp_path / "clients-interrupted.sqlite").touch()
    erase(f"sqlite:///{files[0]}", 7)
    for file in files:
        store = Store.open(f"sqlite:///{file}")
        assert store.ids("", 9)[0] == [19]
        store.close()


def test_who_is_erased_is_not_said_to_be_while_another_model_s_store_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoring.store.schema.BUSY", 50)
    load(tmp_path, [client(7), client(19)])
    shutil.copy(tmp_path / "clients.sqlite", tmp_path / "clients-next.sqlite")
    with closing(sqlite3.connect(tmp_path / "clients-next.sqlite", isolation_level=None)) as loading:
        loading.execute("begin immediate")
        with pytest.raises(NotReady, match="could not be erased from the store"):
            erase(url_in(tmp_path), 7)
