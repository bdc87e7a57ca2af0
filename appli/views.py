"""The API's answers as the dashboard reads them, and the small form of a client's screen that the browser keeps."""

import re
from math import exp
from typing import Any, TypedDict

Say = dict[str, str]
"""One text in both languages: ``{"fr": ..., "en": ...}``."""
Json = dict[str, Any]


class Reason(TypedDict):
    """One reason for or against; ``text`` is the fact alone, its column says which way it weighed."""

    code: str
    feature: str
    direction: str
    points: float
    family_label: Say
    text: Say


class Family(TypedDict):
    """The signed weight of one subject, in points."""

    family: str
    label: Say
    points: float


class Feature(TypedDict):
    """One piece of the client's data: its words, its weight, its rank (percentile, 0 to 100) among the reference files."""

    name: str
    family: str
    label: Say
    text: Say
    value: float | str | None
    points: float
    percentile: float | None


class Screen(TypedDict):
    """What every panel draws of one client; kept in the browser. ``visit`` names this reading of the file."""

    client: str
    visit: str
    model_version: str
    score: float
    zone: str
    bounds: list[float]
    displayed: Json
    reasons: list[Reason]
    base_points: float
    total_points: float
    points_per_unit: float
    families: list[Family]
    features: list[Feature]
    levers: Json | None
    recourse: Json | None


def screen_of(answer: Json, visit: str = "") -> tuple[Screen, dict[str, Say]]:
    """The screen of one ``/get_client_screen`` answer, and what each feature means (by name).

    Raises KeyError or TypeError when the answer lacks what the contract promises.
    """
    score, labels, shap = answer["score"], answer["info"]["labels"], answer["shap"]
    features = [_feature(item, labels[item["feature"]], answer["percentiles"]) for item in shap["contributions"]]
    screen = Screen(
        client=str(score["id_client"]),
        visit=visit,
        model_version=str(score["model_version"]),
        score=score["score"],
        zone=score["zone"],
        bounds=score["bounds"],
        displayed=score["displayed"],
        reasons=[_reason(reason) for reason in score["reasons"]],
        base_points=shap["base_points"],
        total_points=shap["base_points"] + sum(family["points"] for family in shap["families"]),
        points_per_unit=_points_per_unit(shap["families"]),
        families=[Family(family=f["family"], label=f["label"], points=f["points"]) for f in shap["families"]],
        features=features,
        levers=answer["levers"],
        recourse=answer["recourse"],
    )
    return screen, {name: label["description"] for name, label in labels.items()}


def average_score(screen: Screen) -> int:
    """Out of 100, the score from which every file's explanation starts: that of an average file."""
    return round(100 / (1 + exp(-screen["base_points"] / screen["points_per_unit"])))


class Paper(TypedDict):
    """A file that has no score: why, in both languages, and the client's data by subject."""

    why: Say
    families: list[Json]
    features: list[Json]
    notes: dict[str, Say]


def paper_of(info: Json, families: list[Json], detail: str) -> Paper:
    """The file of one ``/get_info_client`` answer, its subjects in the model's order, and why there is no score.

    Raises KeyError or TypeError when the answer lacks what the contract promises.
    """
    labels = info["labels"]
    used = {label["family"] for label in labels.values()}
    return Paper(
        why=said_twice(detail),
        families=[family for family in families if family["family"] in used],
        features=[{"name": name} | {key: label[key] for key in ("family", "label", "text")} for name, label in labels.items()],
        notes={name: label["description"] for name, label in labels.items()},
    )


def said_twice(detail: str) -> Say:
    """A sentence that the API says in French, then in English, without the columns' names that it puts in brackets."""
    plain = re.sub(r" \([A-Z][A-Z0-9_]*\)", "", detail)
    french, mark, english = plain.partition(" Score unavailable")
    return {"fr": french, "en": f"Score unavailable{english}" if mark else french}


def _feature(item: Json, label: Json, percentiles: dict[str, float | None]) -> Feature:
    name = item["feature"]
    return Feature(
        name=name,
        family=item["family"],
        label=label["label"],
        text=label["text"],
        value=item["value"],
        points=item["points"],
        percentile=percentiles.get(name),
    )


def _reason(reason: Json) -> Reason:
    return Reason(
        code=reason["code"],
        feature=reason["feature"],
        direction=reason["direction"],
        points=reason["points"],
        family_label=reason["family_label"],
        text=reason.get("fact") or reason["text"],
    )


def _points_per_unit(families: list[Json]) -> float:
    """How many points the API gives to one unit of contribution, read from its largest family (0 without any)."""
    largest = max(families, key=lambda family: abs(family["contribution"]), default=None)
    return largest["points"] / largest["contribution"] if largest and largest["contribution"] else 0.0
