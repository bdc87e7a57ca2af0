"""``python -m jobs build-features``: the features of every client of a folder of raw tables, as Parquet."""

import argparse
from pathlib import Path
from typing import Final

from jobs import engines

HELP: Final = "compute the model's features from Home Credit's raw tables"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the raw tables, CSV or Parquet")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.parquet", help=engines.OUT_HELP)
    parser.add_argument("--with-target", action="store_true", help="write TARGET beside the features")
    engines.add_arguments(parser)


def run(options: argparse.Namespace) -> None:
    """Write SK_ID_CURR, TARGET if asked for, and every feature. Raises ScoringError; nothing is written then."""
    if options.engine == "spark":
        from jobs import cluster

        clients = cluster.build_features(options)
    else:
        clients = _build(options)
    print(f"{options.out}: features of {clients:,} clients")


def _build(options: argparse.Namespace) -> int:
    from jobs import matrix
    from jobs.parquet import in_place_of

    with in_place_of(options.out) as draft:
        return matrix.write(options.data, draft, with_target=options.with_target, threads=options.threads, memory_limit=options.memory)
