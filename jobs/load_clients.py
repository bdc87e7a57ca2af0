"""Fill the API's store: every client of a folder with features, raw record and reasons, and a synthetic reference population."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from scoring.features.matrix import Matrix
    from scoring.model import Model
    from scoring.store import NewClient, Reference

HELP: Final = "fill the API's store with the clients of a folder of raw tables"
LARGEST_DOUBLE: Final = sys.float_info.max
REFERENCE_CLIENTS: Final = 2_000
REFERENCE_SEED: Final = 1_000_003
"""Not a demo's seed: the points shown beside a client must be nobody of the population."""
SPECIMENS: Final = 4
"""People from whose records and answers the others are packed: four save nearly all that sixteen would."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the raw tables, CSV or Parquet")
    parser.add_argument("--models", type=Path, default=Path("models"), metavar="DIR", help="folder of the model")
    parser.add_argument("--if-needed", action="store_true", help="do nothing when the store already holds these tables for this model")


def run(options: argparse.Namespace) -> None:
    """Load the store at DATABASE_URL, or DIR/clients.sqlite. Raises ScoringError; the previous population then stays."""
    from scoring import model as models
    from scoring import store
    from scoring.answer import wording
    from scoring.population.folder import is_demo

    _check_demo(options.data)
    model = models.load(options.models)
    url = store.url_of(options.data, os.environ)
    if options.if_needed and _is_loaded(url, options.data, model):
        return
    from jobs import matrix, screening  # bring the engine in, which takes a second: not for a load that is not needed

    screening.screen_folder(options.data)  # the API looks at each record again; here they are counted
    built = matrix.build(options.data)
    left_out: list[int] = []
    reference, specimen = _reference(model)
    population = store.replace_all(
        url,
        _not_erased(_clients(model, built, options.data), options.data, left_out),
        reference,
        fingerprint=store.fingerprint(model.features, model.manifest["categories"]),
        model_version=model.version,
        kind="demo" if is_demo(options.data) else "real",
        wording=wording(),
        specimen=specimen,
    )
    print(f"{population.clients:,} clients loaded for model {model.version}")
    if left_out:
        print(f"{len(left_out):,} left out: they were erased. Take them out of the tables too; `python -m api readmit` ends an erasure.")


def _check_demo(data: Path) -> None:
    """Raise BadData when a drawn population lost a table: its clients would quietly lose a part of their history."""
    from scoring.errors import BadData
    from scoring.population.folder import NOTICE

    notice = data / NOTICE
    named = json.loads(notice.read_text("utf-8"))["tables"] if notice.is_file() else {}
    lost = [name for name in named if not (data / f"{name}.parquet").is_file()]
    if lost:
        raise BadData(f"{data} lacks the table {', '.join(lost)} of its demo population: remove the folder, it will be drawn again.")


def _is_loaded(url: str, data: Path, model: "Model") -> bool:
    """Whether the store holds this model's answers, loaded after the last change of a table."""
    from datetime import datetime

    from scoring.answer import wording
    from scoring.applicant import kept_beside
    from scoring.errors import NotReady
    from scoring.store import Store

    try:
        store = Store.open(url)
    except NotReady:
        return False
    (first, *_), _ = store.ids("", 1)
    complete = set(kept_beside(model.features)) <= store.client(first).record.keys()
    store.close()
    loaded = datetime.fromisoformat(store.population.loaded_at).timestamp()
    changed = max((file.stat().st_mtime for file in _raw(data)), default=0.0)
    same = (store.population.model_version, store.population.wording) == (model.version, wording())
    return complete and same and changed <= loaded


def _raw(data: Path) -> Iterator[Path]:
    """The raw tables of a folder, whatever else lies there."""
    from scoring import tables

    names = (*tables.APPLICATION_FILES, *(table.name for table in tables.HISTORY), tables.COVERAGE_FILE)
    return (file for name in names for ending in ("parquet", "csv") if (file := data / f"{name}.{ending}").is_file())


def _not_erased(clients: "Iterator[NewClient]", data: Path, left_out: list[int]) -> "Iterator[NewClient]":
    """The clients whom nobody erased; the numbers of the others are added to ``left_out``. Raises NotReady when nobody can tell.

    The log is asked when the first client is, which is once nothing else can be erased from the store until the load ends.
    """
    from scoring.store.erased import Erased

    erased = Erased.of(data, os.environ)
    for client in clients:
        if client.id in erased:
            left_out.append(client.id)
        else:
            yield client


def _clients(model: "Model", built: "Matrix", data: Path) -> "Iterator[NewClient]":
    from jobs.answers import answer_all
    from scoring import answer as written
    from scoring import explain
    from scoring.features import domain
    from scoring.store import NewClient

    answers = answer_all(model, built, "scoring clients")
    for client_id, record, beside, answer in zip(built.ids.tolist(), _records(data), _beside(model, built), answers, strict=True):
        told = None  # refused live, with the reason
        if not domain.outside_record(record):
            told = written.score(model.rule, client_id, answer.probability_of_default, answer.reasons)
        weighed = None if told is None else answer.contributions
        yield NewClient(client_id, answer.row, record | beside, explain.packed(answer.reasons), told, weighed)


def _beside(model: "Model", built: "Matrix") -> Iterator[dict[str, float | None]]:
    """What a simulation needs of the past and the model's row does not hold, client by client."""
    from scoring.applicant import kept_beside

    names = kept_beside(model.features)
    for row in built.rows[:, [built.names.index(name) for name in names]]:
        yield {name: None if value != value else value for name, value in zip(names, row.tolist(), strict=True)}


def _records(data: Path) -> Iterator[dict[str, Any]]:
    """The raw columns that the policy lets in, one record a client, sorted by client."""
    from scoring import policy, tables
    from scoring.features.sources import open_folder

    rules = policy.load()
    names = [name for name in tables.APPLICATION.columns if rules.status(("application", name)) in ("allowed", "watched")]
    with open_folder(data) as sources:
        raw = sources.application.order_by(tables.CLIENT).select(*names)
        # JSON has no infinity; the largest number stays as impossible.
        finite = {name: raw[name].clip(-LARGEST_DOUBLE, LARGEST_DOUBLE) for name in names if tables.APPLICATION.kind(name) == "number"}
        table = raw.mutate(**finite).to_pyarrow()
    for batch in table.to_batches(max_chunksize=5_000):
        yield from batch.to_pylist()


def _reference(model: "Model") -> "tuple[Reference, str]":
    """Synthetic people, nobody real, for the points shown beside a client; and what is kept of a few of them."""
    import numpy as np

    from jobs.answers import answer_all
    from scoring import answer as written
    from scoring.features import pipeline
    from scoring.population.folder import write_population
    from scoring.store import Reference
    from scoring.store.records import compact

    with tempfile.TemporaryDirectory() as folder:
        write_population(Path(folder) / "reference", REFERENCE_CLIENTS, REFERENCE_SEED)
        matrix = pipeline.build_features(Path(folder) / "reference")
        records = list(islice(_records(Path(folder) / "reference"), SPECIMENS))
    answers = list(answer_all(model, matrix, "scoring the reference"))
    told = (written.score(model.rule, 0, answer.probability_of_default, answer.reasons) for answer in answers[:SPECIMENS])
    reference = Reference(
        features=np.array([answer.row for answer in answers]),
        contributions=np.array([answer.contributions for answer in answers], dtype=np.float32),
        score=np.array([answer.score for answer in answers]),
        probability_of_default=np.array([answer.probability_of_default for answer in answers]),
    )
    return reference, "".join(map(compact, (*records, *told)))  # the answers last: what is near is found sooner
