"""A small model on the product's own features, and a store of invented clients."""

import hashlib
import json
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt

from scoring import answer, explain
from scoring import model as models
from scoring.applicant import past_read
from scoring.explain import Reason
from scoring.features import domain
from scoring.features.catalogue import CATEGORIES, FEATURES
from scoring.intake import fields
from scoring.model import Floats, Model
from scoring.store import NewClient, Reference, fingerprint, replace_all
from scoring.tables import APPLICATION

Get = Callable[[str], dict]
Rows = npt.NDArray[np.float32]
SEEDS_CLIENTS = (111767, 193423)
CLIENTS, PEOPLE = 1_200, 400
IDS = sorted({*SEEDS_CLIENTS, *range(100_002, 100_002 + 3 * (CLIENTS - 2), 3)})
RECORD: dict[str, Any] = dict.fromkeys((*fields(APPLICATION), *past_read())) | {
    **dict.fromkeys(set(fields(APPLICATION)) & set(APPLICATION.integers), 0),
    "DAYS_BIRTH": -12_000,
    "DAYS_REGISTRATION": -1_000.0,
    "AMT_INCOME_TOTAL": 1e5,
    "AMT_CREDIT": 2e5,
    "AMT_GOODS_PRICE": 1.9e5,
    "AMT_ANNUITY": float("nan"),
}
SCALES = {"amount": 2e5, "years": 20.0, "months": 24.0, "days": 400.0, "count": 3.0, "ratio": 2.0, "percent": 0.3, "index": 0.5}


def invented_rows(count: int, seed: int) -> Rows:
    """Rows (count, p) in the catalogue's order: plausible sizes, a tenth missing, the first row all missing."""
    rng = np.random.default_rng(seed)
    columns = []
    for feature in FEATURES:
        if feature.is_category:
            column = rng.integers(0, len(feature.values), count).astype(float)
        elif feature.unit == "yes_no":
            column = rng.integers(0, 2, count).astype(float)
        else:
            column = rng.gamma(2.0, SCALES[feature.unit] / 2, count)
        columns.append(np.where(rng.random(count) < 0.1, np.nan, np.round(column) if feature.unit == "count" else column))
    rows = np.column_stack(columns).astype(np.float32)
    rows[0] = np.nan
    return rows


def write_model(directory: Path, seed: int = 0, without: int = 0) -> None:
    """Train a small booster and write it with its manifest, as training does; ``without`` the last features of the catalogue."""
    features = FEATURES[: len(FEATURES) - without]
    rows, rng = invented_rows(2_000, seed)[:, : len(features)], np.random.default_rng(seed)
    pull = np.nan_to_num(rows[:, :12] / np.nanmean(np.abs(rows[:, :12]), axis=0)).sum(axis=1)
    outcomes = rng.random(len(rows)) < 1 / (1 + np.exp(2.2 - 0.8 * (pull - pull.mean())))
    names = [feature.name for feature in features]
    categories = {name: list(codes) for name, codes in CATEGORIES.items() if name in names}
    data = lightgbm.Dataset(rows, outcomes.astype(int), feature_name=names, categorical_feature=list(categories))
    settings = {"objective": "binary", "num_leaves": 8, "verbose": -1, "num_threads": 1, "seed": seed, "deterministic": True}
    content = pickle.dumps(lightgbm.train(settings, data, num_boost_round=25))
    manifest = {
        "files": {models.FINAL_FILE: hashlib.sha256(content).hexdigest()},
        "features": names,
        "categories": categories,
        "calibration": {"a": 1.1, "b": -0.05},
        "rule": {"cost_ratio": 10.0, "bounds": [0.45, 0.55]},
        "ordinary": explain.ordinary(features, rows),
        "metrics": {"final": {"roc_auc": {"value": 0.76, "low": 0.75, "high": 0.77}}},
        "trained_at": "2026-11-20T10:00:00+00:00",
    }
    directory.mkdir(parents=True, exist_ok=True)
    (directory / models.FINAL_FILE).write_bytes(content)
    (directory / models.MANIFEST).write_text(json.dumps(manifest), "utf-8")


def fill_store(url: str, model: Model, seed: int = 1, ids: list[int] = IDS, record: Mapping[str, Any] = RECORD) -> None:
    """Load invented clients, all with the same raw record, and an invented reference population, as the load job does."""
    names = [feature.name for feature in FEATURES]
    columns = [names.index(name) for name in model.features]
    features = [FEATURES[column] for column in columns]
    people, rows = invented_rows(PEOPLE, seed + 1)[:, columns], invented_rows(len(ids), seed)[:, columns]
    pds = model.probability_of_default(people)
    reference = Reference(
        people, model.contributions(people).astype(np.float32), np.array([model.rule.score(pd) for pd in pds.tolist()]), pds
    )
    scorable = not domain.outside_record(record)

    def invented(client_id: int, row: Rows, pd: float, reasons: list[Reason], weighed: Floats) -> NewClient:
        told = answer.score(model.rule, client_id, pd, reasons) if scorable else None
        return NewClient(client_id, row, record, explain.packed(reasons), told, weighed if told else None)

    effects = model.effects(rows, list(explain.families_of(features).values()))
    contributions = model.contributions(rows)
    reasons = explain.reasons_of_all(features, rows, contributions, effects)
    answers = zip(ids, rows, model.probability_of_default(rows).tolist(), reasons, contributions, strict=True)
    meaning = fingerprint(model.features, model.manifest["categories"])
    clients = (invented(*of_client) for of_client in answers)
    wording = answer.wording()
    replace_all(url, clients, reference, fingerprint=meaning, model_version=model.version, kind="demo", wording=wording)
