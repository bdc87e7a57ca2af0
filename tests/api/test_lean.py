"""The API runs where only its own requirements are installed: no data frame, no training library."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = ("pandas", "sklearn", "pyarrow", "ibis", "duckdb", "shap", "mlflow", "evidently", "dash", "plotly", "requests", "polars", "tqdm")
PROGRAM = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {heavy!r}:
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Absent())
from api.api2 import app
assert app.test_client().get("/get_score/193423").status_code == 200
assert app.test_client().get("/get_client_screen/193423").status_code == 200
assert app.test_client().get("/get_feature_importance").status_code == 200
assert app.test_client().get("/recourse/193423").status_code == 200
assert app.test_client().post("/simulate/193423", json={{"changes": {{"amount": 180000}}}}).status_code == 200
"""


def test_it_answers_without_the_heavy_libraries(database_url: str, models_dir: Path, tmp_path: Path) -> None:
    environment = {"DATA_DIR": str(tmp_path), "DATABASE_URL": database_url, "MODELS_DIR": str(models_dir), "PATH": ""}
    program = PROGRAM.format(heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_its_requirements_name_none_of_them() -> None:
    pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "api" / "requirements.txt").read_text(), re.MULTILINE))
    assert {"flask", "lightgbm", "sqlalchemy"} <= pinned
    assert not pinned & {*HEAVY, "scikit-learn", "ibis-framework"}


def test_importing_opens_nothing(tmp_path: Path) -> None:
    environment = {"DATA_DIR": str(tmp_path / "none"), "MODELS_DIR": str(tmp_path / "none"), "PATH": ""}
    program = "from api.api2 import app; assert app.test_client().get('/health/live').status_code == 200"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "none").exists()
