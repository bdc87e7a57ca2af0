"""``python -m jobs demo-data``: synthetic clients, all seven raw tables, as a folder of Parquet files."""

import argparse
from pathlib import Path
from typing import Final

NAME: Final = "demo-data"
HELP: Final = "draw a synthetic population (the competition's tables as Parquet); the same seed and size give the same people"
CLIENTS: Final = 10_000
SEED: Final = 2018


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write; an earlier demo there is replaced")
    parser.add_argument("--clients", type=int, default=CLIENTS, metavar="N", help="how many people, at least 2")
    parser.add_argument("--seed", type=int, default=SEED, metavar="S", help="whole number that decides who is drawn")
    parser.add_argument(
        "--borrowers",
        type=float,
        metavar="SHARE",
        help="share of them in application_train, with TARGET (0 to 1; the competition's 86 %% unless given); the others: application_test",
    )


def run(options: argparse.Namespace) -> None:
    """Write the tables (applications in two files) and ``demo.json``. Raises ScoringError; nothing is written then."""
    from tqdm import tqdm

    from scoring.population.folder import write_population
    from scoring.population.sample import BORROWERS

    borrowers = BORROWERS if options.borrowers is None else options.borrowers
    with tqdm(total=max(options.clients, 0), desc="clients", unit="client") as bar:
        write_population(options.out, options.clients, options.seed, borrowers, bar.update)
