"""Train, measure, calibrate, write ``models/`` and track the run."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from jobs.train.data import Learning
    from jobs.train.recipe import Trained
    from scoring.model import Rows

HELP: Final = "train the model on labelled applications and write models/"
SEED: Final = 20_18
LIBRARIES: Final = ("lightgbm", "numpy", "scikit-learn", "optuna", "duckdb", "ibis-framework")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the raw tables, with application_train")
    parser.add_argument("--models", type=Path, default=Path("models"), metavar="DIR", help="where to write the model")
    parser.add_argument("--tracking", type=Path, default=Path("mlruns"), metavar="DIR", help="where MLflow records the run")
    parser.add_argument("--trials", type=_positive, default=24, metavar="N", help="how many sets of parameters to try")
    parser.add_argument("--seed", type=int, default=SEED, metavar="S", help="seed of the splits, the search and the trees")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {number}")
    return number


def run(options: argparse.Namespace) -> None:
    """Train and publish the model with its record. Raises ScoringError; an interruption leaves the previous ones whole."""
    from jobs.train import data, recipe, selection, tracking
    from jobs.train.report import build, protected
    from scoring.decision import Rule

    tracking.check_ours(options.tracking)
    rule = Rule()
    learning = data.read(options.data)
    learn, _ = recipe.split(learning.sample, options.seed)
    learning = learning.without(selection.idle(learning.sample.part(learn), options.seed))
    trained = recipe.train(learning.sample, rule, options.trials, options.seed)
    report = build.build(learning.sample, protected.read(options.data), trained.unseen, rule, options.seed)
    manifest = _manifest(learning, trained, rule) | {"report": report}
    version = _publish(options, trained, manifest, learning.sample.rows[:1000])
    auc = trained.metrics["final"]["roc_auc"]
    print(f"{options.models}: model {version}, AUC {auc['value']:.4f} ({auc['low']:.4f} to {auc['high']:.4f}) on people it never saw")


def _publish(options: argparse.Namespace, trained: "Trained", manifest: dict[str, Any], probe: "Rows") -> str:
    """Put the model and its record in place together. Returns the model's version; an interruption says whether they are there."""
    from jobs.replacing import put_in_place
    from jobs.train import publish, tracking

    version = ""
    try:
        with publish.drafted(options.models, trained.final, trained.baseline, manifest, probe) as (served, draft):
            version = served.version
            with tracking.drafted(options.tracking, served.manifest, trained.study, draft) as record:
                put_in_place([*publish.pairs(draft, options.models), *record])
    except KeyboardInterrupt:
        if _stands(options.models, version):
            raise KeyboardInterrupt(f"model {version} and its record were already in place.") from None
        raise
    return version


def _stands(models: Path, version: str) -> bool:
    from scoring import model
    from scoring.errors import BrokenModel

    try:
        return model.version_of(model.read_manifest(models)) == version
    except BrokenModel:
        return False


def _manifest(learning: "Learning", trained: "Trained", rule: Any) -> dict[str, Any]:
    from scoring import explain
    from scoring.features.catalogue import BY_NAME, CATEGORIES

    sample = learning.sample
    return {
        "trained_at": _today(),
        "features": list(sample.features),
        "categories": {name: list(CATEGORIES[name]) for name in sample.categories},
        "calibration": dict(zip("ab", trained.calibration, strict=True)),
        "rule": {"cost_ratio": rule.cost_ratio, "bounds": [rule.lower, rule.upper]},
        "ordinary": explain.ordinary([BY_NAME[name] for name in sample.features], sample.rows),
        "parameters": trained.parameters,
        "protocol": trained.protocol,
        "metrics": trained.metrics,
        "data": {
            "applications": len(sample.outcomes),
            "people": len(set(sample.people.tolist())),
            "base_rate": float(sample.outcomes.mean()),
            "tables": list(learning.tables),
            "sha256": learning.sha256,
            "features_left_out": list(learning.left_out),
            "features_that_earn_nothing": list(learning.idle),
        },
        "policy": _policy(),
        "libraries": _libraries(),
    }


def _policy() -> list[dict[str, str]]:
    from scoring import policy

    rules = policy.load()
    told = (*rules.with_status("excluded"), *rules.with_status("watched"))
    return [{"label": rule.label.en, "status": rule.status, "reason": rule.reason.en} for rule in told]


def _today() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).date().isoformat()


def _libraries() -> dict[str, str]:
    import platform
    from importlib.metadata import version

    return {"python": platform.python_version()} | {name: version(name) for name in LIBRARIES}
