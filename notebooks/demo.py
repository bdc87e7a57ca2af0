"""The fictitious people of the notebooks, and their raw tables."""

import os
import tempfile
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow.parquet as pq

from scoring import tables
from scoring.population.folder import write_population
from scoring.words import number

CLIENTS: Final = 8_000
SEED: Final = 2018
PLACE: Final = "DEMO_POPULATION"
"""Names the folder of a population already drawn, so that four notebooks need not draw it four times."""


def population() -> Path:
    """The folder of the seven raw tables of 8,000 people who do not exist; drawn on first use, the same every time."""
    if PLACE not in os.environ:
        os.environ[PLACE] = str(draw(Path(tempfile.mkdtemp(prefix="demo-"))))
    return Path(os.environ[PLACE])


def draw(parent: Path) -> Path:
    """Draw the population into a folder of ``parent``."""
    folder = parent / "population"
    write_population(folder, CLIENTS, SEED)
    return folder


def read(folder: Path, name: str) -> pd.DataFrame:
    """A raw table, by its file's name without ending."""
    return pq.read_table(folder / f"{name}.parquet").to_pandas()


def sizes(folder: Path) -> pd.DataFrame:
    """Rows, columns and clients of each file."""
    found = {file.stem: pq.ParquetFile(file).metadata for file in sorted(folder.glob("*.parquet"))}
    return pd.DataFrame(
        [{"fichier": name, "lignes": french(about.num_rows), "colonnes": about.num_columns} for name, about in found.items()]
    ).set_index("fichier")


def per_client(folder: Path) -> pd.DataFrame:
    """Rows of a client in each history table that numbers clients: none at all, the median, the most."""
    clients = pd.concat([read(folder, name)[[tables.CLIENT]] for name in tables.APPLICATION_FILES])[tables.CLIENT]
    rows: dict[str, Any] = {}
    for table in (table for table in tables.HISTORY if tables.CLIENT in table.columns):
        counted = read(folder, table.name)[tables.CLIENT].value_counts().reindex(clients, fill_value=0)
        ends = {"médiane": french(counted.median()), "maximum": french(counted.max())}
        rows[table.name] = {"clients sans aucune ligne": percent((counted == 0).mean())} | ends
    return pd.DataFrame(rows).T


def french(value: float, decimals: int = 0) -> str:
    """A number as French writes it."""
    return number(value, decimals).fr.replace("-", "−")


def percent(share: float, decimals: int = 1) -> str:
    """A share as a percentage: 0.0807 is "8,1 %"."""
    return f"{french(100 * share, decimals)}\u202f%"
