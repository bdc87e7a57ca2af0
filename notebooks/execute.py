"""Run the notebooks from top to bottom, as a reader would, and keep of their outputs what says nothing of this machine."""

import os
import tempfile
from pathlib import Path
from typing import Final

import nbformat
from jupyter_client import AsyncKernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode

from notebooks.demo import PLACE

FOLDER: Final = Path(__file__).parent
NAMES: Final = ("EDA", "feature_engineering", "modelisation_MLFLOW", "Pipeline")
"""In the order of reading."""
SECONDS: Final = 240
QUIET: Final = {"TQDM_DISABLE": "1", "OMP_WAIT_POLICY": "PASSIVE", "MPLBACKEND": "agg"}


def executed(file: Path, population: Path) -> NotebookNode:
    """The notebook of a file with fresh outputs, run beside ``population``. Raises nbclient's error at the first cell that fails."""
    notebook = nbformat.read(file, as_version=4)
    with tempfile.TemporaryDirectory() as scratch:
        kernel = AsyncKernelManager(kernel_name="python3", transport="ipc", ip=f"{scratch}/kernel")  # no port is opened
        place = {"metadata": {"path": str(FOLDER)}}
        client = NotebookClient(notebook, km=kernel, timeout=SECONDS, startup_timeout=SECONDS, record_timing=False, resources=place)
        client.execute(cleanup_kc=True, env=os.environ | QUIET | {PLACE: str(population)})
    return _tidied(notebook)


def _tidied(notebook: NotebookNode) -> NotebookNode:
    """Without progress on stderr, and without the interpreter's version."""
    notebook.metadata = NotebookNode({"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}})
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    return notebook
