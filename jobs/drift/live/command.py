"""``python -m jobs drift --live``: has what the service sees moved away from the reference, or from the days before?"""

import argparse
import json
import os
from contextlib import nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

ALERT: Final = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``--live``."""
    parser.add_argument("--live", action="store_true", help="judge what the service counted (DATA_DIR or --data; WATCH_URL)")
    parser.add_argument(
        "--from", dest="first", type=date.fromisoformat, metavar="DAY", help="with --live: first day (UTC); 7 days by default"
    )
    parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY", help="with --live: last day, today by default")
    parser.add_argument(
        "--against", choices=("reference", "window"), default="reference", help="with --live: the reference people, or as many days before"
    )


def run(options: argparse.Namespace) -> int:
    """Judge, print, keep the conclusion for /metrics. Returns 0, or 1 when somebody must look. Raises ScoringError."""
    from jobs.drift.live.judge import judge_days, window
    from jobs.parquet import in_place_of
    from scoring.watch import Book, url_of

    days = window(options.first, options.last, datetime.now(UTC).date())
    with in_place_of(options.json, "--json") if options.json else nullcontext() as draft:
        book = Book(url_of(options.data or Path(os.environ.get("DATA_DIR") or "data/demo"), os.environ))
        found = judge_days(book, days, options.against == "window")
        if draft:
            draft.write_text(json.dumps(found.as_dict(), ensure_ascii=False, indent=1), "utf-8")
    book.conclude("drift", found.figures())
    book.close()
    print(*found.lines(), sep="\n")
    return ALERT if found.alert else 0
