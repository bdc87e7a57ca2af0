"""``mlflow models serve`` with the model as training recorded it, under the same load."""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from benchmarks import wrk
from benchmarks.product import free_port
from benchmarks.wrk import Shot
from deploy import services
from deploy.services import LOCALHOST, ROOT, Service
from scoring import model as models


@contextmanager
def served_by_mlflow(rows: np.ndarray) -> Iterator[Callable[[], Shot]]:
    """Start it, and give what sends it the first of the rows (n, p) over and over."""
    with tempfile.TemporaryDirectory() as logs:
        service = _service(Path(logs))
        process = service.start()
        try:
            services.wait_until_ready(service, process, time.monotonic() + services.PATIENCE)
            values = [None if value != value else value for value in rows[0].astype(float).tolist()]
            body = json.dumps({"dataframe_split": {"columns": list(models.load(ROOT / "models").features), "data": [values]}})
            yield lambda: wrk.posts(service.url, "/invocations", body)
        finally:
            services.stop([process])


def recorded() -> Path:
    """The folder of the last model that training recorded."""
    return max((ROOT / "mlartifacts").rglob("MLmodel"), key=lambda file: file.stat().st_mtime).parent


def _service(logs: Path) -> Service:
    port = free_port()
    command = (
        *(sys.executable, "-m", "mlflow", "models", "serve", "--model-uri", str(recorded()), "--env-manager", "local"),
        *("--host", LOCALHOST, "--port", str(port), "--workers", "2"),
    )
    environment = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "OMP_WAIT_POLICY": "PASSIVE"}
    return Service("mlflow models serve", command, environment, f"http://{LOCALHOST}:{port}", "/ping", logs / "mlflow.log")
