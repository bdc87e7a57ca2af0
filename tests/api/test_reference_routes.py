"""What is answered of the model and of the reference population."""

import numpy as np
import pytest

from scoring.features.catalogue import BY_NAME, CATEGORIES, FEATURES
from scoring.features.families import FAMILIES
from scoring.model import Model
from tests.api.invented import PEOPLE, Get

ADDRESSES = (
    "/get_feature_importance",
    f"/get_distribution/{FEATURES[0].name}",
    f"/get_bivariate?x={FEATURES[0].name}&y={FEATURES[1].name}",
    "/get_beeswarm",
    "/model",
)
NUMBERS = [feature.name for feature in FEATURES if not feature.is_category]


@pytest.mark.parametrize("address", ADDRESSES)
def test_reference_answers_are_cached_with_a_tag(http, address: str) -> None:
    first = http.get(address)
    assert list(first.json)[-2:] == ["model_version", "request_id"]
    assert first.headers["Cache-Control"] == "private, max-age=300"
    again = http.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_importance_is_the_mean_size_of_contributions(get: Get, app) -> None:
    body = get("/get_feature_importance")
    contributions = app.extensions["services"].current().store.reference.contributions
    sizes = dict(zip((feature.name for feature in FEATURES), np.abs(contributions[:, :-1]).mean(axis=0), strict=True))
    assert {row["feature"]: row["importance"] for row in body["data"]} == pytest.approx(sizes, rel=1e-5)
    assert list(body["data"][0])[:3] == ["feature", "importance", "points"]
    for ranked in (body["data"], body["families"]):
        assert [row["importance"] for row in ranked] == sorted((row["importance"] for row in ranked), reverse=True)


def test_a_family_weighs_its_signed_sum(get: Get, app) -> None:
    contributions = app.extensions["services"].current().store.reference.contributions
    for row in get("/get_feature_importance")["families"]:
        members = [index for index, feature in enumerate(FEATURES) if feature.family == row["family"]]
        assert row["importance"] == pytest.approx(np.abs(contributions[:, members].sum(axis=1)).mean(), rel=1e-4)


@pytest.mark.parametrize("name", [feature.name for feature in FEATURES])
def test_a_distribution_counts_everyone_once(get: Get, name: str) -> None:
    body = get(f"/get_distribution/{name}")
    assert sum(item[zone] for item in body["bins"] for zone in ("refus", "conseiller", "accord")) + body["missing"] == body["n"] == PEOPLE
    if BY_NAME[name].is_category:
        assert body["kind"] == "category"
        assert [item["value"] for item in body["bins"]] == list(CATEGORIES[name])
    else:
        assert list(body["quantiles"]) == ["0", "25", "50", "75", "100"]
        assert 1 <= len(body["bins"]) <= 27
        assert all(left["to"] == right["from"] for left, right in zip(body["bins"], body["bins"][1:], strict=False))


@pytest.mark.parametrize("other", [NUMBERS[1], next(iter(CATEGORIES))])
def test_a_pair_of_features(get: Get, other: str) -> None:
    body = get(f"/get_bivariate?x={NUMBERS[0]}&y={other}")
    assert list(body)[:5] == ["x", "y", "points", "correlation", "sentence"]
    assert (body["x"]["feature"], body["y"]["feature"]) == (NUMBERS[0], other)
    assert 0 < len(body["points"]) <= 600
    if BY_NAME[other].is_category:
        assert body["correlation"] is None
        assert {point[1] for point in body["points"]} <= set(CATEGORIES[other])


def test_a_feature_goes_perfectly_with_itself(get: Get) -> None:
    body = get(f"/get_bivariate?x={NUMBERS[0]}&y={NUMBERS[0]}")
    assert body["correlation"] == pytest.approx(1)
    assert "lien fort" in body["sentence"]["fr"]


def test_beeswarm_shows_the_heaviest_first(get: Get) -> None:
    importance = [row["feature"] for row in get("/get_feature_importance")["data"]]
    swarm = get("/get_beeswarm?limit=5")["features"]
    assert [row["feature"] for row in swarm] == importance[:5]
    for row in swarm:
        assert len(row["points"]) == 300
        assert all(height is None or 0 <= height <= 1 for _, height in row["points"])
    assert len(get("/get_beeswarm")["features"]) == 10


def test_the_model_tells_what_it_is_and_is_not(get: Get, model: Model) -> None:
    body = get("/model")
    assert (body["bounds"], body["cost_ratio"], body["features"]) == ([0.45, 0.55], 10.0, len(model.features))
    assert body["calibration"] == {"a": 1.1, "b": -0.05}
    assert {row["family"] for row in body["families"]} <= set(FAMILIES)
    assert "CODE_GENDER" in {column for row in body["not_used"] for column in row["columns"]}
    assert not {column for row in body["not_used"] for column in row["columns"]} & set(model.features)
    assert (body["population"]["kind"], body["population"]["reference"]) == ("demo", PEOPLE)
    assert list(body["zones"]) == ["refus", "conseiller", "accord"]
