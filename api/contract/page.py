"""The contract as a page tells it: routes by group, then each model field by field."""

import json
from typing import Any, Final

Json = dict[str, Any]
_LIMITS: Final = {
    "minimum": "≥ {}",
    "maximum": "≤ {}",
    "minLength": "≥ {} characters",
    "maxLength": "≤ {} characters",
    "maxItems": "≤ {} items",
}


def told(text: str) -> Json:
    """What the page shows of a document: ``groups`` of routes, and ``models``."""
    document = json.loads(text)
    routes = [_route(path, method, said) for path, methods in document["paths"].items() for method, said in methods.items()]
    groups = [{"name": tag["x-name"], "routes": [route for route in routes if route["tag"] == tag["name"]]} for tag in document["tags"]]
    schemas, problems = document["components"]["schemas"], document["components"]["responses"]
    models = [{"name": name, "said": schema.get("description", ""), "fields": _fields(schema)} for name, schema in schemas.items()]
    return {"groups": groups, "models": models, "errors": {status: problem["description"] for status, problem in problems.items()}}


def _route(path: str, method: str, said: Json) -> Json:
    done = next(status for status in said["responses"] if status.startswith("2"))
    ((media, content),) = said["responses"][done]["content"].items()
    sent = said.get("requestBody", {}).get("content", {}).get("application/json")
    return {
        "id": said["operationId"],
        "method": method.upper(),
        "path": path,
        "tag": said["tags"][0],
        "summary": said["x-summary"],
        "access": _access(said),
        "parameters": [_parameter(found) for found in said["parameters"]],
        "body": sent and {"type": _type(sent["schema"]), "example": _pretty(sent["example"])},
        "done": {"status": done, "media": media, "type": _type(content.get("x-line", content["schema"])), "example": _example(content)},
        "statuses": [status for status in said["responses"] if status > "299"],
    }


def _access(said: Json) -> Json:
    return {"public": not said["security"], "scope": said.get("x-scope"), "named": said.get("x-named"), "person": said.get("x-person")}


def _parameter(found: Json) -> Json:
    return {
        "name": found["name"],
        "in": found["in"],
        "required": found["required"],
        "type": _type(found["schema"]),
        "example": found.get("example"),
    }


def _example(content: Json) -> str:
    shown = content.get("example")
    return shown if isinstance(shown, str) else _pretty(shown) if shown is not None else ""


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _fields(schema: Json) -> list[Json]:
    needed = schema.get("required", [])
    return [
        {"name": name, "type": _type(found), "needed": name in needed, "said": found.get("description", "")}
        for name, found in schema.get("properties", {}).items()
    ]


def _type(schema: Json) -> list[Json]:
    """A type as pieces of text; a piece that names a model has its ``ref``."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return [{"text": name, "ref": name}]
    if "anyOf" in schema:
        return _between(" | ", [_type(part) for part in schema["anyOf"]])
    for key in ("enum", "const"):
        if key in schema:
            return [{"text": " | ".join(map(json.dumps, schema[key] if key == "enum" else [schema[key]]))}]
    kind = schema.get("type", "any")
    if kind == "array" and "prefixItems" in schema:
        return [{"text": "["}, *_between(", ", [_type(part) for part in schema["prefixItems"]]), {"text": "]"}]
    if kind == "array":
        return [{"text": "[ "}, *_type(schema.get("items", {})), {"text": " … ]"}, *_limits(schema)]
    if isinstance(schema.get("additionalProperties"), dict):
        return [{"text": "{ name: "}, *_type(schema["additionalProperties"]), {"text": " … }"}]
    return [{"text": " | ".join(kind) if isinstance(kind, list) else kind}, *_limits(schema)]


def _limits(schema: Json) -> list[Json]:
    found = [words.format(schema[key]) for key, words in _LIMITS.items() if key in schema]
    return [{"text": f" ({', '.join(found)})"}] if found else []


def _between(mark: str, types: list[list[Json]]) -> list[Json]:
    """The pieces of several types, with a mark between them."""
    first, *others = types
    return [*first, *(piece for pieces in others for piece in ({"text": mark}, *pieces))]
