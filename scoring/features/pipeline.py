"""From raw tables to the matrix of features: one aggregate a history table, joined on the client.

Known and unknown histories differ: a client whose history in a table is complete and empty gets each feature's
``empty`` value; a client whose history is not at hand gets missing values.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import ibis
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.features import files
from scoring.features.arithmetic import code_of
from scoring.features.block import Block
from scoring.features.catalogue import FEATURES, HISTORY, ROW_LEVEL
from scoring.features.record import Feature
from scoring.features.sources import Sources, open_folder
from scoring.tables import CLIENT, TARGET

LARGEST: Final = float(np.finfo(np.float32).max)
ROWS: Final = "_rows"

Keep = Callable[[str, Any], Any]
"""Takes the name and the expression of an intermediate table, and gives the table to go on with."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """The features of ``n`` clients, sorted by client.

    Attributes
    ----------
    ids : (n,) int64.
    rows : (n, p) float32, NaN where missing, columns in the order of ``names``.
    target : (n,) float32 of 0, 1 or NaN (no target known); None when the target was not read.
    names : the p features' names.
    """

    ids: NDArray[np.int64]
    rows: NDArray[np.float32]
    target: NDArray[np.float32] | None
    names: tuple[str, ...]

    def columns(self) -> dict[str, pa.Array]:
        """As Arrow columns, missing values null: SK_ID_CURR, TARGET if it was read, the features."""
        target = {} if self.target is None else {TARGET: pa.array(self.target, from_pandas=True).cast(pa.int8())}
        features = {name: pa.array(self.rows[:, place], from_pandas=True) for place, name in enumerate(self.names)}
        return {CLIENT: pa.array(self.ids), **target, **features}


def feature_table(sources: Sources, keep: Keep | None = None) -> Any:
    """The Ibis table of SK_ID_CURR, TARGET and every feature as float32, one row a client, in no given order."""
    wide = sources.application
    for block in HISTORY:
        wide = _join(wide, block, sources, keep)
    row_level = {feature.name: _float32(_coded(feature, feature.expression(wide))) for feature in ROW_LEVEL}
    history = [feature.name for block in HISTORY for feature in block.features]
    return wide.select(CLIENT, TARGET, **row_level, **{name: wide[name] for name in history})


def _known(block: Block, sources: Sources) -> Any:
    """One row for each client whose history is known, rows or not: SK_ID_CURR and the block's features."""
    clients = sources.known_clients(block.needs)
    rows = block.prepare(sources.history).semi_join(clients, CLIENT)
    metrics = {feature.name: feature.expression(rows) for feature in block.features}
    grouped = rows.group_by(CLIENT).aggregate(**{ROWS: rows.count()}, **metrics)
    joined = clients.left_join(grouped, CLIENT)
    return joined.select(CLIENT, **{feature.name: _float32(_or_empty(joined, feature)) for feature in block.features})


def _or_empty(joined: Any, feature: Feature) -> Any:
    value = joined[feature.name]
    return value if feature.empty is None else joined[ROWS].isnull().ifelse(feature.empty, value)


def _join(wide: Any, block: Block, sources: Sources, keep: Keep | None) -> Any:
    if not sources.knows(block.needs):
        return wide.mutate(**{feature.name: ibis.null("float32") for feature in block.features})
    known = _known(block, sources)
    return wide.left_join(keep(block.name, known) if keep else known, CLIENT).drop(f"{CLIENT}_right")


def _coded(feature: Feature, value: Any) -> Any:
    return code_of(value, tuple(feature.values)) if feature.is_category else value


def _float32(value: Any) -> Any:
    """The value as float32, missing when it is infinite or too large to be one."""
    number = value.cast("float64")
    return (number.abs() <= LARGEST).ifelse(number, None).cast("float32")


def no_progress(step: str) -> None:
    """Tell nobody."""


def build_features(
    folder: Path,
    *,
    with_target: bool = False,
    threads: int | None = None,
    memory_limit: str | None = None,
    progress: Callable[[str], None] = no_progress,
) -> Matrix:
    """The matrix of features of every client of a folder of raw tables.

    ``progress`` is told each step as it ends (:func:`steps` says how many). Raises BadData naming a file and the remedy.
    """
    with open_folder(folder, with_target=with_target, threads=threads, memory_limit=memory_limit) as sources:
        progress("open")
        for absent in (block for block in HISTORY if not sources.knows(block.needs)):
            progress(f"no {absent.name}")
        table = feature_table(sources, lambda name, block: _computed(sources, name, block, progress))
        with files.reading(" or ".join(str(path) for path in sources.paths.values())):
            found = table.order_by(CLIENT).to_pyarrow()
        progress("application")
    return _matrix(found, with_target)


def steps() -> int:
    """How many steps :func:`build_features` tells its ``progress``."""
    return len(HISTORY) + 2


def _computed(sources: Sources, name: str, block: Any, progress: Callable[[str], None]) -> Any:
    """The block computed now and kept by the engine, so that progress is real and an error names its own table."""
    with files.reading(sources.paths[name]):
        table = sources.connection.create_table(f"features_{name}", block, temp=True)
    progress(name)
    return table


def _matrix(found: pa.Table, with_target: bool) -> Matrix:
    names = tuple(feature.name for feature in FEATURES)
    rows = np.empty((found.num_rows, len(names)), dtype=np.float32)
    for place, name in enumerate(names):
        rows[:, place] = found[name].to_numpy()
    target = found[TARGET].to_numpy().astype(np.float32) if with_target else None
    return Matrix(ids=found[CLIENT].to_numpy(), rows=rows, target=target, names=names)
