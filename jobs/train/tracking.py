"""Every training run in MLflow, under ``mlruns/`` (``mlflow ui`` shows them)."""

import os
from pathlib import Path
from typing import Any

import optuna

EXPERIMENT = "pret-a-depenser"


def record(directory: Path, manifest: dict[str, Any], study: optuna.Study, models: Path) -> None:
    """Record one training: a run with the final figures and files, and below it the baseline and each trial."""
    os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"  # MLflow 3 would otherwise insist on a database
    import mlflow

    mlflow.set_tracking_uri(directory.resolve().as_uri())
    mlflow.set_experiment(EXPERIMENT)
    with mlflow.start_run(run_name="lightgbm_final"):
        mlflow.log_params(manifest["parameters"] | manifest["protocol"])
        mlflow.log_metrics(_flat(manifest["metrics"]["final"]))
        mlflow.log_artifacts(str(models), "models")
        with mlflow.start_run(run_name="lightgbm_baseline", nested=True):
            mlflow.log_metrics(_flat(manifest["metrics"]["baseline"]))
        for trial in study.trials:
            _record_trial(trial)


def _record_trial(trial: optuna.trial.FrozenTrial) -> None:
    import mlflow

    with mlflow.start_run(run_name=f"trial_{trial.number:03d}", nested=True):
        mlflow.log_params(trial.params)
        mlflow.set_tag("state", trial.state.name.lower())
        for fold, loss in trial.intermediate_values.items():
            mlflow.log_metric("log_loss_so_far", loss, step=fold)
        if trial.value is not None:
            mlflow.log_metric("log_loss", trial.value)


def _flat(metrics: dict[str, Any]) -> dict[str, float]:
    flat: dict[str, float] = {}
    for name, value in metrics.items():
        if isinstance(value, dict) and "value" in value:
            flat |= {name: value["value"], f"{name}_low": value["low"], f"{name}_high": value["high"]}
        elif isinstance(value, int | float):
            flat[name] = value
    return flat
