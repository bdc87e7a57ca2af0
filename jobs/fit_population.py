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

    from scoring.errors import BadData
    from scoring.population.fit import fit

    fitted = fit(options.data)
    draft = options.out.with_name(f".{options.out.name}.draft")
    try:
        draft.write_text(json.dumps(fitted, separators=(",", ":"), allow_nan=False) + "\n")
        draft.replace(options.out)
    except OSError as error:
        raise BadData(f"{options.out} cannot be written ({error.strerror}): choose another --out.") from error
