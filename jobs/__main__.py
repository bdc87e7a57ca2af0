"""``python -m jobs``: one command a job; an error that a person can mend is one sentence on stderr and exit code 2."""

import argparse
import gc
import importlib
import sys
from collections.abc import Sequence
from typing import Final

from scoring.errors import ScoringError

COMMANDS: Final = {
    "demo-data": "jobs.demo_data",
    "fit-population": "jobs.fit_population",
    "build-features": "jobs.build_features",
    "train": "jobs.train.command",
    "report": "jobs.train.report.command",
    "score-batch": "jobs.score_batch",
    "drift": "jobs.drift.command",
    "outcomes": "jobs.drift.outcomes",
    "load-clients": "jobs.load_clients",
}


def parser() -> argparse.ArgumentParser:
    """The command line, assembled from what each job module declares (``HELP``, ``add_arguments``, ``run``)."""
    root = argparse.ArgumentParser(prog="python -m jobs", description="Prêt à dépenser: prepare data, train, score, load.")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module_name in COMMANDS.items():
        module = importlib.import_module(module_name)
        command = commands.add_parser(
            name, help=module.HELP, description=module.HELP, formatter_class=argparse.ArgumentDefaultsHelpFormatter
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0 done, 1 done and somebody must look, 2 an error said in one sentence, 130 interrupted."""
    options = parser().parse_args(arguments)
    try:
        code: int | None = options.run(options)
    except ScoringError as error:
        print(f"{options.command}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt as interruption:  # its argument says what was done already
        print(f"{options.command}: interrupted; {str(interruption) or 'nothing was changed.'}", file=sys.stderr)
        return 130
    return code or 0


if __name__ == "__main__":
    gc.set_threshold(200_000)  # expressions are many small objects that live to the end: walking them again costs a fifth of a short job
    sys.exit(main())
