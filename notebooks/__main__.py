"""``python -m notebooks``: run the four notebooks again on the demo population and write their outputs in place."""

import tempfile
from pathlib import Path

import nbformat

from notebooks.demo import draw
from notebooks.execute import FOLDER, NAMES, executed


def main() -> None:
    """Nothing is written unless every notebook runs to its end."""
    with tempfile.TemporaryDirectory() as scratch:
        population = draw(Path(scratch))
        done = {}
        for name in NAMES:
            print(f"{name}.ipynb", flush=True)
            done[name] = executed(FOLDER / f"{name}.ipynb", population)
    for name, notebook in done.items():
        nbformat.write(notebook, FOLDER / f"{name}.ipynb")


if __name__ == "__main__":
    main()
