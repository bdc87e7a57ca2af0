"""Score every client of a folder into Parquet. Never reads TARGET."""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobs import engines
from scoring.tables import CLIENT

if TYPE_CHECKING:
    import pyarrow as pa

    from jobs.answers import Answer
    from jobs.screening import Outside
    from scoring.explain import Reason
    from scoring.features.matrix import Matrix
    from scoring.model import Model

HELP = "score and explain every client of a folder of raw tables"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the raw tables, CSV or Parquet")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.parquet", help=engines.OUT_HELP)
    parser.add_argument("--models", type=Path, default=Path("models"), metavar="DIR", help="folder of the model")
    engines.add_arguments(parser)


def run(options: argparse.Namespace) -> None:
    """Write one row a client, as :func:`schema` says; a client who cannot be scored has no score. Raises ScoringError."""
    from scoring import model as models

    model = models.load(options.models)
    if options.engine == "spark":
        from jobs import cluster

        clients = cluster.score(options, model)
    else:
        clients = _score(options, model)
    print(f"{options.out}: {clients:,} clients scored by model {model.version}")


def _score(options: argparse.Namespace, model: "Model") -> int:
    from jobs import matrix
    from jobs.parquet import in_place_of, write
    from jobs.screening import screen_folder

    with in_place_of(options.out) as draft:
        outside = screen_folder(options.data)
        built = matrix.build(options.data, with_target=False, threads=options.threads, memory_limit=options.memory)
        write(draft, schema(), answered(model, built, outside))
    return len(built.ids)


def answered(model: "Model", built: "Matrix", outside: "Outside", size: int = 10_000) -> "Iterator[pa.RecordBatch]":
    """The answers for the clients of a matrix, ``size`` at a time: a row a client, as :func:`schema` says."""
    from itertools import islice

    import pyarrow as pa

    from jobs.answers import answer_all

    answers = answer_all(model, built, "scoring")
    for start in range(0, len(built.ids), size):
        clients = built.ids[start : start + size].tolist()
        told = zip(clients, islice(answers, size), strict=True)
        rows = [{CLIENT: client, "model_version": model.version} | _row(answer, outside.get(client)) for client, answer in told]
        yield pa.RecordBatch.from_pylist(rows, schema=schema())


def answered_by_a_worker(model_there: Any, outside: "Outside", batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    """The answers for one partition of SK_ID_CURR and the model's features; ``model_there`` is Spark's broadcast model."""
    import numpy as np

    from scoring.features.matrix import Matrix

    model = model_there.value
    for batch in batches:
        rows = np.column_stack([batch[name].to_numpy(zero_copy_only=False) for name in model.features])
        yield from answered(model, Matrix(batch[CLIENT].to_numpy(), rows, None, model.features), outside)


def _row(answer: "Answer", outside: tuple[str, ...] | None) -> dict[str, Any]:
    """What is said of a client: never a score when the application holds what none can."""
    if outside:
        return {"reasons": [], "unavailable_because": outside}
    return {
        "probability_of_default": answer.probability_of_default,
        "score": answer.score,
        "zone": answer.zone,
        "reasons": [_brief(reason) for reason in answer.reasons],
        "unavailable_because": [],
    }


def schema() -> "pa.Schema":
    """The columns of a file of answers; a reason is its code, its points and its sentence in both languages.

    ``unavailable_because`` names the columns whose value is impossible: there is then no PD, score or zone.
    """
    import pyarrow as pa

    text, number = pa.string(), pa.float64()
    reason = pa.struct([("code", text), ("points", number), ("fr", text), ("en", text)])
    answer = {"probability_of_default": number, "score": number, "zone": text, "reasons": pa.list_(reason), "model_version": text}
    return pa.schema({CLIENT: pa.int64()} | answer | {"unavailable_because": pa.list_(text)})


def _brief(reason: "Reason") -> dict[str, Any]:
    told = reason.as_dict()
    return {"code": told["code"], "points": told["points"], **told["text"]}
