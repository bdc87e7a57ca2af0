"""``python -m jobs outcomes``: what the first payments say of the probabilities that were given.

The file holds what the lender knows: ``id,outcome,date`` (1: payment difficulties; the day when it was known). It is joined by number
with the clients' store, in memory, and nothing of it is kept but the figures. The log of decisions is not opened: it is kept as
evidence, for other ends. So a client who was erased is not joined, nor one whose data were loaded after the outcome was known.
"""

import argparse
import csv
import json
import os
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from scoring.errors import BadData, UnknownClient

if TYPE_CHECKING:
    from jobs.drift import calibration

HELP: Final = "compare the probabilities of the model with the first payments: file of id, outcome, date"
COLUMNS: Final = ("id", "outcome", "date")
ALERT: Final = 1


class Outcome(NamedTuple):
    """One line of the file."""

    client: int
    failed: bool
    day: date


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--file", type=Path, required=True, metavar="FILE.csv", help="header id,outcome,date; outcome 1: payment difficulties"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="the service's data folder; DATA_DIR by default")
    parser.add_argument("--models", type=Path, default=Path("models"), metavar="DIR", help="folder of the model")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, default=date.min, metavar="DAY", help="first day of the outcomes")
    parser.add_argument("--to", dest="last", type=date.fromisoformat, default=date.max, metavar="DAY", help="last day")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write the figures for a program")


def run(options: argparse.Namespace) -> int:
    """Judge, print, keep the conclusion for /metrics. Returns 0, or 1 when the model must be looked at. Raises ScoringError."""
    from jobs.drift import calibration
    from jobs.parquet import in_place_of
    from scoring import model as models
    from scoring.watch import Book, url_of

    data = options.data or Path(os.environ.get("DATA_DIR") or "data/demo")
    with in_place_of(options.json, "--json") if options.json else nullcontext() as draft:
        model = models.load(options.models)
        known = [one for one in read(options.file) if options.first <= one.day <= options.last]
        rows, failed, lost = _joined(data, known)
        found = calibration.judge(model.probability_of_default(rows, threads=os.cpu_count() or 1), failed, model.rule)
        if draft:
            draft.write_text(json.dumps(asdict(found) | {"alert": found.alert, "not_joined": lost}, ensure_ascii=False, indent=1), "utf-8")
    book = Book(url_of(data, os.environ))
    book.conclude("outcomes", found.figures())
    book.close()
    print(*found.lines(), *_left_out(lost), sep="\n")
    return ALERT if found.alert else 0


def read(file: Path) -> list[Outcome]:
    """The lines of a file. Raises BadData naming the first line that is wrong, never what it holds."""
    try:
        with file.open(newline="", encoding="utf-8-sig") as lines:
            table = csv.DictReader(lines)
            if not set(COLUMNS) <= set(table.fieldnames or ()):
                raise BadData(f"{file} must begin with the line {','.join(COLUMNS)}.")
            found = [_outcome(row, place, file) for place, row in enumerate(table, 2)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadData(f"{file} cannot be read as a CSV file ({type(error).__name__}): give a file of {','.join(COLUMNS)}.") from None
    if len({one.client for one in found}) < len(found):
        raise BadData(f"{file} holds a client twice: keep one outcome each.")
    return found


def _outcome(row: dict[str, str], place: int, file: Path) -> Outcome:
    try:
        return Outcome(int(row["id"]), bool(("0", "1").index(row["outcome"].strip())), date.fromisoformat(row["date"].strip()))
    except (ValueError, AttributeError, TypeError):
        raise BadData(f"{file}, line {place}: an id, an outcome 0 or 1 and a date such as 2026-11-22 are needed.") from None


def _joined(data: Path, known: list[Outcome]) -> "tuple[calibration.Rows, calibration.Flags, dict[str, int]]":
    """Rows (n, p) and outcomes (n,) of those whom the store held before, and how many it did not."""
    import numpy as np

    from scoring.store import Store, url_of

    store = Store.open(url_of(data, os.environ))
    loaded = datetime.fromisoformat(store.population.loaded_at).date()
    rows, failed, absent = [], [], 0
    for one in (one for one in known if one.day >= loaded):
        try:
            rows.append(store.client(one.client).features)
            failed.append(one.failed)
        except UnknownClient:
            absent += 1
    store.close()
    lost = {"unknown": absent, "known_before_the_load": sum(one.day < loaded for one in known)}
    if not rows:
        raise BadData(
            f"No outcome of the file can be joined: {lost['unknown']} unknown clients, {lost['known_before_the_load']} too early."
        )
    return np.array(rows), np.array(failed), lost


def _left_out(lost: dict[str, int]) -> Iterator[str]:
    if any(lost.values()):
        yield f"Non joints : {lost['unknown']} inconnus ou effacés, {lost['known_before_the_load']} déjà connus au chargement des clients."
