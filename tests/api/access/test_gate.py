"""Every route says what it takes, and the door holds it to that."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.access import gate
from api.access.caller import ROLES, SCOPES
from api.access.gate import Door
from api.config import Config
from api.decisions.settings import Settings
from tests.api.access.conftest import Asker
from tests.api.test_errors import assert_problem

PUBLIC = {"/", "/health/live", "/health/ready", "/static/<path:filename>", "/openapi.json", "/docs"}
Service = Callable[..., Asker]
Person = Callable[..., Asker]


def doors(app: Flask) -> dict[str, tuple[str, Door]]:
    """What each route takes, with a method and an address to try."""
    found = {}
    for rule in app.url_map.iter_rules():
        method = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})[0]
        address = re.sub(r"<[^>]*>", "193423", rule.rule)
        found[f"{method} {address}"] = (rule.rule, app.extensions["gate"]._doors[rule.endpoint])
    return found


def test_only_what_tells_of_nobody_is_public(app: Flask) -> None:
    assert {rule for rule, door in doors(app).values() if door.public} <= PUBLIC


def test_each_route_refuses_who_lacks_its_scope(app: Flask, service: Service) -> None:
    for number, (request, (_, door)) in enumerate(doors(app).items()):
        for missing in door.scopes:
            asker = service(*(scope for scope in SCOPES if scope != missing), name=f"all-but-{missing[:5]}-{number}")
            body = assert_problem(asker.send(*request.split(" ", 1)), 403)
            assert missing in body["detail"]


def test_each_route_refuses_who_is_nobody(app: Flask, http: FlaskClient) -> None:
    for request, (_, door) in doors(app).items():
        method, address = request.split(" ", 1)
        if not door.public:
            assert_problem(http.open(address, method=method), 401)


def test_a_client_s_routes_take_a_scope(app: Flask) -> None:
    """What carries a client's number tells of a client."""
    assert all(door.scope for rule, door in doors(app).values() if "client_id" in rule)


def test_a_route_that_says_nothing_does_not_start(place: Settings, models_dir: Path) -> None:
    app = Flask("forgetful")
    app.add_url_rule("/forgotten", view_func=lambda: "open to all", endpoint="forgotten")
    with pytest.raises(TypeError, match="forgotten does not say who may call it"):
        gate.install(app, Config(place.clients_url, models_dir, decisions=place))


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_scopes_that_exist(role: str) -> None:
    assert ROLES[role]
    assert ROLES[role] <= set(SCOPES)


def decision(http: Any, reader: Asker) -> dict[str, Any]:
    screen = reader.get("/get_score/193423").json
    shown = {"model_version": screen["model_version"], "score": screen["score"]}
    return {"client": 193423, "outcome": "accord", "reason": {"code": "other", "text": "Le dossier est complet."}, "shown": shown}


def test_a_service_decides_nothing(service: Service, person: Person, http: FlaskClient) -> None:
    robot, advisor = service(*SCOPES), person("advisor")
    body = decision(http, robot)
    refused = assert_problem(robot.send("POST", "/decisions", json=body), 403)
    assert "a service" in refused["detail"]
    assert_problem(robot.send("POST", "/reviews", json={"decision": 1, "words": "Je conteste cette décision."}), 403)
    recorded = advisor.send("POST", "/decisions", json=body)
    assert (recorded.status_code, recorded.json["advisor"]) == (201, "m.durand")


def test_a_header_makes_nobody_of_a_service(service: Service, http: FlaskClient) -> None:
    robot = service("score:read", "decision:write")
    headers = {"Authorization": f"Bearer {robot.credential}", "X-Advisor": "m.durand"}
    assert_problem(http.post("/decisions", json=decision(http, robot), headers=headers), 403)


def test_another_advisor_reviews_under_signed_names(person: Person, http: FlaskClient) -> None:
    first, second = person("supervisor", sub="a.petit"), person("supervisor", sub="b.martin")
    number = first.send("POST", "/decisions", json=decision(http, first)).json["decision"]
    review = second.send("POST", "/reviews", json={"decision": number, "words": "Je conteste cette décision."}).json["review"]
    said = {"outcome": "refus", "reason": {"code": "other", "text": "Le dossier est incomplet."}}
    assert_problem(first.send("POST", f"/reviews/{review}/outcome", json=said), 409)
    assert second.send("POST", f"/reviews/{review}/outcome", json=said).status_code == 201


def test_public_routes_ask_nobody(http: FlaskClient) -> None:
    for address in ("/", "/health/live", "/health/ready", "/static/style.css"):
        assert http.get(address).status_code == 200
