"""Read one raw file, CSV or Parquet, with the columns and the types that it must have."""

import csv
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal

from scoring.errors import BadData, NotReady, ScoringError
from scoring.tables import Kind

ENDINGS: Final = (".parquet", ".csv")
FileKind = Kind | Literal["flag"]
# Whole numbers too are parsed as decimal ones: Parquet files hold "3.0" where a column had gaps, and both must read alike.
CSV_TYPES: Final[Mapping[FileKind, str]] = {"integer": "DOUBLE", "number": "DOUBLE", "text": "VARCHAR", "flag": "BOOLEAN"}


@contextmanager
def reading(path: Path | str) -> Iterator[None]:
    """Turn whatever goes wrong inside into one sentence that names the file. Raises BadData."""
    import duckdb
    from ibis.common.exceptions import IbisError

    try:
        yield
    except RuntimeError as error:
        if "interrupted" not in str(error).lower():
            raise
        raise KeyboardInterrupt from None  # how the engine hands on a Ctrl-C
    except duckdb.OutOfMemoryException:
        raise BadData(f"The memory given to the engine is too little for {path}: give more with --memory.") from None
    except _spark_errors() as error:
        raise _told_by_spark(error, path) from None
    except (duckdb.Error, IbisError, OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadData(f"{path} cannot be read ({_reason(error)}). Replace it with a sound CSV or Parquet file.") from None


def _spark_errors() -> tuple[type[Exception], ...]:
    """What Spark raises, when it is the engine."""
    if "pyspark" not in sys.modules:
        return ()
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import PySparkException

    return (PySparkException, Py4JJavaError)


def _told_by_spark(error: Exception, path: Path | str) -> ScoringError:
    """Spark's own code for what went wrong; its sentences quote rows. Without a code it is not the data."""
    codes = re.findall(r"\[([A-Z][A-Z_.]{5,})\]", str(error))
    if not codes:
        return NotReady(f"Spark stopped while it worked on {path} ({type(error).__name__}): its log says why.")
    return BadData(f"{path} cannot be read (Spark says {codes[-1]}). Replace it with a sound CSV or Parquet file.")


def _reason(error: Exception) -> str:
    """What went wrong, without the row and the cell that the engine quotes: they are somebody's."""
    text = re.sub(r"Original Line:.*?(?=Error when|$)", "", str(error).split("\n\n")[0], flags=re.DOTALL)
    text = re.sub(r"string (\"[^\"]*\"|'[^']*')", "its text", text)
    return " ".join(text.split())


def locate(folder: Path, name: str) -> Path | None:
    """The file of a table, or None when there is none. Raises BadData when two files claim to be it."""
    found = [path for path in (folder / f"{name}{ending}" for ending in ENDINGS) if path.is_file()]
    if len(found) > 1:
        raise BadData(f"{folder} holds both {found[0].name} and {found[1].name}: keep one of them.")
    return found[0] if found else None


def read(connection: Any, path: Path, kinds: Mapping[str, FileKind]) -> Any:
    """An Ibis table with exactly the columns of ``kinds``, typed. Raises BadData naming the file and the missing columns."""
    with reading(path):
        raw = _open_csv(connection, path, kinds) if path.suffix == ".csv" else connection.read_parquet(str(path))
    absent = [column for column in kinds if column not in raw.columns]
    if absent:
        raise BadData(f"{path} lacks {len(absent)} column(s): {', '.join(absent)}. Use the file as Kaggle publishes it, all columns kept.")
    with reading(path):
        return raw.select(**{column: _typed(raw[column], kind) for column, kind in kinds.items()})


def _open_csv(connection: Any, path: Path, kinds: Mapping[str, FileKind]) -> Any:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header = next(csv.reader(stream), [])
    types = {column: CSV_TYPES[kinds.get(column, "text")] for column in header}
    if len(types) < len(header) or not header:
        raise BadData(f"{path} needs a first line with the names of its columns, each once.")
    if connection.name == "pyspark":
        return connection.read_csv(str(path), schema=_spark_schema(types), inferSchema=False, escape='"', mode="FAILFAST")
    return connection.read_csv(str(path), columns=types, header=True, delim=",", quote='"', escape='"', auto_detect=False)


def _spark_schema(types: Mapping[str, str]) -> str:
    """The same types as Spark's data definition language writes them."""
    return ", ".join(f"`{column}` {'STRING' if kind == 'VARCHAR' else kind}" for column, kind in types.items())


def _typed(column: Any, kind: FileKind) -> Any:
    if column.type().is_floating():
        column = column.nullif(float("nan"))
    match kind:
        case "integer":
            return column.cast("int64")
        case "number":
            return column.cast("float64")
        case "flag":
            return column.cast("boolean")
        case "text":
            return column.cast("string").nullif("")
