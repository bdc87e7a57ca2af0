"""The four notebooks run from top to bottom, and what is committed is what they say today."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest

from notebooks.demo import draw
from notebooks.execute import FOLDER, NAMES, executed
from scoring import model

ROOT = FOLDER.parent
ALLOWED = {"scoring", "jobs", "notebooks"}
PARTS = ALLOWED | {"api", "appli", "deploy", "benchmarks", "tests"}
PLACES = re.compile(r"/(?:work|tmp|root|home|opt|var|usr)\b")
TIMES = re.compile(r"\b20\d\d[-/]\d\d[-/]\d\d|\b\d\d:\d\d:\d\d\b")
BARE = re.compile(
    r"\b(?:modeles?|donnees?|difficultes?|probabilites?|prets?|deja|meme|apres|tres|ages?|durees?|mensualites?|reponses?"
    r"|etapes?|eleves?|societe|caracteres?|calibrees?|mesurees?|annees?|reel(?:le)?s?|numeros?)\b",
    re.IGNORECASE,
)
"""Words that French never writes without an accent."""
NUMBER = re.compile(r"−?\d[\d\u202f]*(?:[.,]\d+)?")
LARGEST = 2_000_000


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw(tmp_path_factory.mktemp("notebooks"))


@cache
def committed(name: str) -> Any:
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def texts(notebook: Any) -> Iterator[str]:
    """What a reader can read of the outputs."""
    for output in (output for cell in code_cells(notebook) for output in cell.outputs):
        if output.output_type == "stream":
            yield output.text
        else:
            yield from (output.data[kind] for kind in ("text/plain", "text/html") if kind in output.get("data", {}))


def prose(notebook: Any) -> str:
    """The sentences: no code, no address, no formula."""
    written = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return re.sub(r"```.*?```|`[^`]*`|\$[^$]+\$|\]\([^)]*\)|\*[^*\s]+\*", " ", written, flags=re.DOTALL)


def alike(one: str, other: str) -> bool:
    """Same words, and figures within 3 % or one unit of the last digit shown: another processor may round otherwise."""
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return False
    return all(near(a, b) for a, b in zip(NUMBER.findall(one), NUMBER.findall(other), strict=True))


def near(one: str, other: str) -> bool:
    a, b = (float(text.replace("\u202f", "").replace(",", ".").replace("−", "-")) for text in (one, other))
    shown = 10.0 ** -max(len(re.split("[.,]", text)[1]) if re.search("[.,]", text) else 0 for text in (one, other))
    return abs(a - b) <= max(0.03 * abs(a), 1.5 * shown)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_and_says_what_is_committed(name: str, population: Path) -> None:
    fresh, kept = executed(FOLDER / f"{name}.ipynb", population), committed(name)
    for now, before in zip(texts(fresh), texts(kept), strict=True):
        assert alike(now, before), f"{name}: run `make notebooks`; it now says\n{now}\nand no longer\n{before}"


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_was_run_in_order_without_an_error(name: str) -> None:
    cells = code_cells(committed(name))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert sum(bool(cell.outputs) for cell in cells) >= len(cells) / 2
    assert not [output for cell in cells for output in cell.outputs if output.output_type == "error" or output.get("name") == "stderr"]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_tells_of_a_machine_or_of_a_moment(name: str) -> None:
    told = [*texts(committed(name)), *(cell.source for cell in committed(name).cells)]
    assert not [found for text in told for found in PLACES.findall(text)]
    assert not [found for text in texts(committed(name)) for found in TIMES.findall(text)]
    assert all("execution" not in cell.metadata for cell in committed(name).cells)


@pytest.mark.parametrize("name", NAMES)
def test_french_has_its_accents_and_its_spaces(name: str) -> None:
    told = prose(committed(name))
    assert not BARE.findall(told)
    assert not re.findall(r"\w [;!?»%]|« ", told), "a plain space where French keeps a narrow one"
    assert "'" not in told


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_says_first_that_its_people_do_not_exist(name: str) -> None:
    assert "Personne n’existe dans ces pages" in committed(name).cells[0].source


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_tells_a_story_and_holds_no_library(name: str) -> None:
    for cell in code_cells(committed(name)):
        assert cell.source.count("\n") < 15, cell.source
        imported = set(re.findall(r"(?m)^\s*(?:from|import) (\w+)", cell.source))
        assert imported & PARTS <= ALLOWED, cell.source


def test_the_model_explained_is_the_one_that_is_served() -> None:
    served = model.load(ROOT / "models")
    assert any(served.version in text for text in texts(committed("modelisation_MLFLOW"))), "models/ has changed: run `make notebooks`"


def test_together_they_are_small() -> None:
    assert sum((FOLDER / f"{name}.ipynb").stat().st_size for name in NAMES) < LARGEST
