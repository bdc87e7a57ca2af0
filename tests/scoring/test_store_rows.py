"""The rows beside a SQLite store say what its table says, faster, or nothing: damaged, of another load, or of who is erased."""

import errno
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.errors import BadData, NotReady, UnknownClient
from scoring.store import LARGEST_ID, NewClient, Store, StoredClient, erase, replace_all, rows_writer
from scoring.store.rows import index_bytes, read_index
from tests.scoring.test_store import client, load, people, url_in, without_rows

NUMBERS = (190, 7, 19, 193423, LARGEST_ID)
ANSWER = {"score": 0.5, "text": "Les revenus sont stables."}


def explained(number: int) -> NewClient:
    return client(number, number / 7)._replace(answer=ANSWER | {"id": number}, contributions=[number / 3] * 6)


def said(found: StoredClient) -> tuple[Any, ...]:
    """All that a client's row says, read."""
    contributions = None if found.contributions is None else found.contributions.tolist()
    return found.id, found.packed_features, found.record, found.reasons, found.answer, contributions, found.model_version, found.load


def beside(folder: Path) -> Path:
    (file,) = rows_writer.files_of(folder / "clients.sqlite")
    return file


@pytest.fixture
def right(tmp_path: Path) -> dict[int, tuple[Any, ...]]:
    """What the table alone says."""
    load(tmp_path, [explained(number) for number in NUMBERS])
    store = Store.open(url_in(tmp_path))
    store.rows = None
    return {number: said(store.client(number)) for number in NUMBERS}


@pytest.fixture
def store(tmp_path: Path, right: dict[int, tuple[Any, ...]]) -> Iterator[Store]:
    opened = Store.open(url_in(tmp_path))
    yield opened
    opened.close()


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


def test_who_a_version_without_rows_erases_is_not_served_by_who_reads_already(tmp_path: Path, store: Store) -> None:
    with closing(sqlite3.connect(tmp_path / "clients.sqlite", isolation_level=None)) as former:
        former.execute("delete from clients where id = 19")
        former.execute("pragma wal_checkpoint(truncate)")
    assert store.is_current()  # the look that each worker takes every second
    with pytest.raises(UnknownClient):
        store.client(19)
    erase(url_in(tmp_path), 7)
    assert rows_writer.files_of(tmp_path / "clients.sqlite") == []  # 19 is in it, whoever else is erased


def test_who_opens_during_an_erasure_reads_the_rows_again_after_it(
    tmp_path: Path, right: dict[int, tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, take_away = list[Store](), rows_writer._take_away

    def opening(*told: Any) -> None:
        take_away(*told)
        opened.append(Store.open(url_in(tmp_path)))

    monkeypatch.setattr(rows_writer, "_take_away", opening)
    erase(url_in(tmp_path), 19)
    (store,) = opened
    assert store.rows is None
    assert store.is_current()
    assert store.rows
    assert said(store.client(7)) == right[7]
    with pytest.raises(UnknownClient):
        store.client(19)


def test_rows_that_were_packed_after_another_specimen_are_not_read(tmp_path: Path) -> None:
    told = {"fingerprint": "f", "model_version": "m", "kind": "demo", "specimen": '"Les revenus sont stables."'}
    replace_all(url_in(tmp_path), [explained(7)], people(), **told)
    assert Store.open(url_in(tmp_path)).rows
    with closing(sqlite3.connect(tmp_path / "clients.sqlite", isolation_level=None)) as table:
        table.execute("update meta set value = replace(value, 'stables', 'instabl') where key = 'specimen'")
    store = Store.open(url_in(tmp_path))
    assert (store.rows, store.client(7).answer) == (None, None)


def test_a_link_to_the_store_is_the_store(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    linked = tmp_path / "elsewhere" / "clients.sqlite"
    linked.symlink_to(tmp_path / "clients.sqlite")
    load(tmp_path / "elsewhere", [explained(7), explained(19)])
    store = Store.open(url_in(tmp_path / "elsewhere"))
    assert store.rows
    erase(url_in(tmp_path), 7)
    with pytest.raises(UnknownClient):
        store.client(7)


@pytest.mark.parametrize("damage", [lambda content: content[:-1], lambda content: content[:-60] + b"????" + content[-56:]])
def test_where_nobody_can_tell_who_is_in_it_the_file_goes_with_an_erasure(
    tmp_path: Path, store: Store, damage: Callable[[bytes], bytes]
) -> None:
    file, kept = beside(tmp_path), store.client(19)
    file.write_bytes(damage(file.read_bytes()))
    erase(url_in(tmp_path), 19)
    assert not file.exists()
    assert not [one for one in tmp_path.iterdir() if kept.packed_features in one.read_bytes()]
    with pytest.raises(UnknownClient):
        store.client(19)


def test_the_former_rows_end_once_the_load_holds_and_not_before(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def of_now() -> str:
        return "new" if Store.open(url_in(tmp_path)).population.load != store.population.load else "former"

    def renamed(file: Path, to: Path) -> Path:
        order.append(f"named, {of_now()} holds")
        return rename(file, to)

    def refused(file: Path) -> None:
        order.append(f"ended, {of_now()} holds")
        raise PermissionError(errno.EACCES, "not yours")

    monkeypatch.setattr(os, "fsync", lambda file: (order.append("on the disk"), fsync(file)))
    monkeypatch.setattr(Path, "rename", renamed)
    monkeypatch.setattr(rows_writer, "retire", refused)
    load(tmp_path, [explained(1)])  # which holds, though the former file cannot be deleted
    assert order == ["on the disk", "named, former holds", "on the disk", "ended, new holds"]
    assert Store.open(url_in(tmp_path)).ids("", 9)[0] == [1]


def test_they_are_whose_the_store_is(tmp_path: Path, store: Store) -> None:
    (tmp_path / "clients.sqlite").chmod(0o640)
    load(tmp_path, [explained(7)])
    assert stat.S_IMODE(beside(tmp_path).stat().st_mode) == 0o640


KILLED = """
import os, signal, sys
from pathlib import Path
from scoring.store import erase, rows_writer, writer
from tests.scoring.test_store import load, url_in
from tests.scoring.test_store_rows import explained
module, name, when, what, folder = sys.argv[1:]
owner = {"rows_writer": rows_writer, "Writer": rows_writer.Writer, "writer": writer}[module]
real = getattr(owner, name)
def killed(*told):
    if when == "after": real(*told)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(owner, name, killed)
erase(url_in(Path(folder)), 19) if what == "erase" else load(Path(folder), [explained(1)])
"""


@pytest.mark.parametrize(
    ("where", "what"),
    [
        *((("rows_writer", "_overwrite", "after"), "erase"), (("rows_writer", "_take_away", "after"), "erase")),
        *((("Writer", "add", "after"), "load"), (("Writer", "finish", "after"), "load"), (("rows_writer", "retire", "before"), "load")),
    ],
)
def test_a_real_kill_leaves_right_answers_and_ends_when_asked_again(
    tmp_path: Path, right: dict[int, tuple[Any, ...]], store: Store, where: tuple[str, ...], what: str
) -> None:
    kept = store.client(19)
    ended = subprocess.run([sys.executable, "-c", KILLED, *where, what, str(tmp_path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    again = Store.open(url_in(tmp_path))
    if again.population.load == store.population.load:
        for one in (store, again):
            assert {number: said(one.client(number)) for number in NUMBERS} == right
    else:
        assert (again.ids("", 9)[0], store.is_current()) == ([1], False)
    erase(url_in(tmp_path), 19)
    load(tmp_path, [explained(1)])
    assert len(rows_writer.files_of(tmp_path / "clients.sqlite")) == 1
    assert not [one for one in tmp_path.iterdir() if kept.packed_features in one.read_bytes()]
