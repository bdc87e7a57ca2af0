"""What a job that reads raw tables lets a person choose: the engine, and what it may take."""

import argparse
from typing import Final

MEMORY: Final = "1GB"
MASTER: Final = "local[2]"
OUT_HELP: Final = "where to write one row a client: a file, or a folder of files by Spark"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of both engines."""
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb", help="this machine alone, or a Spark cluster")
    parser.add_argument("--threads", type=int, metavar="N", help="duckdb: processor threads to use; all of them unless told")
    parser.add_argument("--memory", default=MEMORY, metavar="SIZE", help="duckdb: memory beyond which to work on disk")
    parser.add_argument("--spark-master", default=MASTER, metavar="URL", help="spark: the cluster, such as spark://host:7077")
