"""``python -m jobs report``: what each choice costs, measured again around the committed model; writes nothing."""

import argparse
from pathlib import Path
from typing import Final

HELP: Final = "measure again what each choice of the policy costs, and print it (writes nothing)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the raw tables that the model was trained on")
    parser.add_argument("--models", type=Path, default=Path("models"), metavar="DIR", help="folder of the model")


def run(options: argparse.Namespace) -> None:
    """Print the report's sections. Raises ScoringError, and BadData when the folder does not give the model's features."""
    from jobs.train import data
    from jobs.train.recipe import Recipe
    from jobs.train.report import build, protected, sections
    from scoring import model
    from scoring.errors import BadData

    served = model.load(options.models)
    sample = data.read(options.data).without(tuple(served.manifest["data"]["features_that_earn_nothing"])).sample
    if sample.features != served.features:
        raise BadData(f"{options.data} does not give the features of {options.models}: give the folder that it was trained on.")
    protocol = served.manifest["protocol"]
    recipe = Recipe(served.manifest["parameters"], protocol["rounds"], protocol["seeds"], constrained=True)
    margins = recipe.unseen_margins(sample, protocol["seed"])
    pd = model.sigmoid(served.slope * margins + served.intercept)
    report = build.build(sample, protected.read(options.data), pd, served.rule, protocol["seed"])
    print(sections.section({"report": report}))
