"""``python -m jobs outcomes``: what the first payments say of the probabilities that were given.

The file holds what the lender knows: ``id,outcome,date`` (1: payment difficulties; the day when it was known), and ``scored`` where the
day of the decision is known too. Each outcome is judged by the prediction in force that day (:mod:`jobs.drift.promised`), whatever was
loaded since; nothing of the file is kept but the figures. The log of decisions is not opened: it is kept as evidence, for other ends.
Whoever was erased, or has no prediction of then, is left out, and counted.
"""

import argparse
import csv
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from scoring.errors import BadData, BrokenModel, NotReady

if TYPE_CHECKING:
    from jobs.drift.calibration import Calibration
    from jobs.drift.promised import Promised
    from scoring.decision import Rule
    from scoring.model import Model
    from scoring.store.promised import Promise

HELP: Final = "compare the probabilities of the model with the first payments: file of id, outcome, date"
COLUMNS: Final = ("id", "outcome", "date")
SCORED: Final = "scored"
ALERT: Final = 1


class Outcome(NamedTuple):
    """One line of the file; ``scored``: the day of the prediction to judge, where it is told."""

    client: int
    failed: bool
    day: date
    scored: date | None


@dataclass
class Joined:
    """Outcomes beside what was promised then; those that are not, by why; of how many the day of the decision is not known."""

    pds: list[float] = field(default_factory=list)
    failed: list[bool] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    undated: int = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument(
        "--file",
        type=Path,
        metavar="FILE.csv",
        help="header id,outcome,date[,scored]; outcome 1: payment difficulties; scored: the day decided",
    )
    wanted.add_argument(
        "--keep", action="store_true", help="only keep what is predicted now, for outcomes to come: after each load, each night"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="the service's data folder; DATA_DIR by default")
    parser.add_argument("--models", type=Path, default=Path("models"), metavar="DIR", help="folder of the model")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DAY", help="first day of the outcomes")
    parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY", help="last day")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write the figures for a program")


def run(options: argparse.Namespace) -> int:
    """Judge, print, keep the conclusion for /metrics. Returns 0, or 1 when somebody must look. Raises ScoringError.

    A database that is away, and a store or a model that is not what it should be, are somebody's business too: a scheduler takes 2 for
    too few people, and nothing would be kept any more without anybody knowing.
    """
    try:
        return _run(options)
    except (NotReady, BrokenModel) as problem:
        print(f"outcomes: {problem}", file=sys.stderr)
        return ALERT


def _run(options: argparse.Namespace) -> int:
    from jobs.parquet import in_place_of
    from scoring import model as models
    from scoring.watch import Book, url_of

    data = options.data or Path(os.environ.get("DATA_DIR") or "data/demo")
    with in_place_of(options.json, "--json") if options.json else nullcontext() as draft:
        model = models.load(options.models)
        if options.keep:
            _keep(data, model).close()
            return 0
        known = read(options.file)
        joined = _joined(data, model, known, (options.first or date.min, options.last or date.max))
        found, by_model = _judged(joined, model.rule)
        if draft:
            told = {"alert": found.alert, "not_joined": dict(joined.lost), "by_model": by_model}
            draft.write_text(json.dumps(asdict(found) | told, ensure_ascii=False, indent=1), "utf-8")
    if not (options.first or options.last):  # some days are a question of somebody's, which settles no alert
        book = Book(url_of(data, os.environ))
        book.conclude("outcomes", found.figures() | {"left_out": joined.lost.total()})
        book.close()
    print(*found.lines(), *_beside(by_model, joined.lost), *_when(joined.undated), sep="\n")
    return ALERT if found.alert else 0


def read(file: Path) -> list[Outcome]:
    """The lines of a file. Raises BadData naming the first line that is wrong, never what it holds."""
    try:
        with file.open(newline="", encoding="utf-8-sig") as lines:
            table = csv.DictReader(lines)
            if not set(COLUMNS) <= set(table.fieldnames or ()):
                raise BadData(f"{file} must begin with the line {','.join(COLUMNS)}.")
            today = datetime.now(UTC).date()
            found = [_outcome(row, place, file, today) for place, row in enumerate(table, 2)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadData(f"{file} cannot be read as a CSV file ({type(error).__name__}): give a file of {','.join(COLUMNS)}.") from None
    if len({one.client for one in found}) < len(found):
        raise BadData(f"{file} holds a client twice: keep one outcome each.")
    return found


def _outcome(row: dict[str, str], place: int, file: Path, today: date) -> Outcome:
    try:
        day, told = date.fromisoformat(row["date"].strip()), (row.get(SCORED) or "").strip()
        scored = date.fromisoformat(told) if told else None
        if not (scored or day) <= day <= today:
            raise ValueError(day)
        return Outcome(int(row["id"]), bool(("0", "1").index(row["outcome"].strip())), day, scored)
    except (ValueError, AttributeError, TypeError):
        needed = "an id, an outcome 0 or 1 and a date such as 2026-11-22, not after today, are needed; the day scored is not after it"
        raise BadData(f"{file}, line {place}: {needed}.") from None


def _keep(data: Path, model: "Model") -> "Promised":
    """The predictions that were kept, those of the present load among them."""
    from jobs.drift.promised import Promised
    from scoring.store import Store, url_of

    store = Store.open(url_of(data, os.environ))
    promised = Promised.beside(store)
    try:
        promised.keep(store, model)
    finally:
        store.close()
    return promised


def _joined(data: Path, model: "Model", known: list[Outcome], days: tuple[date, date]) -> Joined:
    """Each outcome of some days beside the prediction of then. Raises BadData when none has one."""
    promised, found = _keep(data, model), Joined()
    asked = [one for one in known if days[0] <= one.day <= days[1]]
    promises = promised.of(one.client for one in asked)
    promised.close()
    found.lost.update(no_prediction_kept=0, before_the_first_prediction=0, outside_the_days=len(known) - len(asked))
    for one in asked:
        then = _then(promises.get(one.client, []), one.scored or one.day)
        if then is None:
            found.lost["before_the_first_prediction" if one.client in promises else "no_prediction_kept"] += 1
            continue
        found.pds.append(then.probability_of_default)
        found.failed.append(one.failed)
        found.versions.append(then.model_version)
        found.undated += one.scored is None
    if not found.pds:
        raise BadData(f"No outcome of the file can be judged. {' '.join(_left_out(found.lost))}")
    return found


def _then(promises: "list[Promise]", day: date) -> "Promise | None":
    """The prediction in force at the end of a day."""
    return next((promise for promise in reversed(promises) if promise.day <= day), None)


def _judged(joined: Joined, rule: "Rule") -> "tuple[Calibration, dict[str, dict[str, float]]]":
    """The judgement of all together, and by model how many, what was observed and expected; no share of fewer than thirty."""
    import numpy as np

    from jobs.drift import calibration

    pds, failed, versions = np.array(joined.pds), np.array(joined.failed), np.array(joined.versions)
    by_model: dict[str, dict[str, float]] = {}
    for version in sorted(set(joined.versions)):
        own = versions == version
        shares = {"observed": float(failed[own].mean()), "expected": float(pds[own].mean())}
        by_model[version] = {"people": int(own.sum())} | (shares if own.sum() >= calibration.LEAST else {})
    return calibration.judge(pds, failed, rule), by_model


def _beside(by_model: dict[str, dict[str, float]], lost: Counter[str]) -> Iterator[str]:
    """Who predicted, and who is not judged."""
    from jobs.drift.charts import percent

    for version, told in by_model.items():
        shares = f" : {percent(told['observed'])} d’incidents, {percent(told['expected'])} annoncés" if "observed" in told else ""
        yield f"Prédits par le modèle {version} : {told['people']} dossiers{shares}."
    yield from _left_out(lost)


def _left_out(lost: Counter[str]) -> Iterator[str]:
    if lost.total():
        yield (
            f"Laissés de côté : {lost['no_prediction_kept']} sans prédiction gardée (inconnus, effacés, jamais notés), "
            f"{lost['before_the_first_prediction']} d’avant la première gardée, {lost['outside_the_days']} hors de la période demandée."
        )


def _when(undated: int) -> Iterator[str]:
    if undated:
        yield f"{undated} sans jour de la décision (colonne scored) : chacun est jugé par la dernière prédiction d’avant son issue."
