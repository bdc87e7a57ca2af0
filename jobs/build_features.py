"""``python -m jobs build-features``: the features of every client of a folder of raw tables, as one Parquet file."""

import argparse
from pathlib import Path
from typing import Final

HELP: Final = "compute the model's features from Home Credit's raw tables"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the raw tables, CSV or Parquet")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.parquet", help="where to write one row a client")
    parser.add_argument("--with-target", action="store_true", help="write TARGET beside the features")
    parser.add_argument("--threads", type=int, metavar="N", help="processor threads to use; all of them unless told")
    parser.add_argument("--memory", metavar="SIZE", help='memory, such as "2GB", beyond which to work on disk')


def run(options: argparse.Namespace) -> None:
    """Write SK_ID_CURR, TARGET if asked for, and every feature. Raises ScoringError; nothing is written then."""
    from jobs import matrix
    from jobs.parquet import write

    built = matrix.build(options.data, with_target=options.with_target, threads=options.threads, memory_limit=options.memory)
    write(options.out, built.columns())
    print(f"{options.out}: {len(built.ids):,} clients, {len(built.names)} features")
