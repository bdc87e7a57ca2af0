"""What is answered of one client: keys, order, meaning, and no NaN."""

import math
from dataclasses import replace

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from scoring import explain
from scoring.features.catalogue import BY_NAME
from scoring.model import Model
from scoring.store import StoredClient
from tests.api.invented import IDS, Get, fill_store

SCORE_KEYS = [
    "id_client",
    "prediction",
    "score",
    "zone",
    "recommendation",
    "probability_of_default",
    "cost_ratio",
    "bounds",
    "reasons",
    "displayed",
    "model_version",
    "request_id",
]
REASON_KEYS = {"code", "feature", "family", "direction", "points", "value", "label", "family_label", "text"}
IN_BOTH_LANGUAGES = {"fr", "en"}
ALL_MISSING = IDS[0]


def test_score_has_the_contract_s_keys_in_order(get: Get) -> None:
    body = get("/get_score/193423")
    assert list(body) == SCORE_KEYS
    assert body["id_client"] == "193423"
    assert sum(body["prediction"]) == pytest.approx(1)
    assert body["prediction"][1] == body["probability_of_default"]
    assert (body["bounds"], body["cost_ratio"]) == ([0.45, 0.55], 10.0)
    assert body["displayed"]["bounds"] == [45, 55]
    assert all(set(body["displayed"][key]) == IN_BOTH_LANGUAGES for key in ("frequency", "zone", "summary"))


def test_reasons_are_few_unfavourable_first_and_by_weight(get: Get) -> None:
    for client_id in IDS[:50]:
        reasons = get(f"/get_score/{client_id}")["reasons"]
        assert all(set(reason) >= REASON_KEYS for reason in reasons)
        against = [reason["points"] for reason in reasons if reason["direction"] == "unfavourable"]
        in_favour = [reason["points"] for reason in reasons if reason["direction"] == "favourable"]
        assert [reason["points"] for reason in reasons] == against + in_favour
        assert against == sorted(against)
        assert in_favour == sorted(in_favour, reverse=True)
        assert max(len(against), len(in_favour)) <= 4
        assert all(points < 0 for points in against)
        assert all(points > 0 for points in in_favour)


def test_stored_reasons_are_served_only_for_the_model_that_gave_them(get: Get, model: Model, database_url: str) -> None:
    from sqlalchemy import create_engine, text

    stored = get("/get_score/193423")["reasons"]
    engine = create_engine(database_url)
    try:
        with engine.begin() as connection:
            connection.execute(text("update clients set model_version = 'older', reasons = x'00' where id = 193423"))
        assert get("/get_score/193423")["reasons"] == stored  # computed live: what is stored cannot even be read
    finally:
        engine.dispose()
        fill_store(database_url, model)


def test_info_begins_with_the_two_keys_that_old_clients_drop(get: Get, model: Model) -> None:
    body = get("/get_info_client/193423")
    info = body["info_client"]
    assert list(body) == ["info_client", "labels", "model_version", "request_id"]
    assert list(info) == ["SK_ID_CURR", "TARGET", *model.features]
    assert (info["SK_ID_CURR"], info["TARGET"]) == (193423, None)
    for name, value in list(info.items())[2:]:
        assert value is None or isinstance(value, str if BY_NAME[name].is_category else float)
        label = body["labels"][name]
        assert (label["unit"], label["family"]) == (BY_NAME[name].unit, BY_NAME[name].family)
        assert all(set(label[key]) == IN_BOTH_LANGUAGES for key in ("label", "description", "text"))


def test_a_client_without_any_value_is_answered_with_nulls(get: Get) -> None:
    body = get(f"/get_client_screen/{ALL_MISSING}")
    assert set(list(body["info"]["info_client"].values())[2:]) == {None}
    assert set(body["percentiles"].values()) == {None}
    assert all(label["text"]["fr"] == "non renseigné" for label in body["info"]["labels"].values())


@pytest.mark.parametrize("count", [150, pytest.param(1000, marks=pytest.mark.long)])
def test_clients_are_coherent(get: Get, count: int) -> None:
    for client_id in IDS[:count]:
        score, shap = get(f"/get_score/{client_id}"), get(f"/get_shap/{client_id}")
        pd, total = score["probability_of_default"], shap["base"] + sum(row["contribution"] for row in shap["contributions"])
        assert score["score"] == pytest.approx((1 - pd) / ((1 - pd) + 10 * pd), abs=1e-9)
        assert score["score"] == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-6)
        assert shap["sum"] == pytest.approx(total, abs=1e-9)
        assert shap["base"] + sum(family["contribution"] for family in shap["families"]) == pytest.approx(total, abs=1e-9)
        zone = "refus" if score["score"] < 0.45 else "accord" if score["score"] > 0.55 else "conseiller"
        assert score["zone"] == score["recommendation"] == zone


def test_every_zone_was_among_them(get: Get) -> None:
    assert {get(f"/get_score/{client_id}")["zone"] for client_id in IDS[:300]} == {"refus", "conseiller", "accord"}


def test_shap_speaks_of_every_feature_in_order(get: Get, model: Model) -> None:
    body = get("/get_shap/193423")
    assert list(body) == ["base", "contributions", "families", "sum", "base_points", "model_version", "request_id"]
    assert [row["feature"] for row in body["contributions"]] == list(model.features)
    assert list(body["contributions"][0]) == ["feature", "value", "contribution", "points", "family"]
    sizes = [abs(family["points"]) for family in body["families"]]
    assert sizes == sorted(sizes, reverse=True)
    for row in body["contributions"]:
        assert row["points"] == pytest.approx(row["contribution"] * 20 / math.log(2))


def test_the_screen_says_what_the_single_routes_say(get: Get) -> None:
    screen = get("/get_client_screen/193423?recourse=true")
    assert list(screen) == ["score", "info", "shap", "percentiles", "levers", "recourse", "decisions", "model_version", "request_id"]
    assert screen["decisions"] is None, "nobody said who asks"
    for part, route in {
        "score": "get_score",
        "info": "get_info_client",
        "shap": "get_shap",
        "levers": "levers",
        "recourse": "recourse",
    }.items():
        alone = get(f"/{route}/193423")
        del alone["request_id"]
        assert screen[part] == alone
        assert list(screen[part]) == list(alone)


def test_percentiles_count_the_people_at_or_below(get: Get, app, model: Model) -> None:
    screen = get("/get_client_screen/193423")
    people = app.extensions["services"].current().store.reference.features
    for name, share in screen["percentiles"].items():
        value = screen["info"]["info_client"][name]
        column = people[:, model.features.index(name)]
        known = column[~np.isnan(column)]
        expected = None if value is None else round(100 * int(np.sum(known <= np.float32(value) * (1 + 1e-6))) / len(known), 1)
        assert share == expected
    assert not any(BY_NAME[name].is_category for name in screen["percentiles"])


def test_ids_by_prefix(get: Get) -> None:
    body = get("/get_id_client?prefix=1934&limit=3")
    matching = [client_id for client_id in IDS if str(client_id).startswith("1934")]
    assert list(body) == ["data", "total", "yours_only", "model_version", "request_id"]
    assert (body["data"], body["total"]) == (matching[:3], len(matching))
    assert get("/get_id_client")["data"] == IDS[:20]
    assert get("/get_id_client?limit=1000")["data"] == IDS[:1000]
    assert get("/get_id_client?prefix=0")["total"] == 0


def test_client_answers_are_asked_for_again_each_time(http) -> None:
    for address in ("/get_score/193423", "/get_info_client/193423", "/get_shap/193423", "/get_client_screen/193423", "/get_id_client"):
        assert http.get(address).headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("address", ["/get_score/193423", "/get_info_client/193423", "/get_shap/193423", "/get_id_client", "/model"])
def test_who_has_an_answer_already_is_told_so(http, address: str) -> None:
    first = http.get(address)
    again = http.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert http.get(address, headers={"If-None-Match": 'W/"another"'}).json["request_id"] != first.json["request_id"]


def test_another_client_or_another_model_is_another_answer(http, app, monkeypatch) -> None:
    tags = {http.get(f"/get_score/{client}").headers["ETag"] for client in (193423, 111767)}
    serving = app.extensions["services"].current()
    another = replace(serving, model=replace(serving.model, version="another"))
    monkeypatch.setattr(app.extensions["services"], "current", lambda: another)
    tags.add(http.get("/get_score/193423").headers["ETag"])
    assert len(tags) == 3


def test_contributions_written_straight_into_json_are_the_model_s(app: Flask, http: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """To twelve digits, as they were stored and then worked out; values as everywhere else."""
    serving = app.extensions["services"].current()
    for stored in (True, False):
        if not stored:
            monkeypatch.setattr(StoredClient, "contributions", None)
        for client_id in IDS[:20]:
            client = serving.store.client(client_id)
            told = http.get(f"/get_shap/{client_id}").json
            expected = serving.model.contributions(client.features[None])[0]
            values = [explain.plain_value(*pair) for pair in zip(serving.features, client.features.tolist(), strict=True)]
            assert [item["value"] for item in told["contributions"]] == values
            assert [item["contribution"] for item in told["contributions"]] == pytest.approx(expected[:-1].tolist(), rel=1e-9, abs=1e-11)
            assert told["sum"] == pytest.approx(expected.sum(), abs=1e-9)
