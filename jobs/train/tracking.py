"""The record of a training in MLflow: ``mlruns/`` and, beside it, ``mlartifacts/`` (``make mlflow`` shows them).

Written beside first, freed of this machine's paths, then put in place of the previous record. Artifacts are addressed as
``mlflow-artifacts:/…``, relative to whatever server shows them, so the record can be read wherever it is copied.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import optuna

from scoring.errors import BadData

ARTIFACTS: Final = "mlartifacts"
RELATIVE: Final = "mlflow-artifacts:"
WITH_ADDRESSES: Final = ("meta.yaml", "MLmodel")
"""The files of MLflow that hold addresses."""


@contextmanager
def drafted(directory: Path, manifest: dict[str, Any], study: optuna.Study, models: Path) -> Iterator[list[tuple[Path, Path]]]:
    """The record of one training, written beside ``directory``: its folders, each with its place.

    ``manifest`` is the one of the folder ``models``. What :func:`jobs.replacing.put_in_place` did not take inside the block
    goes with it.
    """
    directory.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".mlflow-", dir=directory.parent)).resolve()
    try:
        _write(draft, manifest, study, models)
        _forget_where(draft)
        yield [(draft / "mlruns", directory), (draft / ARTIFACTS, directory.parent / ARTIFACTS)]
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def check_ours(directory: Path) -> None:
    """Raise BadData when a folder holds runs but not our registered model: it is not ours to replace."""
    from jobs.train.runs import REGISTERED

    if any(directory.glob("*/meta.yaml")) and not (directory / "models" / REGISTERED).is_dir():
        raise BadData(f"{directory} holds MLflow runs of something else: give another --tracking.")


def _write(draft: Path, manifest: dict[str, Any], study: optuna.Study, models: Path) -> None:
    os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"  # MLflow 3 would otherwise insist on a database
    import mlflow

    from jobs.train.runs import Runs

    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri((draft / "mlruns").as_uri())
    try:
        runs = Runs(draft / "mlruns", draft / ARTIFACTS)
        runs.challengers(manifest["metrics"])
        runs.trials(study)
        runs.final(manifest, models)
        runs.ablations(manifest["report"]["ablations"])
    finally:
        mlflow.set_tracking_uri(before)


def _forget_where(draft: Path) -> None:
    """Replace the draft's own addresses by relative ones."""
    for name in WITH_ADDRESSES:
        for file in draft.rglob(name):
            text = file.read_text("utf-8")
            for part in ("mlruns", ARTIFACTS):
                text = text.replace((draft / part).as_uri(), RELATIVE)
            file.write_text(text.replace(f"{draft}/", ""), "utf-8")
