"""``python -m jobs fit-population``: the aggregates that the demo population is drawn from, out of the real tables."""

import argparse
from pathlib import Path
from typing import Final

NAME: Final = "fit-population"
HELP: Final = "measure the real tables (aggregates over at least 30 people, no row) for demo-data to draw from"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the real tables, clients_coverage among them")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.json", help="where to write the aggregates")


def run(options: argparse.Namespace) -> None:
    """Write the aggregates. Raises ScoringError; nothing is written then."""
    import json

    from jobs.parquet import in_place_of
    from scoring.population.fit import fit

    with in_place_of(options.out) as draft:
        draft.write_text(json.dumps(fit(options.data), separators=(",", ":"), allow_nan=False) + "\n")
