"""The served model as MLflow loads it, from this file alone: a row of features in, the API's PD and score out.

MLflow copies the file beside the booster and runs it wherever the model is loaded, so it imports nothing of the project.
"""

import lzma
from pathlib import Path
from typing import Any

import lightgbm
import mlflow
import numpy as np
import pandas


class ServedModel(mlflow.pyfunc.PythonModel):  # type: ignore[misc]
    """A LightGBM booster in compressed text, its affine calibration and the lender's cost ratio."""

    def load_context(self, context: Any) -> None:
        """Open the booster among the artifacts."""
        text = lzma.decompress(Path(context.artifacts["booster"]).read_bytes()).decode()
        self._booster = lightgbm.Booster(model_str=text)

    def predict(self, context: Any, model_input: pandas.DataFrame, params: dict[str, Any] | None = None) -> pandas.DataFrame:  # noqa: ARG002
        """``probability_of_default`` and ``score`` of each row; columns are found by name."""
        rows = model_input[self._booster.feature_name()].to_numpy(np.float32)
        told = context.model_config
        margin = np.asarray(self._booster.predict(rows, raw_score=True, num_threads=1))
        pd = 0.5 * (1 + np.tanh(0.5 * (told["a"] * margin + told["b"])))
        score = (1 - pd) / ((1 - pd) + told["cost_ratio"] * pd)
        return pandas.DataFrame({"probability_of_default": pd, "score": score})


mlflow.models.set_model(ServedModel())
