"""Write ``models/``: everything beside first, checked, ready to be put in place of the previous model."""

import hashlib
import json
import pickle
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from jobs.train.card import render
from scoring import model
from scoring.errors import BrokenModel
from scoring.model import BASELINE_FILE, FINAL_FILE, MANIFEST, Rows

CARD_FILE = "model_card.md"
ORDER = (BASELINE_FILE, FINAL_FILE, CARD_FILE, MANIFEST)
"""The manifest goes last: until it is there, the new files are not believed."""


@contextmanager
def drafted(
    directory: Path, final: lightgbm.Booster, baseline: lightgbm.Booster, manifest: dict[str, Any], probe: Rows
) -> Iterator[tuple[model.Model, Path]]:
    """A new model as it will be served, and the folder beside ``directory``'s files where it stands ready.

    ``manifest`` gets its ``files``; ``probe`` (n, p) are rows on which the reopened model must answer as the booster
    does. Raises BrokenModel when it does not. :func:`pairs` says what to put in place inside the block; the rest goes with it.
    """
    directory.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".new-", dir=directory))
    try:
        boosters = {FINAL_FILE: without_extremes(final), BASELINE_FILE: without_extremes(baseline)}
        pickles = {name: pickle.dumps(booster, protocol=5) for name, booster in boosters.items()}
        manifest = manifest | {"files": {name: hashlib.sha256(content).hexdigest() for name, content in pickles.items()}}
        for name, content in pickles.items():
            (draft / name).write_bytes(content)
        (draft / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False, allow_nan=False) + "\n", "utf-8")
        (draft / CARD_FILE).write_text(render(manifest), "utf-8")
        served = model.load(draft)
        if not np.allclose(served.margins(probe), final.predict(probe, raw_score=True), rtol=0, atol=1e-12):
            raise BrokenModel("The model answers differently once written and read again; nothing was changed.")
        yield served, draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def without_extremes(booster: lightgbm.Booster) -> lightgbm.Booster:
    """The same trees without ``feature_infos``, the least and the largest value of each feature: one applicant's own.

    No prediction or contribution reads them.
    """
    nothing = " ".join(["none"] * booster.num_feature())
    text = re.sub(r"(?m)^feature_infos=.*$", f"feature_infos={nothing}", booster.model_to_string(num_iteration=-1))
    return lightgbm.Booster(model_str=text)


def pairs(draft: Path, directory: Path) -> list[tuple[Path, Path]]:
    """Each file of a draft with its place in ``directory``, for :func:`jobs.replacing.put_in_place`."""
    return [(draft / name, directory / name) for name in ORDER]
