"""What the book keeps: counters apart and added up, what an older version wrote, the borrowers of the training, nothing for ever."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from scoring.watch import Bins, Book
from scoring.watch.bins import Column
from scoring.watch.book import KEPT

BINS = Bins("v", 10.0, (Column("amount", False, (1.0, 2.5, 4.0), 1.0),), ())
DAY = date(2026, 11, 22)
SOME = np.full(BINS.size, 40, dtype=np.int64)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    found = Book(f"sqlite:///{tmp_path / 'watch.sqlite'}")
    yield found
    found.close()


def test_what_counters_counted_is_one_whole_and_the_book_remembers_that_they_are_two(book: Book) -> None:
    for counter in ("one", "two", "one"):
        book.add(BINS, {DAY: SOME}, counter)
    (seen,) = book.window(DAY, DAY)
    assert (seen.people == 3 * SOME).all()
    assert (seen.total, seen.repeats) == (360, pytest.approx((240 + 3 * 120) / 360))


def test_what_an_older_version_wrote_is_read_beside(book: Book, tmp_path: Path) -> None:
    days = [DAY - timedelta(days=back) for back in range(2)]
    book.add(BINS, {DAY: SOME}, "new")
    with sqlite3.connect(tmp_path / "watch.sqlite") as connection:  # as it was written: everybody anew each day, under the cells' key
        connection.execute("insert into watch_cells values (?, ?)", (BINS.key, BINS.text()))
        for day in days:
            row = day.isoformat(), BINS.key, json.dumps(SOME.tolist())
            connection.execute("insert into watch_counts (day, key, people) values (?, ?, ?)", row)
    (seen,) = book.window(days[-1], DAY)
    assert (seen.total, seen.days, seen.repeats) == (360, 2, 3)


def test_the_borrowers_of_the_training_are_no_day_and_no_cell_is_of_fewer_than_thirty(book: Book) -> None:
    book.add(BINS, {DAY: SOME}, "one")
    assert book.learned(BINS) is None
    book.learn(BINS, SOME)
    book.learn(BINS, np.arange(BINS.size))
    kept = book.learned(BINS)
    assert kept is not None
    assert kept.tolist() == [0] * 15 + [30] * 15 + list(range(30, BINS.size))
    (seen,) = book.window(date.min, date.max)
    assert (seen.people == SOME).all()


def test_a_day_of_fewer_than_thirty_people_that_an_older_version_wrote_goes(book: Book) -> None:
    nine = SOME // 40 * 9  # in each of the three zones: 27 people
    for back in range(3):
        book.add(BINS, {DAY - timedelta(days=back): nine if back < 2 else SOME})
    book.forget(DAY)
    (seen,) = book.window(date.min, DAY)
    assert (seen.days, seen.total) == (2, 120 + 27)  # today's may still grow


def test_days_are_not_kept_for_ever(book: Book, tmp_path: Path) -> None:
    old, edge = DAY - KEPT - timedelta(days=1), DAY - KEPT
    book.add(BINS, {old: SOME}, "gone")
    book.add(BINS, {edge: SOME, DAY: SOME}, "there")
    book.learn(BINS, SOME)
    book.forget(DAY)
    (seen,) = book.window(date.min, date.max)
    assert seen.days == 2
    assert book.learned(BINS) is not None
    with sqlite3.connect(tmp_path / "watch.sqlite") as connection:
        assert connection.execute("select count(*) from watch_cells").fetchone() == (2,)  # of what is there, and of the training
