"""``python -m jobs drift --live``: has what the service sees moved away from the reference, or from the days before?"""

import argparse
import json
import os
import sys
from contextlib import nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scoring.errors import NotReady

if TYPE_CHECKING:
    from scoring.watch import Book

ALERT: Final = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``--live``."""
    parser.add_argument("--live", action="store_true", help="judge what the service counted (DATA_DIR or --data; WATCH_URL)")
    parser.add_argument(
        "--from", dest="first", type=date.fromisoformat, metavar="DAY", help="with --live: first day (UTC); 7 days by default"
    )
    parser.add_argument(
        "--to", dest="last", type=date.fromisoformat, metavar="DAY", help="with --live: last day; yesterday, the last whole one, by default"
    )
    parser.add_argument(
        "--against", choices=("reference", "window"), default="reference", help="with --live: the reference people, or as many days before"
    )
    parser.add_argument(
        "--learned-from",
        type=Path,
        metavar="DIR",
        help="with --live: raw tables of those the model learned from; their counts, of 30 people at least, become the reference",
    )


def run(options: argparse.Namespace) -> int:
    """Judge and print. Returns 0, or 1 when somebody must look. Raises ScoringError.

    /metrics is told of the usual window alone: another is a question of somebody's, which settles no alert. A database that does not
    answer is somebody's business too: 2, which a scheduler takes for a week too quiet to judge, is not for it.
    """
    from scoring.watch.book import NothingYet

    try:
        return _run(options)
    except NothingYet:
        raise
    except NotReady as problem:
        print(f"drift: {problem}", file=sys.stderr)
        return ALERT


def _run(options: argparse.Namespace) -> int:
    from jobs.drift.live.judge import judge_days, window
    from jobs.drift.live.learned import learn
    from jobs.parquet import in_place_of
    from scoring.watch import Book, url_of

    today, data = datetime.now(UTC).date(), options.data or Path(os.environ.get("DATA_DIR") or "data/demo")
    days = window(options.first, options.last, today)
    with in_place_of(options.json, "--json") if options.json else nullcontext() as draft:
        book = Book(url_of(data, os.environ))
        if options.learned_from:
            print(f"Référence gardée : {learn(book, options.learned_from, data, options.models)} emprunteurs dont le modèle a appris.")
        found = judge_days(book, days, options.against == "window")
        if draft:
            draft.write_text(json.dumps(found.as_dict(), ensure_ascii=False, indent=1), "utf-8")
    if not (options.first or options.last or options.against == "window"):
        book.conclude("drift", found.figures())
    _forget(book, today)
    book.close()
    print(*found.lines(), sep="\n")
    return ALERT if found.alert else 0


def _forget(book: "Book", today: date) -> None:
    """Delete what is kept no longer; a role that may not is told, and the judgement stands."""
    try:
        book.forget(today)
    except NotReady as problem:
        print(
            f"The oldest counts were not deleted: {problem} On PostgreSQL the role needs `grant delete` on the watch tables.",
            file=sys.stderr,
        )
