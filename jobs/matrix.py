"""Features of a whole folder, with a progress bar: what every job that reads raw tables begins with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tqdm import tqdm

from scoring.features import pipeline
from scoring.features.matrix import Matrix


def build(folder: Path, **options: Any) -> Matrix:
    """:func:`scoring.features.pipeline.build_features`, step by step on stderr. Raises BadData."""
    with _progress() as progress:
        return pipeline.build_features(folder, progress=progress, **options)


def write(folder: Path, file: Path, **options: Any) -> int:
    """:func:`scoring.features.pipeline.write_features`, step by step on stderr. Raises BadData."""
    with _progress() as progress:
        return pipeline.write_features(folder, file, progress=progress, **options)


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    with tqdm(total=pipeline.steps(), desc="features", unit="step") as bar:

        def progress(step: str) -> None:
            bar.set_postfix_str(step)
            bar.update()

        yield progress
