"""``python -m jobs drift``: have the applicants moved away from the borrowers that the model learned from?"""

import argparse
import json
from contextlib import nullcontext
from pathlib import Path
from typing import Final

from jobs.drift.live import command as live
from scoring.errors import BadData

HELP: Final = "compare the applicants with the borrowers that the model learned from, and write the drift report"
OUT: Final = Path("data_drift/data_drift.html")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of the raw tables; with --live, the service's data folder")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE.html", help="where to write the page")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write the figures for a program")
    parser.add_argument("--models", type=Path, default=Path("models"), metavar="DIR", help="folder of the model")
    parser.add_argument("--error", type=float, default=0.01, metavar="SHARE", help="how well a difference of shares is known at 95 %%")
    parser.add_argument("--seed", type=int, default=2018, metavar="N", help="of the sample")
    live.add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Write the page, and the figures when asked for; print the verdict. Raises ScoringError; nothing is written then."""
    if options.live:
        return live.run(options)
    if options.data is None:
        raise BadData("--data is needed: the folder of the raw tables, application_train and application_test (or --live).")
    from jobs.drift import findings, page
    from jobs.parquet import in_place_of
    from scoring import model

    with in_place_of(options.out) as draft, in_place_of(options.json, "--json") if options.json else nullcontext() as figures:
        found = findings.find(options.data, model.load(options.models), options.error, options.seed)
        draft.write_text(page.page(found), "utf-8")
        if figures:
            figures.write_text(json.dumps(found.as_dict(), ensure_ascii=False, indent=1), "utf-8")
    print(f"{options.out}: {found.verdict.sentence.fr}\n{found.verdict.to_do.fr}")
    return 0
