"""The model as it is served: open it, check it, predict, explain. The only module that reads ``models/``.

A LightGBM booster gives a raw margin; an affine map (Platt, 1999) makes it the log-odds of payment difficulties; the
lender's rule makes that a score. Affine on purpose: TreeSHAP contributions (Lundberg et al., 2020) stay exactly additive.
"""

import hashlib
import json
import math
import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import lightgbm
import numpy as np
import numpy.typing as npt

from scoring.decision import Rule
from scoring.errors import BrokenModel

MANIFEST: Final = "manifest.json"
FINAL_FILE: Final = "lightgbm_final.pkl"
BASELINE_FILE: Final = "lightgbm_baseline.pkl"

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Model:
    """A booster with its calibration and the lender's rule.

    Attributes
    ----------
    features : names of the columns of a row, in order; categories are codes 0..n-1, NaN is missing.
    slope, intercept : ``logit(PD) = slope * margin + intercept``.
    version : short hash of all that changes an answer (trees, features, categories, calibration, rule).
    ordinary : (p,) an ordinary client of the training rows: the median of each number, the most frequent category.
    manifest : what training recorded: metrics, protocol, data and library versions.
    """

    booster: lightgbm.Booster
    features: tuple[str, ...]
    slope: float
    intercept: float
    rule: Rule
    version: str
    ordinary: Rows
    manifest: dict[str, Any]

    def margins(self, rows: Rows, threads: int = 1) -> Floats:
        """Raw log-odds of rows (n, p), uncalibrated, shape (n,)."""
        return np.asarray(self.booster.predict(self._checked(rows), raw_score=True, num_threads=threads), dtype=np.float64)

    def probability_of_default(self, rows: Rows, threads: int = 1) -> Floats:
        """Calibrated probability of payment difficulties of rows (n, p), shape (n,)."""
        return sigmoid(self.slope * self.margins(rows, threads) + self.intercept)

    def logit_score(self, rows: Rows, threads: int = 1) -> Floats:
        """Log-odds of the score of rows (n, p), shape (n,)."""
        return -(self.slope * self.margins(rows, threads) + self.intercept) - math.log(self.rule.cost_ratio)

    def contributions(self, rows: Rows, threads: int = 1) -> Floats:
        """Exact additive contributions of rows (n, p) to ``logit(score)``, shape (n, p + 1); the last column is the base."""
        phi = self.booster.predict(self._checked(rows), pred_contrib=True, num_threads=threads)
        return self.contributions_of_margin(np.asarray(phi, dtype=np.float64))

    def contributions_of_margin(self, phi: Floats) -> Floats:
        """Contributions to ``logit(score)`` from those to the raw margin, both (n, p + 1) with the base last."""
        contributions: Floats = -self.slope * phi
        contributions[:, -1] -= self.intercept + math.log(self.rule.cost_ratio)
        return contributions

    def effects(self, rows: Rows, families: Sequence[Sequence[int]], threads: int = 1) -> Floats:
        """What each family (columns of a row) changes beside an ordinary client, shape (n, f).

        ``logit(score)`` of rows (n, p), minus what it would be if the family's columns were the ordinary client's.
        """
        here, found = self.logit_score(rows, threads), np.empty((len(rows), len(families)))
        for place, columns in enumerate(families):
            moved = rows.copy()
            moved[:, columns] = self.ordinary[columns]
            found[:, place] = here - self.logit_score(moved, threads)
        return found

    def _checked(self, rows: Rows) -> Rows:
        if rows.ndim != 2 or rows.shape[1] != len(self.features):
            raise ValueError(f"the model takes rows of {len(self.features)} features, not an array of shape {rows.shape}")
        return rows


def load(directory: Path) -> Model:
    """Open the served model of a folder.

    Raises BrokenModel when a file is missing, is not the one that the manifest names (its pickle is then never opened),
    or does not agree with it.
    """
    manifest = read_manifest(directory)
    booster = open_booster(directory, FINAL_FILE, manifest)
    try:
        ordinary = np.array([manifest["ordinary"][name] for name in manifest["features"]], dtype=np.float32)  # null is NaN
        slope, intercept = (float(manifest["calibration"][name]) for name in "ab")
        rule = Rule(manifest["rule"]["cost_ratio"], *manifest["rule"]["bounds"])
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenModel(f"{directory / MANIFEST} holds no usable calibration, rule or ordinary client ({error}); train again.") from None
    model = Model(booster, tuple(manifest["features"]), slope, intercept, rule, version_of(manifest), ordinary, manifest)
    if tuple(booster.feature_name()) != model.features:
        raise BrokenModel(f"{directory / FINAL_FILE} was not trained on the features that {MANIFEST} lists; train again.")
    if not (model.slope > 0 and math.isfinite(model.slope + model.intercept)):
        raise BrokenModel(f"{directory / MANIFEST} holds an impossible calibration; train again.")
    return model


def read_manifest(directory: Path) -> dict[str, Any]:
    """Read the manifest of a folder of models. Raises BrokenModel when it is missing, unreadable or incomplete."""
    file = directory / MANIFEST
    remedy = "restore the committed models/ or run `make train`."
    try:
        manifest: dict[str, Any] = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise BrokenModel(f"{file} is missing; {remedy}") from None
    except ValueError:
        raise BrokenModel(f"{file} is not readable as JSON; {remedy}") from None
    needed = {"files": dict, "features": list, "categories": dict, "calibration": dict, "rule": dict, "ordinary": dict}
    missing = [key for key, kind in needed.items() if not isinstance(manifest, dict) or not isinstance(manifest.get(key), kind)]
    if missing:
        raise BrokenModel(f"{file} lacks {', '.join(missing)}; {remedy}")
    return manifest


def open_booster(directory: Path, name: str, manifest: dict[str, Any]) -> lightgbm.Booster:
    """Unpickle one booster after its sha-256 was found equal to the manifest's. Raises BrokenModel."""
    file, remedy = directory / name, "restore the committed models/ or run `make train`."
    if not file.is_file():
        raise BrokenModel(f"{file} is missing; {remedy}")
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != manifest["files"].get(name):
        raise BrokenModel(f"{file} is not the file that {MANIFEST} names (sha-256 differs), so it was not opened; {remedy}")
    booster = pickle.loads(content)  # noqa: S301  its hash is the manifest's
    if not isinstance(booster, lightgbm.Booster):
        raise BrokenModel(f"{file} does not hold a LightGBM booster; {remedy}")
    return booster


def version_of(manifest: dict[str, Any]) -> str:
    """Twelve hexadecimal digits that change with anything that can change an answer."""
    what_answers = [
        manifest["files"][FINAL_FILE],
        *(manifest[key] for key in ("features", "categories", "calibration", "rule", "ordinary")),
    ]
    return hashlib.sha256(json.dumps(what_answers, sort_keys=True).encode()).hexdigest()[:12]


def sigmoid(log_odds: Floats) -> Floats:
    """Probability of log-odds, stable at both ends: log-odds of any shape in, same shape out."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * log_odds)))
