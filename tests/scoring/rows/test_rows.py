"""The rows beside a SQLite store say what its table says, faster, or nothing: damaged, of another load, or of who is erased."""

import errno
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.errors import BadData, NotReady, UnknownClient
from scoring.store import LARGEST_ID, NewClient, Store, erase, rows_writer
from scoring.store.rows import index_bytes, read_index
from tests.scoring.rows.conftest import NUMBERS, beside, explained, said
from tests.scoring.test_store import client, load, url_in, without_rows


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers=st.lists(st.integers(0, LARGEST_ID), min_size=1, max_size=30, unique=True), bare=st.sets(st.integers(0, 29)), data=st.data())
def test_they_say_what_the_table_says(tmp_path: Path, numbers: list[int], bare: set[int], data: st.DataObject) -> None:
    clients = [client(number) if place in bare else explained(number) for place, number in enumerate(numbers)]
    load(tmp_path, clients)
    both = Store.open(url_in(tmp_path)), Store.open(url_in(tmp_path))
    quick = both[0].rows
    assert quick
    both[1].rows = None
    for number in numbers:
        assert quick.row(number) is not None
        assert said(both[0].client(number)) == said(both[1].client(number))
    other = data.draw(st.integers(0, LARGEST_ID).filter(lambda number: number not in numbers))
    assert quick.row(other) is None
    with pytest.raises(UnknownClient):
        both[0].client(other)


def test_a_flipped_bit_is_never_served_wherever_it_is(tmp_path: Path, right: dict[int, tuple[Any, ...]]) -> None:
    file = beside(tmp_path)
    whole, believed = file.read_bytes(), 0
    for place in range(len(whole)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :])
        store = Store.open(url_in(tmp_path))
        believed += store.rows is not None
        assert {number: said(store.client(number)) for number in NUMBERS} == right
    assert 0 < believed < len(whole)  # a row's bit ends that row, one of the index the whole file


def test_a_file_that_is_cut_is_never_served(tmp_path: Path, right: dict[int, tuple[Any, ...]], store: Store) -> None:
    file = beside(tmp_path)
    whole = file.read_bytes()
    for length in range(0, len(whole), 7):
        file.write_bytes(whole[:length])  # under a store that is open, and before another is opened
        for one in (store, Store.open(url_in(tmp_path))):
            assert {number: said(one.client(number)) for number in NUMBERS} == right


def test_who_is_erased_is_gone_from_every_byte_and_for_who_reads_already(
    tmp_path: Path, right: dict[int, tuple[Any, ...]], store: Store
) -> None:
    kept = store.client(19)
    assert kept.packed_features in beside(tmp_path).read_bytes()
    erase(url_in(tmp_path), 19)
    left = beside(tmp_path).read_bytes()
    assert kept.packed_features not in left
    assert kept.packed_answer not in left
    assert (19).to_bytes(4, "little") not in left
    again = Store.open(url_in(tmp_path))
    assert again.rows  # the others are found as before
    for one in (store, again):
        with pytest.raises(UnknownClient):
            one.client(19)
        assert {number: said(one.client(number)) for number in NUMBERS if number != 19} == {n: right[n] for n in NUMBERS if n != 19}
    for number in NUMBERS:
        erase(url_in(tmp_path), number)
    assert Store.open(url_in(tmp_path)).ids("", 1) == ([], 0)


def test_an_erasure_that_is_cut_off_leaves_the_table_to_answer_and_ends_when_asked_again(
    tmp_path: Path, right: dict[int, tuple[Any, ...]], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(rows_writer, "_take_away", _full)
        with pytest.raises(NotReady, match="could not be erased"):
            erase(url_in(tmp_path), 19)
    for one in (store, Store.open(url_in(tmp_path))):
        assert said(one.client(19)) == right[19]
    erase(url_in(tmp_path), 19)
    with pytest.raises(UnknownClient):
        store.client(19)


def test_who_was_deleted_from_the_table_alone_is_not_served(tmp_path: Path, store: Store) -> None:
    with closing(sqlite3.connect(tmp_path / "clients.sqlite", isolation_level=None)) as table:
        table.execute("delete from clients where id = 19")
    again = Store.open(url_in(tmp_path))
    assert again.rows is None
    with pytest.raises(UnknownClient):
        again.client(19)


def test_a_new_load_ends_the_rows_of_the_former_one_for_who_reads_them_too(tmp_path: Path, store: Store) -> None:
    former = beside(tmp_path)
    content = former.read_bytes()
    load(tmp_path, [explained(number) for number in NUMBERS])
    assert beside(tmp_path) != former
    with pytest.raises(NotReady, match="just been loaded anew"):
        store.client(19)
    beside(tmp_path).write_bytes(content)
    assert Store.open(url_in(tmp_path)).rows is None  # another load's, whatever its name


def test_an_index_that_leads_to_somebody_else_is_not_followed(tmp_path: Path, right: dict[int, tuple[Any, ...]], store: Store) -> None:
    with beside(tmp_path).open("r+b") as file:
        index = read_index(file.fileno(), store.population.load)
        assert index
        index.places.reverse()
        file.seek(index.begins)
        file.write(index_bytes(index, store.population.load))
    again = Store.open(url_in(tmp_path))
    assert again.rows
    assert {number: said(again.client(number)) for number in NUMBERS} == right


@pytest.mark.parametrize("clients", [[explained(7), explained(7)], []])
def test_a_load_that_fails_leaves_nothing_and_the_former_rows(tmp_path: Path, store: Store, clients: list[NewClient]) -> None:
    former = beside(tmp_path)
    with pytest.raises(BadData):
        load(tmp_path, clients)
    assert beside(tmp_path) == former
    assert Store.open(url_in(tmp_path)).rows


def test_a_disk_that_is_full_for_them_leaves_the_former_population(
    tmp_path: Path, right: dict[int, tuple[Any, ...]], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = beside(tmp_path)
    monkeypatch.setattr(rows_writer, "_to_disk", _full)
    with pytest.raises(NotReady, match=r"cannot be written .*No space left"):
        load(tmp_path, [explained(1)])
    assert beside(tmp_path) == former
    assert {number: said(store.client(number)) for number in NUMBERS} == right


@pytest.mark.parametrize("after", [lambda folder: load(folder, [explained(7)]), lambda folder: erase(url_in(folder), 7)])
def test_what_a_killed_load_left_ends_with_the_next_load_or_erasure(tmp_path: Path, store: Store, after: Callable[[Path], object]) -> None:
    sixteen = "0123456789abcdef"
    for left in (f"clients.sqlite-{sixteen}.rows", f"clients.sqlite-{sixteen}.rows.draft", f"clients-gone.sqlite-{sixteen}.rows"):
        (tmp_path / left).write_bytes(b"somebody's row")
    for theirs in ("table.rows", "export-2026.rows.csv", "clients.sqlite-notes.rows", f"accounts.sqlite-{sixteen}.rows"):
        (tmp_path / theirs).write_bytes(b"the lender's")
    (tmp_path / f"clients.sqlite-{sixteen[::-1]}.rows").mkdir()
    other = tmp_path / f"clients-other.sqlite-{sixteen}.rows"
    other.write_bytes(b"another model's")
    (tmp_path / "clients-other.sqlite").touch()  # of a load that was interrupted before its first row
    after(tmp_path)
    assert len([file for file in rows_writer.files_of(tmp_path / "clients.sqlite") if file.is_file()]) == 1
    if (tmp_path / f"clients-gone.sqlite-{sixteen}.rows").exists():  # a load looks after its own store only
        erase(url_in(tmp_path), 7)
    assert not (tmp_path / f"clients-gone.sqlite-{sixteen}.rows").exists()
    assert len(list(tmp_path.glob("*.rows*"))) == 7 - (not other.exists())


def test_a_number_that_nobody_could_ask_for_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadData, match=f"Client {LARGEST_ID + 1} has no number"):
        load(tmp_path, [client(LARGEST_ID + 1)])


def test_without_them_the_table_answers(tmp_path: Path, right: dict[int, tuple[Any, ...]]) -> None:
    without_rows(tmp_path)
    store = Store.open(url_in(tmp_path))
    assert store.rows is None
    assert {number: said(store.client(number)) for number in NUMBERS} == right
    erase(url_in(tmp_path), 7)
    with pytest.raises(UnknownClient):
        store.client(7)


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")
