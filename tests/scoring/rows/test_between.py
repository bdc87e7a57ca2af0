"""The rows beside a store through what may come between: another version, an opening, a kill at any step."""

import errno
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scoring.errors import UnknownClient
from scoring.store import Store, erase, replace_all, rows_writer
from tests.scoring.rows.conftest import NUMBERS, beside, explained, said
from tests.scoring.test_store import load, people, url_in


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
from tests.scoring.rows.conftest import explained
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
