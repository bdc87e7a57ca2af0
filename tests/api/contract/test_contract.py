"""The contract says what the code does: routes, doors, models, examples, the committed copy, the page."""

import json
import re
from typing import Any

import jsonschema
import pytest
from flask import Flask
from pydantic import BaseModel, TypeAdapter

from api.access.gate import door_of
from api.contract.document import document, examples
from api.contract.operations import OPERATIONS
from api.routes.contract import COMMITTED
from api.schemas.common import Problem
from api.schemas.service import BatchLine, FailedLine
from tests.api.contract.story import asked, lines

Document = dict[str, Any]


@pytest.fixture(scope="module")
def contract() -> Document:
    found: Document = json.loads(COMMITTED.read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def answers(app: Flask) -> dict[str, Any]:
    """What each route answers to its example, from the first to the last."""
    return dict(asked(app.test_client()))


def operations(contract: Document) -> dict[str, Document]:
    """By method and rule, as Flask writes it."""
    return {
        f"{method.upper()} {path}".replace("{", "<").replace("}", ">"): said
        for path, methods in contract["paths"].items()
        for method, said in methods.items()
    }


def checked(models: tuple[type[BaseModel], ...], text: str) -> None:
    """Raise unless one of the models reads a body, whole."""
    adapter: TypeAdapter[Any] = TypeAdapter(models[0] if len(models) == 1 else models[0] | models[1])
    adapter.validate_json(text)


def test_the_committed_copy_is_what_the_code_says(app: Flask, contract: Document) -> None:
    assert contract == json.loads(json.dumps(document(app))), "python -m api.contract > docs/openapi.json"


def test_it_names_every_route_and_no_other(app: Flask, contract: Document) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static" and rule.rule != "/"]
    there = {f"{method} {rule.rule}" for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    assert set(operations(contract)) == there


def test_the_scopes_are_the_door_s(app: Flask, contract: Document) -> None:
    for rule in app.url_map.iter_rules():
        door = door_of(rule.endpoint, app.view_functions[rule.endpoint])
        for method, said in contract["paths"].get(re.sub(r"<(\w+)>", r"{\1}", rule.rule), {}).items():
            if method.upper() in (rule.methods or set()):
                assert said["security"] == ([] if door.public else [{"bearer": door.scopes}, {"demonstration": []}])
                assert said.get("x-person", False) == door.person


def test_every_example_is_answered_as_its_models_say(answers: dict[str, Any]) -> None:
    for name, response in answers.items():
        said = OPERATIONS[name]
        assert (response.status_code, response.mimetype) == (said.status, said.media), f"{name}: {response.text[:300]}"
        if said.answers:
            checked(said.answers, response.text)
            assert list(response.json)[-1] == "request_id", name
        for line in lines(response.text) if said.lines else ():
            (BatchLine if line["status"] == 200 else FailedLine).model_validate_json(json.dumps(line))


def test_every_route_has_an_example_that_its_models_read() -> None:
    for name, said in OPERATIONS.items():
        shown = examples().get(name, {})
        if said.body is not None:
            said.body.model_validate(shown["body"])
        if said.answers:
            checked(said.answers, json.dumps(shown["answer"]))


def test_the_schemas_that_are_published_accept_the_answers(contract: Document, answers: dict[str, Any]) -> None:
    for name, operation in operations(contract).items():
        for status, response in operation["responses"].items():
            content = response.get("content", {}).get("application/json")
            if status.startswith("2") and content:
                schema = content["schema"] | {"components": contract["components"]}
                jsonschema.Draft202012Validator(schema).validate(answers[name].json)


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/get_score/abc", 400),
        ("GET", "/get_score/5", 404),
        ("GET", "/get_distribution/nothing", 404),
        ("GET", "/get_bivariate", 400),
        ("GET", "/get_beeswarm?limit=0", 400),
        ("POST", "/simulate/193423", 415),
        ("POST", "/score", 415),
        ("DELETE", "/model", 405),
        ("GET", "/decisions?client=x", 401),
    ],
)
def test_an_error_is_a_problem(app: Flask, method: str, address: str, status: int) -> None:
    response = app.test_client().open(address, method=method)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert Problem.model_validate_json(response.text).status == status


def test_what_is_served_is_what_is_committed(app: Flask) -> None:
    response = app.test_client().get("/openapi.json")
    assert response.data == COMMITTED.read_bytes()
    again = app.test_client().get("/openapi.json", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_the_page_tells_every_route_in_both_languages_and_fetches_nothing(app: Flask, contract: Document) -> None:
    for language, word in (("fr", "Le contrat."), ("en", "The contract.")):
        page = app.test_client().get(f"/docs?lang={language}").text
        assert word in page
        assert f'<html lang="{language}">' in page
        for path, methods in contract["paths"].items():
            for method in methods:
                assert f"{method.upper()} {path.replace('<', '&lt;')}" in page
        assert not re.search(r"<script|https?://", page)
        anchors = set(re.findall(r'href="#([^"]+)"', page))
        assert anchors <= set(re.findall(r'id="([^"]+)"', page))
