"""What a training leaves in MLflow, run by run: baseline and challenger, trials, the served model, ablations."""

import lzma
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import mlflow
import numpy as np
import optuna
import pandas
from mlflow import MlflowClient
from mlflow.entities import Metric, Param
from mlflow.models import infer_signature

from jobs.answers import columns
from jobs.train.plots import plots
from scoring import model
from scoring.features import pipeline
from scoring.model import Model
from scoring.population.folder import write_population

REGISTERED: Final = "pret-a-depenser"
CHAMPION: Final = "champion"
"""The alias of the version that the API serves."""
NEUTRAL: Final = {"mlflow.user": "training", "mlflow.source.name": "python -m jobs train"}
"""Said of every run in place of the machine's own names."""
EXAMPLE_SEED: Final = 7
MODEL_CODE: Final = Path(__file__).with_name("mlflow_model.py")


class Runs:
    """Writes runs into the tracking folder of an MLflow file store, artifacts beside."""

    def __init__(self, tracking: Path, artifacts: Path) -> None:
        self._client, self._artifacts = MlflowClient(tracking.as_uri()), artifacts

    def challengers(self, metrics: Mapping[str, Any]) -> None:
        """The models that the served one is compared with."""
        experiment = self._experiment("baseline")
        names = {"lightgbm_baseline": "baseline", "logistic_scorecard": "scorecard"}
        for run, name in names.items():
            self._run(experiment, run, {}, flat(metrics[name]))

    def trials(self, study: optuna.Study) -> None:
        """One run a trial of the search, with its log-loss after each fold."""
        experiment = self._experiment("tuning")
        for trial in study.trials:
            last = {} if trial.value is None else {"log_loss": trial.value}
            run = self._run(experiment, f"trial_{trial.number:03d}", trial.params | {"state": trial.state.name.lower()}, last)
            for fold, loss in trial.intermediate_values.items():
                self._client.log_metric(run, "log_loss_so_far", loss, step=fold)

    def ablations(self, table: list[dict[str, Any]]) -> None:
        """One run a line of the card's table."""
        experiment = self._experiment("ablations")
        for line in table:
            changes = flat({f"change_{name}": line[name] for name in ("roc_auc", "cost_per_client")})
            self._run(experiment, line["label"], {name: line[name] for name in ("change", "columns")}, changes)

    def final(self, manifest: dict[str, Any], models: Path) -> None:
        """The served model: parameters, figures, pictures, card, and a version in the registry under the alias ``champion``."""
        metrics = flat(manifest["metrics"]["final"])
        metrics |= {f"cross_validated_{name}": value for name, value in flat(manifest["metrics"]["cross_validated"]).items()}
        run = self._run(self._experiment("final"), "lightgbm_final", manifest["parameters"] | manifest["protocol"], metrics)
        for name, figure in plots(manifest):
            self._client.log_figure(run, figure, f"plots/{name}")
        for file in (model.MANIFEST, "model_card.md"):
            self._client.log_artifact(run, str(models / file))
        self._register(run, model.load(models))

    def _register(self, run: str, served: Model) -> None:
        with mlflow.start_run(run_id=run):
            logged = _log_model(served, self._artifacts.parent)
        for compiled in list(self._artifacts.rglob("__pycache__")):  # MLflow tries the model: Python's own files name the machine's folders
            shutil.rmtree(compiled)
        self._client.set_logged_model_tags(logged.model_id, NEUTRAL)
        self._client.create_registered_model(REGISTERED)
        about = {"manifest_version": served.version, "trained_at": served.manifest["trained_at"]}
        version = self._client.create_model_version(REGISTERED, logged.model_uri, run, tags=about, model_id=logged.model_id)
        self._client.set_registered_model_alias(REGISTERED, CHAMPION, version.version)

    def _experiment(self, name: str) -> str:
        return str(self._client.create_experiment(name, artifact_location=(self._artifacts / name).as_uri()))

    def _run(self, experiment: str, name: str, parameters: Mapping[str, Any], metrics: Mapping[str, float]) -> str:
        run = self._client.create_run(experiment, run_name=name, tags=NEUTRAL)
        at = run.info.start_time
        self._client.log_batch(
            run.info.run_id,
            metrics=[Metric(key, value, at, 0) for key, value in metrics.items()],
            params=[Param(key, str(value)) for key, value in parameters.items()],
        )
        self._client.set_terminated(run.info.run_id)
        return str(run.info.run_id)


def _log_model(served: Model, draft: Path) -> Any:
    """What answers as the API does; the booster is kept as compressed text, a third of its size.

    MLflow notes where its parts come from: they pass through the draft, whose address the record forgets.
    """
    example, libraries = _example(served), served.manifest["libraries"]
    answers = {"probability_of_default": served.probability_of_default(example.to_numpy())}
    answers["score"] = np.array([served.rule.score(pd) for pd in answers["probability_of_default"]])
    booster, code = draft / "booster.txt.xz", draft / MODEL_CODE.name
    booster.write_bytes(lzma.compress(served.booster.model_to_string().encode()))
    shutil.copyfile(MODEL_CODE, code)
    return mlflow.pyfunc.log_model(
        name="model",
        python_model=str(code),
        artifacts={"booster": str(booster)},
        model_config={"a": served.slope, "b": served.intercept, "cost_ratio": served.rule.cost_ratio},
        signature=infer_signature(example, pandas.DataFrame(answers)),
        input_example=example,
        pip_requirements=[*(f"{name}=={libraries[name]}" for name in ("lightgbm", "numpy")), f"pandas=={pandas.__version__}"],
        metadata={"manifest_version": served.version},
    )


def _example(served: Model) -> pandas.DataFrame:
    """One synthetic client: no real row leaves the training folder."""
    with tempfile.TemporaryDirectory() as folder:
        write_population(Path(folder) / "example", 2, EXAMPLE_SEED)
        drawn = pipeline.build_features(Path(folder) / "example")
    return pandas.DataFrame(columns(served, drawn.names, drawn.rows)[:1], columns=list(served.features))


def flat(metrics: Mapping[str, Any]) -> dict[str, float]:
    """Figures by name; one with an interval gives three."""
    flat: dict[str, float] = {}
    for name, value in metrics.items():
        if isinstance(value, dict) and "value" in value:
            flat |= {name: value["value"], f"{name}_low": value["low"], f"{name}_high": value["high"]}
        elif isinstance(value, int | float):
            flat[name] = value
    return flat
