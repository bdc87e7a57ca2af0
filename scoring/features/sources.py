"""Open a folder of raw tables: who the clients are, what is at hand about them, and what is not."""

import os
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import duckdb
import ibis

from scoring import tables
from scoring.errors import BadData
from scoring.features import files
from scoring.tables import CLIENT, TARGET, Table

LARGEST_ID: Final = 2**31 - 1
MEMORY: Final = "1GB"
"""What the engine takes before it works on disk: enough for 58 million rows without a detour."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The raw tables, as Ibis expressions.

    Attributes
    ----------
    application : one row a client, ``tables.APPLICATION.columns`` and TARGET (missing unless it was asked for).
    history : the history tables that are there, by name.
    coverage : client by client, whether each history table is complete; ``None``: those that are there are, for everyone.
    paths : the files read, by table.
    """

    connection: Any
    application: Any
    history: Mapping[str, Any]
    coverage: Any | None
    paths: Mapping[str, Path]

    def knows(self, needs: tuple[Table, ...]) -> bool:
        """Whether all of these history tables are there."""
        return all(table.name in self.history for table in needs)

    def clients(self) -> Any:
        """The applications, each with its line of the coverage when there is one."""
        if self.coverage is None:
            return self.application
        flags = {name: self.coverage[name].all() for name in self.coverage.columns if name != CLIENT}
        lines = self.coverage.group_by(CLIENT).aggregate(**flags)  # one a client, whatever the file holds, and the cautious one
        return self.application.left_join(lines, CLIENT).drop(f"{CLIENT}_right")

    def known(self, clients: Any, needs: tuple[Table, ...]) -> Any | None:
        """Whether the whole history of each of :meth:`clients` in these tables is at hand; ``None``: everybody's is."""
        if self.coverage is None:
            return None
        return reduce(and_, (clients[table.coverage].fill_null(False) for table in needs))

    def known_clients(self, needs: tuple[Table, ...]) -> Any:
        """The clients whose whole history in these tables is at hand, as a table of one column."""
        clients = self.clients()
        known = self.known(clients, needs)
        return (clients if known is None else clients.filter(known)).select(CLIENT)

    def close(self) -> None:
        """Close the engine; the tables cannot be read any more."""
        self.connection.disconnect()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def open_folder(
    folder: Path,
    *,
    with_target: bool = False,
    only: Collection[str] | None = None,
    threads: int | None = None,
    memory_limit: str = MEMORY,
) -> Sources:
    """Open the raw tables of a folder with DuckDB and check them.

    ``memory_limit`` is written as DuckDB writes it ("2GB"); beyond it the engine works on disk. TARGET is read only when
    ``with_target`` says so. ``only`` names the columns of an application to read: they are then read once, into the
    engine, and no other is there. Raises BadData naming the file and the remedy.
    """
    connection = _connect(threads, memory_limit)
    try:
        return open_with(connection, folder, with_target, only)
    except BaseException:
        connection.disconnect()
        raise


def _connect(threads: int | None, memory_limit: str) -> Any:
    scratch = str(Path(tempfile.gettempdir()) / f"scoring-{os.getpid()}")
    settings = {"temp_directory": scratch, "memory_limit": memory_limit, "preserve_insertion_order": False}
    try:
        return ibis.duckdb.connect(**settings, **({} if threads is None else {"threads": threads}))
    except duckdb.Error as error:
        raise BadData(f'The engine refuses its settings ({error}): give memory as "2GB" and at least one thread.') from None


def open_with(connection: Any, folder: Path, with_target: bool, only: Collection[str] | None = None) -> Sources:
    """:func:`open_folder` on the engine of an Ibis connection, DuckDB's or Spark's. Raises BadData."""
    if not folder.is_dir():
        raise BadData(f"{folder} is not a folder: give the one that holds application_train or application_test.")
    named = {name: files.locate(folder, name) for name in _every_name()}
    paths = {name: path for name, path in named.items() if path is not None}
    applications = [name for name in tables.APPLICATION_FILES if name in paths]
    if not applications:
        raise BadData(f"{folder} holds neither application_train nor application_test (.csv or .parquet): copy at least one there.")
    parts = [_application(connection, paths[name], with_target and name == tables.APPLICATION_FILES[0]) for name in applications]
    rows = parts[0] if len(parts) == 1 else ibis.union(*parts)
    read = " + ".join(str(paths[name]) for name in applications)
    if only is not None:
        with files.reading(read):
            rows = connection.create_table("application", rows.select(CLIENT, TARGET, *sorted({*only} - {CLIENT})), temp=True)
    _check(rows, read)
    return Sources(
        connection=connection,
        application=rows.mutate(**{CLIENT: rows[CLIENT].cast("int64")}),
        history={table.name: files.read(connection, paths[table.name], _kinds(table)) for table in tables.HISTORY if table.name in paths},
        coverage=_coverage(connection, paths),
        paths=paths,
    )


def _every_name() -> tuple[str, ...]:
    return (*tables.APPLICATION_FILES, *(table.name for table in tables.HISTORY), tables.COVERAGE_FILE)


def _kinds(table: Table) -> dict[str, files.FileKind]:
    return {column: table.kind(column) for column in table.columns}


def _application(connection: Any, path: Path, with_target: bool) -> Any:
    kinds = _kinds(tables.APPLICATION) | {CLIENT: "number"}  # not yet a whole number: a cast would round what _check must refuse
    rows = files.read(connection, path, kinds | {TARGET: "integer"} if with_target else kinds)
    return rows if with_target else rows.mutate(**{TARGET: ibis.null("int64")})


def _coverage(connection: Any, paths: Mapping[str, Path]) -> Any | None:
    path = paths.get(tables.COVERAGE_FILE)
    if path is None:
        return None
    flags: dict[str, files.FileKind] = {table.coverage: "flag" for table in tables.HISTORY if table.coverage and table.name in paths}
    return files.read(connection, path, {CLIENT: "integer", **flags})


def _check(rows: Any, path: str) -> None:
    """Refuse clients without a number of their own, and a TARGET that is neither 0 nor 1."""
    client, target = rows[CLIENT], rows[TARGET]
    improper = client.isnull() | (client % 1 != 0) | (client < 1) | (client > LARGEST_ID)
    with files.reading(path):
        counts = rows.aggregate(
            all=rows.count(),
            distinct=client.nunique(),
            improper=rows.count(where=improper),
            targets=rows.count(where=target.notnull() & ~target.isin((0, 1))),
        ).to_pyarrow()
    found = counts.to_pylist()[0]
    if not found["all"]:
        raise BadData(f"{path} holds no client: give a file with at least one row.")
    if found["improper"]:
        raise BadData(f"{path} holds {found['improper']} row(s) whose {CLIENT} is not a positive whole number: correct or remove them.")
    if found["distinct"] < found["all"]:
        raise BadData(f"{path} holds {found['all'] - found['distinct']} row(s) whose {CLIENT} is there already: keep one row a client.")
    if found["targets"]:
        raise BadData(f"{path} holds {found['targets']} row(s) whose {TARGET} is neither 0 nor 1: correct or remove them.")
