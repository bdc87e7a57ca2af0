"""A second model over the same clients: of the same features, with fewer trees, so that its scores are others."""

import hashlib
import json
import pickle
from pathlib import Path
from typing import Final

import lightgbm

from scoring.model import FINAL_FILE, MANIFEST

FILES: Final = (MANIFEST, FINAL_FILE)
KEPT: Final = 0.8
"""Share of the trees."""


def write_another(source: Path, target: Path) -> None:
    """Write another model than the one of ``source``."""
    target.mkdir(parents=True, exist_ok=True)
    manifest = json.loads((source / MANIFEST).read_text("utf-8"))
    booster = pickle.loads((source / FINAL_FILE).read_bytes())  # noqa: S301  the project's own
    text = booster.model_to_string(num_iteration=max(1, int(KEPT * booster.num_trees())))
    content = pickle.dumps(lightgbm.Booster(model_str=text))
    manifest["files"][FINAL_FILE] = hashlib.sha256(content).hexdigest()
    (target / FINAL_FILE).write_bytes(content)
    (target / MANIFEST).write_text(json.dumps(manifest), "utf-8")


def put(source: Path, place: Path) -> None:
    """Put a model's files in place of another's, as a training does."""
    place.mkdir(exist_ok=True)
    for name in FILES:
        copy = place / f"{name}.new"
        copy.write_bytes((source / name).read_bytes())
        copy.replace(place / name)
