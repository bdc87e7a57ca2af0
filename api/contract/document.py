"""Builds the contract: a pure function of the app's routes and of the tables beside this module."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from werkzeug.routing import Rule

from api.access.gate import HEADER, Door, door_of
from api.config import ROOT
from api.contract.operations import CLIENT, JSON, OPERATIONS, Operation, Schema
from api.decisions.idempotency import HEADER as ONCE
from api.guide import ROUTES, Route
from api.inputs import LARGEST_ENTRY
from api.schemas.common import Problem

EXAMPLES: Final = Path(__file__).with_name("examples.json")
PROBLEM: Final = "application/problem+json"
PLACES: Final[dict[str, Schema]] = {
    "client_id": CLIENT,
    "number": {"type": "integer", "minimum": 1, "maximum": LARGEST_ENTRY},
    "feature": {"type": "string", "minLength": 1, "pattern": "^[^/]+$"},
}
ERRORS: Final = {
    400: "A number, a parameter or the body is malformed; every violation at once.",
    401: "Nobody says who asks.",
    403: "Who asks may not do this, or not for this client (`not-yours`): somebody else is in charge.",
    404: "There is no such client, feature, entry or route.",
    409: "What is asked contradicts what is.",
    410: "The content was erased.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "Out of domain, or an application whose data are impossible: no score.",
    429: "Too fast, or too many clients: wait as long as Retry-After says.",
    503: "Not ready, or recommendations are suspended: try again after Retry-After.",
}


class _Untitled(GenerateJsonSchema):
    """Fields have names enough."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  pydantic's own
        return False


def document(app: Flask) -> dict[str, Any]:
    """The OpenAPI document of an app. Raises KeyError for a route that :data:`OPERATIONS` or the guide does not know."""
    told = {f"{route.method} {route.rule}": (route, group.en) for group, routes in ROUTES.items() for route in routes}
    paths: dict[str, Any] = {}
    for name, rule in _rules(app):
        route, tag = told[name]
        address = re.sub(r"<(\w+)>", r"{\1}", rule.rule)
        door = door_of(rule.endpoint, app.view_functions[rule.endpoint])
        paths.setdefault(address, {})[route.method.lower()] = _operation(name, route, tag, door)
    return {
        "openapi": "3.1.0",
        "info": _info(),
        "servers": [{"url": "/"}],
        "tags": [{"name": group.en, "x-name": group.as_dict()} for group in ROUTES],
        "paths": paths,
        "components": {"schemas": _schemas(), "responses": _problems(), "securitySchemes": _security()},
    }


def examples() -> dict[str, Any]:
    """By method and rule, the body to send (``body``) and what answered, long lists cut (``answer``): invented people."""
    found: dict[str, Any] = json.loads(EXAMPLES.read_text("utf-8"))
    return found


def _rules(app: Flask) -> list[tuple[str, Rule]]:
    """Method and rule of every route that a program may call, in the guide's order."""
    order = list(OPERATIONS)
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static" and rule.rule != "/"]
    named = [(f"{method} {rule.rule}", rule) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}]
    return sorted(named, key=lambda item: order.index(item[0]) if item[0] in order else -1)


def _info() -> dict[str, str]:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    return {
        "title": "Prêt à dépenser",
        "version": version,
        "summary": "A score, and its reasons.",
        "description": "The API recommends; an advisor decides. Every answer carries X-Request-ID; no value is ever NaN: what is "
        "missing is null. New keys may be added to answers; those that exist are never renamed.",
    }


def _operation(name: str, route: Route, tag: str, door: Door) -> dict[str, Any]:
    said, shown = OPERATIONS[name], examples().get(name, {})
    operation = {
        "operationId": re.sub(r"\W+", "_", name).strip("_").lower(),
        "tags": [tag],
        "summary": route.answer.en,
        "x-summary": route.answer.as_dict(),
        **_access(door),
        "parameters": [*_parameters(route, said), *_headers(route, said)],
        "responses": {str(said.status): _answer(said, shown), **_other_answers(route, said, door)},
    }
    if said.body is not None:
        content = {"schema": _ref(said.body), "example": shown["body"]}
        operation["requestBody"] = {"required": True, "content": {JSON: content}}
    return operation


def _access(door: Door) -> dict[str, Any]:
    """What the route's mark says: the door itself reads it."""
    if door.public:
        return {"security": []}
    return {
        "security": [{"bearer": door.scopes}, {"demonstration": []}],
        "x-scope": " ".join(door.scopes) or None,
        "x-named": door.named,
        "x-person": door.person,
    }


def _parameters(route: Route, said: Operation) -> list[dict[str, Any]]:
    asked = urlsplit(route.example)
    places = dict(zip(route.rule.split("/"), asked.path.split("/"), strict=True))
    query = dict(parse_qsl(asked.query))
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": PLACES[name], "example": _typed(PLACES[name], places[f"<{name}>"])}
        for name in re.findall(r"<(\w+)>", route.rule)
    ]
    in_query = [
        {"name": name, "in": "query", "required": name in said.needed, "schema": schema}
        | ({"example": _typed(schema, query[name])} if name in query else {})
        for name, schema in said.query
    ]
    return in_path + in_query


def _typed(schema: Schema, text: str) -> int | str:
    return int(text) if schema["type"] == "integer" else text


def _headers(route: Route, said: Operation) -> list[dict[str, Any]]:
    if said.once:
        return [{"name": ONCE, "in": "header", "required": False, "schema": {"type": "string", "pattern": "^[!-~]{8,128}$"}}]
    if _tagged(route, said):
        return [
            {"name": "If-None-Match", "in": "header", "required": False, "schema": {"type": "string"}}
        ]  # RFC 9110: anything may stand there
    return []


def _tagged(route: Route, said: Operation) -> bool:
    return route.method == "GET" and bool(said.answers) and route.rule != "/health/live"


def _answer(said: Operation, shown: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": _one_of(said.answers) if said.answers else {"type": "object" if said.media == JSON else "string"}}
    if said.lines:
        content["x-line"] = _one_of(said.lines)
    if "answer" in shown:
        content["example"] = shown["answer"]
    return {"description": "Done." if said.status == 200 else "Recorded.", "content": {said.media: content}}


def _other_answers(route: Route, said: Operation, door: Door) -> dict[str, Any]:
    statuses = set(said.errors)
    if "<" in route.rule:
        statuses |= {404} if "<feature>" in route.rule else {400, 404}
    if said.body is not None:
        statuses |= {400, 413, 415}
    if not door.public:
        statuses |= {401, 403, 429, 503}
    unchanged = {"304": {"description": "It has not changed."}} if _tagged(route, said) else {}
    return unchanged | {str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(statuses)}


def _one_of(models: tuple[Any, ...]) -> Schema:
    return _ref(models[0]) if len(models) == 1 else {"anyOf": [_ref(model) for model in models]}


def _ref(model: Any) -> Schema:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _schemas() -> dict[str, Any]:
    """Bodies that are sent hold nothing more than what is said; answers may gain keys."""
    sent = {said.body for said in OPERATIONS.values() if said.body is not None}
    given = {model for said in OPERATIONS.values() for model in (*said.answers, *said.lines)} | {Problem}
    models = sorted([(model, "validation") for model in sent | given], key=lambda item: item[0].__name__)
    _, written = models_json_schema(models, ref_template="#/components/schemas/{model}", schema_generator=_Untitled)  # type: ignore[arg-type]
    _, of_sent = models_json_schema([(model, "validation") for model in sent], schema_generator=_Untitled)
    definitions: dict[str, Any] = dict(sorted(written["$defs"].items()))
    for name, definition in definitions.items():
        if name not in of_sent["$defs"] and definition.get("additionalProperties") is False:
            del definition["additionalProperties"]
    return definitions


def _problems() -> dict[str, Any]:
    later = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
    return {
        str(status): {"description": said, "content": {PROBLEM: {"schema": _ref(Problem)}}}
        | ({"headers": later} if status in (429, 503) else {})
        for status, said in ERRORS.items()
    }


def _security() -> dict[str, Any]:
    return {
        "bearer": {"type": "http", "scheme": "bearer", "description": "A service's token or a person's signed identity."},
        "demonstration": {
            "type": "apiKey",
            "in": "header",
            "name": HEADER,
            "description": "Over invented people only, and from this machine only: a name that is believed. No authentication. "
            "Routes that want nobody in particular do without.",
        },
    }
