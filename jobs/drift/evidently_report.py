"""Evidently's own tests and page, over cells instead of people's values."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from jobs.drift.bands import Cells, Codes
from jobs.drift.measure import Moved

METHOD: Final = "jensenshannon"
"""Evidently's own choice for categories beyond 1,000 rows; its threshold is 0.1."""
THRESHOLD: Final = 0.1
COLUMNS: Final = 40
"""Each takes Evidently a tenth of a second; the rest of the model's columns, a quarter of its weight, have our own index."""


@dataclass(frozen=True, slots=True)
class Tested:
    """Evidently's distance of each column, by name, and its page (HTML, 5 MB, self-contained)."""

    distances: Mapping[str, float]
    page: str

    def drifted(self, name: str) -> bool:
        """Whether Evidently finds that a column drifted."""
        return self.distances.get(name, 0.0) >= THRESHOLD


def prepare() -> None:
    """Import Evidently: five seconds, better spent while another process reads."""
    os.environ["DO_NOT_TRACK"] = "1"  # Evidently would tell its makers that it ran
    import evidently.presets  # noqa: F401


def run(columns: Sequence[Moved]) -> Tested:
    """Run Evidently on the first :data:`COLUMNS` columns that have two cells at least; they come most important first."""
    prepare()
    from evidently import DataDefinition, Dataset, Report
    from evidently.presets import DataDriftPreset

    told = [moved for moved in columns if len(moved.cells.labels) > 1][:COLUMNS]
    names = [moved.feature.name for moved in told]
    what = DataDefinition(categorical_columns=names)
    reference, current = (Dataset.from_pandas(_frame(told, side), what) for side in ("reference", "current"))
    report = Report([DataDriftPreset(columns=names, cat_method=METHOD, cat_threshold=THRESHOLD)])
    snapshot = report.run(current, reference)
    return Tested(_distances(snapshot.dict()), snapshot.get_html_str(as_iframe=False))


def _distances(found: Mapping[str, Any]) -> dict[str, float]:
    return {
        metric["config"]["column"]: float(metric["value"]) for metric in found["metrics"] if metric["config"]["type"].endswith("ValueDrift")
    }


def _frame(columns: Sequence[Moved], side: str) -> Any:
    """One column of cells for each feature; a client whose history is unknown has none."""
    import pandas as pd

    longest = max(len(getattr(moved.cells, side)) for moved in columns)
    return pd.DataFrame({moved.feature.name: _labelled(moved.cells, getattr(moved.cells, side), longest) for moved in columns})


def _labelled(cells: Cells, codes: Codes, longest: int) -> Any:
    names = np.array([*(f"{place:02d} · {label}" for place, label in enumerate(cells.labels, 1)), None], dtype=object)
    return np.concatenate([names[codes], np.full(longest - len(codes), None, dtype=object)])
