"""Score every client of a folder into one Parquet file. Never reads TARGET."""

import argparse
from pathlib import Path
from typing import Any

HELP = "score and explain every client of a folder of raw tables"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the raw tables, CSV or Parquet")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.parquet", help="where to write one row a client")
    parser.add_argument("--models", type=Path, default=Path("models"), metavar="DIR", help="folder of the model")


def run(options: argparse.Namespace) -> None:
    """Write SK_ID_CURR, probability_of_default, score, zone, reasons and model_version. Raises ScoringError."""
    from jobs.answers import answer_all, columns, described
    from jobs.parquet import write
    from scoring import model as models
    from scoring.features import pipeline

    model = models.load(options.models)
    described(model)
    matrix = pipeline.build_features(options.data, with_target=False)
    rows = columns(model, matrix.names, matrix.rows)
    table: dict[str, list[Any]] = {"probability_of_default": [], "score": [], "zone": [], "reasons": []}
    for answer in answer_all(model, rows, "scoring"):
        table["probability_of_default"].append(answer.probability_of_default)
        table["score"].append(answer.score)
        table["zone"].append(answer.zone)
        table["reasons"].append([reason.as_dict() for reason in answer.reasons])
    write(options.out, {"SK_ID_CURR": matrix.ids} | table | {"model_version": [model.version] * len(rows)})
