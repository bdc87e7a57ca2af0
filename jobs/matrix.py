"""Features of a whole folder, with a progress bar: what every job that reads raw tables begins with."""

from pathlib import Path
from typing import Any

from tqdm import tqdm

from scoring.features import pipeline
from scoring.features.matrix import Matrix


def build(folder: Path, **options: Any) -> Matrix:
    """:func:`scoring.features.pipeline.build_features`, step by step on stderr. Raises BadData."""
    with tqdm(total=pipeline.steps(), desc="features", unit="step") as bar:

        def progress(step: str) -> None:
            bar.set_postfix_str(step)
            bar.update()

        return pipeline.build_features(folder, progress=progress, **options)
