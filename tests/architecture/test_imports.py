"""Who may import whom: the layout's rules, read off the source."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = {"scoring", "api", "appli", "jobs", "deploy", "tests", "benchmarks"}
WEB = {"flask", "dash", "requests", "werkzeug", "gunicorn", "urllib3", "httpx", "mlflow", "plotly"}
SERVING = (
    "answer",
    "applicant",
    "decision",
    "errors",
    "explain",
    "intake",
    "model",
    "policy",
    "recourse",
    "simulate",
    "store",
    "tables",
    "words",
)
BUILDING = {"ibis", "duckdb", "pyspark", "pandas", "pyarrow", "sklearn", "optuna", "shap", "evidently"}
ALLOWED_IN = {
    "scoring": {"scoring"},
    "api": {"api", "scoring"},
    "appli": {"appli"},
    "jobs": {"jobs", "scoring"},
    "deploy": {"deploy"},
}


def modules(part: str) -> list[Path]:
    return sorted((ROOT / part).rglob("*.py"))


def imported(file: Path, top_level_only: bool = False) -> Iterator[str]:
    tree = ast.parse(file.read_text("utf-8"))
    nodes = tree.body if top_level_only else list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def tops(file: Path, top_level_only: bool = False) -> set[str]:
    return {name.split(".")[0] for name in imported(file, top_level_only)}


@pytest.mark.parametrize("part", ALLOWED_IN)
def test_parts_import_only_the_parts_below_them(part: str) -> None:
    assert modules(part), f"no module found in {part}"
    for file in modules(part):
        assert tops(file) & PARTS <= ALLOWED_IN[part], file


def test_the_library_knows_no_web_and_no_tracking() -> None:
    for file in modules("scoring"):
        assert not tops(file) & WEB, file


def test_what_serves_needs_no_engine() -> None:
    for name in SERVING:
        places = [ROOT / "scoring" / f"{name}.py", *(ROOT / "scoring" / name).rglob("*.py")]
        for file in filter(Path.is_file, places):
            assert not tops(file) & BUILDING, file


def test_feature_records_import_without_an_engine() -> None:
    engines = {"sources.py", "pipeline.py", "matrix.py", "spark.py"}
    for file in (ROOT / "scoring" / "features").rglob("*.py"):
        if file.name not in engines:
            assert not tops(file, top_level_only=True) & BUILDING, file


def test_decision_imports_nothing_of_the_project() -> None:
    assert not tops(ROOT / "scoring" / "decision.py") & PARTS


def test_the_dashboard_knows_no_model() -> None:
    for file in modules("appli"):
        assert not tops(file) & {"scoring", "api", "lightgbm", "shap", "pandas", "sklearn", "sqlalchemy"}, file
        assert "plotly.express" not in set(imported(file)), file


def test_the_starter_needs_the_standard_library_only() -> None:
    for file in modules("deploy"):
        assert tops(file) <= set(sys.stdlib_module_names) | {"deploy"}, file


def test_only_training_writes_models_and_only_the_model_module_reads_pickles() -> None:
    for part in ("scoring", "api", "jobs", "appli"):
        for file in modules(part):
            uses_pickle = "pickle" in tops(file)
            assert not uses_pickle or file.relative_to(ROOT).as_posix() in ("scoring/model.py", "jobs/train/publish.py"), file


@pytest.mark.parametrize("entry", ["api/api2.py", "appli/dash_api.py"])
def test_entry_files_only_assemble(entry: str) -> None:
    tree = ast.parse((ROOT / entry).read_text("utf-8"))
    kinds = {type(node) for node in tree.body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))}
    assert kinds <= {ast.ImportFrom, ast.Import, ast.Assign, ast.If}
    assert "create_app" in (ROOT / entry).read_text("utf-8")


@pytest.mark.parametrize("part", ["scoring", "api", "appli", "jobs", "deploy", "tests"])
def test_files_stay_short(part: str) -> None:
    long = {str(file): lines for file in modules(part) if (lines := file.read_text("utf-8").count("\n")) > 300}
    assert not long


def test_functions_stay_short() -> None:
    lengths = [
        (node.end_lineno or 0) - node.lineno + 1
        for part in ("scoring", "api", "appli", "jobs", "deploy")
        for file in modules(part)
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert max(lengths) <= 60
    assert sum(length <= 30 for length in lengths) >= 0.9 * len(lengths)
