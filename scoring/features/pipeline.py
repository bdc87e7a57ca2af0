"""From raw tables to the matrix of features: one aggregate a history table, joined on the client.

Known and unknown histories differ: a client whose history in a table is complete and empty gets each feature's
``empty`` value; a client whose history is not at hand gets missing values.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal

import ibis
import ibis.expr.operations as ops
import numpy as np

from scoring.errors import BadData
from scoring.features import files
from scoring.features.arithmetic import code_of
from scoring.features.block import Block
from scoring.features.catalogue import FEATURES, HISTORY, ROW_LEVEL
from scoring.features.matrix import BATCH, Matrix, filled
from scoring.features.record import Feature
from scoring.features.sources import MEMORY, Sources, open_folder
from scoring.tables import APPLICATION, CLIENT, TARGET

LARGEST: Final = float(np.finfo(np.float32).max)
ROWS: Final = "_rows"
ROW_GROUP: Final = 100_000
"""Rows that stand together in the file of features: with fewer, 200 columns take longer to write than to compute."""
WRITTEN: Final = f"FORMAT parquet, ROW_GROUP_SIZE {ROW_GROUP}, DICTIONARY_SIZE_LIMIT 1"
"""Looking for a dictionary in columns that have none took a third of the writing, to save a fifth of the file."""
NAMES: Final = tuple(feature.name for feature in FEATURES)
IBIS_TYPES: Final = {"integer": "int64", "number": "float64", "text": "string"}

Kind = Literal["float32", "float64"]
"""Features are float32; float64 shows whether two engines agree before they are rounded."""

CONDITIONAL: Final = (ops.CountStar, ops.Count, ops.Sum, ops.Mean, ops.Min, ops.Max, ops.Variance, ops.StandardDev)

Keep = Callable[[str, Any], Any]
"""Takes the name and the expression of an intermediate table, and gives the table to go on with."""


def feature_table(sources: Sources, keep: Keep | None = None, kind: Kind = "float32") -> Any:
    """The Ibis table of SK_ID_CURR, TARGET and every feature as ``kind``, one row a client, in no given order."""
    wide = sources.clients()
    for block in HISTORY:
        wide = _join(wide, block, sources, keep, kind)
    row_level = {feature.name: _number(_coded(feature, feature.expression(wide)), kind) for feature in ROW_LEVEL}
    history = [feature.name for block in HISTORY for feature in block.features]
    return wide.select(CLIENT, TARGET, **row_level, **{name: wide[name] for name in history})


def _grouped(block: Block, sources: Sources, kind: Kind) -> Any:
    """One row for each client who has rows in the history: SK_ID_CURR, how many rows, the block's features.

    Rows of people who are no clients are aggregated too and dropped by the join: sorting them out first costs more than it saves.
    """
    rows = block.prepare(sources.history)
    metrics = {feature.name: feature.expression(rows) for feature in block.features}
    grouped = _conditions_inside(rows.group_by(CLIENT).aggregate(**{ROWS: rows.count()}, **metrics))
    return grouped.select(CLIENT, ROWS, **{name: _number(grouped[name], kind) for name in metrics})


def _conditions_inside(grouped: Any) -> Any:
    """The same aggregates, sum(x) where c written sum(x if c): DuckDB is quicker by a fifth, and Spark then counts 0, not nothing."""
    found = grouped.op()
    return found.replace({old: _condition_inside(old) for old in found.find(CONDITIONAL) if old.where is not None}).to_expr()


def _condition_inside(aggregate: Any) -> Any:
    where = aggregate.where.to_expr()
    if isinstance(aggregate, ops.CountStar):
        return where.ifelse(1, ibis.null("int8")).count().op()
    value = aggregate.arg.to_expr()
    return aggregate.copy(arg=where.ifelse(value, ibis.null(value.type())).op(), where=None)


def _join(wide: Any, block: Block, sources: Sources, keep: Keep | None, kind: Kind) -> Any:
    """The clients with the block's features beside theirs: those of a known and empty history where they have no rows."""
    if not sources.knows(block.needs):
        return wide.mutate(**{feature.name: ibis.null(kind) for feature in block.features})
    grouped = _grouped(block, sources, kind)
    joined = wide.left_join(keep(block.name, grouped) if keep else grouped, CLIENT).drop(f"{CLIENT}_right")
    known = sources.known(joined, block.needs)
    return joined.mutate(**{feature.name: _if_known(joined, feature, known, kind) for feature in block.features}).drop(ROWS)


def _if_known(joined: Any, feature: Feature, known: Any | None, kind: Kind) -> Any:
    """The feature's value, or that of an empty history; nothing where the history is not at hand."""
    value = joined[feature.name]
    if feature.empty is not None:
        value = joined[ROWS].isnull().ifelse(ibis.literal(feature.empty, kind), value)
    return value if known is None else known.ifelse(value, None)


def _coded(feature: Feature, value: Any) -> Any:
    return code_of(value, tuple(feature.values)) if feature.is_category else value


def _number(value: Any, kind: Kind) -> Any:
    """The value as ``kind``, missing when it is infinite or too large to be a float32."""
    number = value.cast("float64")
    return (number.abs() <= LARGEST).ifelse(number, None).cast(kind)


def no_progress(step: str) -> None:
    """Tell nobody."""


def build_features(folder: Path, *, with_target: bool = False, **options: Any) -> Matrix:
    """The matrix of features of every client of a folder of raw tables, by DuckDB.

    ``options`` are those of :func:`computed`. Raises BadData naming a file and the remedy.
    """
    with computed(folder, with_target=with_target, **options) as (sources, table):
        ids = np.sort(sources.application.select(CLIENT).to_pyarrow()[CLIENT].to_numpy())
        # Ibis 12 has this as to_pyarrow_batches, which DuckDB 2 no longer answers.
        batches = sources.connection.con.sql(ibis.to_sql(table, dialect="duckdb")).to_arrow_reader(BATCH)
        return filled(ids, NAMES, batches, with_target)


def write_features(folder: Path, file: Path, *, with_target: bool = False, **options: Any) -> int:
    """Write the features of every client, sorted by client, as a Parquet file, from the engine straight to the disk.

    Returns how many clients there are. ``options`` are those of :func:`computed`. Raises BadData.
    """
    with computed(folder, with_target=with_target, **options) as (sources, table):
        rows = table.mutate(**{TARGET: table[TARGET].cast("int8")}) if with_target else table.drop(TARGET)
        sql = ibis.to_sql(rows.order_by(CLIENT), dialect="duckdb")
        path = str(file).replace("'", "''")
        with _writing(file):
            written = sources.connection.con.execute(f"COPY ({sql}) TO '{path}' ({WRITTEN})")
        return int(written.fetchall()[0][0])


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    """Tell a place that refuses from a table that cannot be read: the engine names the file. Raises BadData."""
    import duckdb

    try:
        yield
    except duckdb.IOException as error:
        if str(file) not in str(error):
            raise
        raise BadData(f"The features cannot be written in {file.parent} (no room, or no right to write): choose another --out.") from None


@contextmanager
def computed(
    folder: Path,
    *,
    with_target: bool = False,
    threads: int | None = None,
    memory_limit: str = MEMORY,
    change: Callable[[Sources], Sources] = lambda sources: sources,
    progress: Callable[[str], None] = no_progress,
) -> Iterator[tuple[Sources, Any]]:
    """The table of features of a folder in DuckDB, each history table aggregated already, to be read once.

    ``change`` alters the raw tables first, as a simulation does; ``progress`` is told each step as it ends (:func:`steps`
    says how many). Raises BadData naming a file and the remedy.
    """
    with open_folder(folder, with_target=with_target, only=_columns_read(), threads=threads, memory_limit=memory_limit) as opened:
        sources = change(opened)
        progress("open")
        for absent in (block for block in HISTORY if not sources.knows(block.needs)):
            progress(f"no {absent.name}")
        table = feature_table(sources, lambda name, block: _computed(sources, name, block, progress))
        with files.reading(" or ".join(str(path) for path in sources.paths.values())):
            yield sources, table
        progress("application")


def steps() -> int:
    """How many steps :func:`build_features` tells its ``progress``."""
    return len(HISTORY) + 2


def _columns_read() -> frozenset[str]:
    """The columns of an application that some feature reads."""
    kinds = {column: IBIS_TYPES[APPLICATION.kind(column)] for column in APPLICATION.columns}
    record = ibis.table(kinds | {feature.name: "float64" for block in HISTORY for feature in block.features}, name="record")
    fields = (field for feature in ROW_LEVEL for field in _coded(feature, feature.expression(record)).op().find(ops.Field))
    return frozenset(field.name for field in fields) & frozenset(APPLICATION.columns)


def _computed(sources: Sources, name: str, block: Any, progress: Callable[[str], None]) -> Any:
    """The block computed now and kept by the engine, so that progress is real and an error names its own table."""
    with files.reading(sources.paths[name]):
        table = sources.connection.create_table(f"features_{name}", block, temp=True)
    progress(name)
    return table
