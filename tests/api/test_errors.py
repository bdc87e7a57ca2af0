"""Whatever a caller sends, the answer is a problem document with a sentence, never a 500."""

import pytest
from flask.testing import FlaskClient

from scoring.store import Store

MALFORMED = ("abc", "-1", "+1", "0", "1e5", "%00", "1%00", "1.0", "%201", "1%20", "2147483648", "99999999999999999999", "9" * 3000)
MALFORMED += ("%D9%A1%D9%A2", "%C2%B2", "%EF%BC%91", "%FF", "0x10", "1_000", "null", "193423;", "'or'1")
BY_CLIENT = ("get_score", "get_info_client", "get_shap", "get_client_screen")


def assert_problem(response, status: int) -> dict:
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    body = response.json
    assert list(body) == ["type", "title", "status", "detail", "request_id", "error", "model_version"]
    assert (body["status"], body["error"], body["request_id"]) == (status, body["detail"], response.headers["X-Request-ID"])
    assert body["detail"].endswith(".")
    return body


@pytest.mark.parametrize("written", MALFORMED)
def test_a_malformed_number_is_refused_with_what_is_accepted(http: FlaskClient, written: str) -> None:
    for route in BY_CLIENT:
        body = assert_problem(http.get(f"/{route}/{written}"), 400)
        assert "2147483647" in body["detail"]


@pytest.mark.parametrize("route", BY_CLIENT)
def test_an_unknown_client_is_named(http: FlaskClient, route: str) -> None:
    for unknown in ("2147483647", "5"):
        assert f"number {unknown}" in assert_problem(http.get(f"/{route}/{unknown}"), 404)["detail"]


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/get_id_client?prefix=19x", 400, "prefix"),
        ("/get_id_client?prefix=12345678901", 400, "prefix"),
        ("/get_id_client?prefix=%00", 400, "prefix"),
        ("/get_id_client?limit=0", 400, "limit"),
        ("/get_id_client?limit=1001", 400, "limit"),
        ("/get_id_client?limit=", 400, "limit"),
        ("/get_id_client?prefix=-1&limit=-1", 400, "prefix is empty or made of at most 10 digits 0 to 9. limit"),
        ("/get_beeswarm?limit=ten", 400, "limit"),
        ("/get_bivariate", 400, "x is missing: give the name of a feature, as GET /get_feature_importance lists them. y is missing"),
        ("/get_bivariate?x=AMT_CREDIT", 400, "y is missing"),
        ("/get_bivariate?x=AMT_CREDIT&y=NO", 404, "'NO'"),
        ("/get_distribution/TARGET", 404, "'TARGET'"),
        ("/get_distribution/CODE_GENDER", 404, "'CODE_GENDER'"),
        ("/get_distribution/%00", 404, "no variable"),
        ("/get_score/", 404, "no such route"),
        ("/get_score/1/2", 404, "no such route"),
        ("/..%2f..%2fetc/passwd", 404, "no such route"),
        ("/static/..%2fapi2.py", 404, "no such route"),
    ],
)
def test_other_mistakes_are_named(http: FlaskClient, address: str, status: int, said: str) -> None:
    assert said in assert_problem(http.get(address), status)["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_only_reading_is_allowed(http: FlaskClient, method: str) -> None:
    response = http.open("/get_score/193423", method=method)
    assert_problem(response, 405)
    assert "GET" in response.headers["Allow"]


def test_head_and_options_are_answered(http: FlaskClient) -> None:
    assert (http.head("/get_score/193423").status_code, http.head("/get_score/193423").data) == (200, b"")
    assert http.options("/get_score/193423").status_code == 200


def test_a_large_body_is_refused(http: FlaskClient) -> None:
    assert_problem(http.get("/get_score/193423", data=b"x" * 100_000), 413)


def test_the_unforeseen_is_logged_and_not_shown(http: FlaskClient, monkeypatch, caplog) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(Store, "client", fail)
    response = http.get("/get_score/193423")
    body = assert_problem(response, 500)
    assert "secret" not in response.text
    logged = caplog.text
    assert "secret of the house" in logged
    assert body["request_id"] in logged
