"""Score every client of a folder into one Parquet file. Never reads TARGET."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.tables import CLIENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jobs.answers import Answer
    from scoring.explain import Reason

HELP = "score and explain every client of a folder of raw tables"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the raw tables, CSV or Parquet")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.parquet", help="where to write one row a client")
    parser.add_argument("--models", type=Path, default=Path("models"), metavar="DIR", help="folder of the model")


def run(options: argparse.Namespace) -> None:
    """Write SK_ID_CURR, probability_of_default, score, zone, reasons and model_version. Raises ScoringError."""
    from jobs import matrix
    from jobs.answers import answer_all
    from jobs.parquet import write
    from scoring import model as models

    model = models.load(options.models)
    built = matrix.build(options.data, with_target=False)
    answers = answer_all(model, built, "scoring")
    write(options.out, _table(built.ids, answers, model.version))
    print(f"{options.out}: {len(built.ids):,} clients scored by model {model.version}")


def _table(ids: Any, answers: "Iterable[Answer]", version: str) -> dict[str, Any]:
    """One row a client; a reason is its code, its points and its sentence in both languages."""
    import pyarrow as pa

    text = pa.string()
    reason = pa.struct([("code", text), ("points", pa.float64()), ("fr", text), ("en", text)])
    rows = [(a.probability_of_default, a.score, a.zone, [_brief(told) for told in a.reasons], version) for a in answers]
    number, reasons = pa.float64(), pa.list_(reason)
    kinds = {"probability_of_default": number, "score": number, "zone": text, "reasons": reasons, "model_version": text}
    columns = zip(*rows, strict=True) if rows else [[] for _ in kinds]
    arrays = {name: pa.array(column, kind) for (name, kind), column in zip(kinds.items(), columns, strict=True)}
    return {CLIENT: pa.array(ids, pa.int64())} | arrays


def _brief(reason: "Reason") -> dict[str, Any]:
    told = reason.as_dict()
    return {"code": told["code"], "points": told["points"], **told["text"]}
