"""Score every client of a folder into Parquet. Never reads TARGET."""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobs import engines
from scoring.tables import CLIENT

if TYPE_CHECKING:
    import pyarrow as pa

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
    """Write SK_ID_CURR, probability_of_default, score, zone, reasons and model_version. Raises ScoringError."""
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
    from jobs.parquet import write

    built = matrix.build(options.data, with_target=False, threads=options.threads, memory_limit=options.memory)
    write(options.out, schema(), answered(model, built))
    return len(built.ids)


def answered(model: "Model", built: "Matrix", size: int = 10_000) -> "Iterator[pa.RecordBatch]":
    """The answers for the clients of a matrix, ``size`` at a time: a row a client, as :func:`schema` says."""
    from itertools import islice

    import pyarrow as pa

    from jobs.answers import answer_all

    told = (
        {
            "probability_of_default": answer.probability_of_default,
            "score": answer.score,
            "zone": answer.zone,
            "reasons": [_brief(reason) for reason in answer.reasons],
            "model_version": model.version,
        }
        for answer in answer_all(model, built, "scoring")
    )
    for start in range(0, len(built.ids), size):
        clients = built.ids[start : start + size].tolist()
        rows = [{CLIENT: client} | row for client, row in zip(clients, islice(told, size), strict=True)]
        yield pa.RecordBatch.from_pylist(rows, schema=schema())


def answered_by_a_worker(model_there: Any, batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    """The answers for one partition of SK_ID_CURR and the model's features; ``model_there`` is Spark's broadcast model."""
    import numpy as np

    from scoring.features.matrix import Matrix

    model = model_there.value
    for batch in batches:
        rows = np.column_stack([batch[name].to_numpy(zero_copy_only=False) for name in model.features])
        yield from answered(model, Matrix(batch[CLIENT].to_numpy(), rows, None, model.features))


def schema() -> "pa.Schema":
    """The columns of a file of answers; a reason is its code, its points and its sentence in both languages."""
    import pyarrow as pa

    text, number = pa.string(), pa.float64()
    reason = pa.struct([("code", text), ("points", number), ("fr", text), ("en", text)])
    answer = {"probability_of_default": number, "score": number, "zone": text, "reasons": pa.list_(reason), "model_version": text}
    return pa.schema({CLIENT: pa.int64()} | answer)


def _brief(reason: "Reason") -> dict[str, Any]:
    told = reason.as_dict()
    return {"code": told["code"], "points": told["points"], **told["text"]}
