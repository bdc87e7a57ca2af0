"""docs/api.md says what the contract says: its examples know no other key, and its second half is written from the schemas."""

import json
import re
from typing import Any

import pytest

from api.config import ROOT
from api.contract.__main__ import main
from api.contract.reference import MARK, page, reference
from api.routes.contract import COMMITTED

Json = dict[str, Any]
CONTRACT: Json = json.loads(COMMITTED.read_text("utf-8"))
SCHEMAS: Json = CONTRACT["components"]["schemas"]
SAID = re.compile(r"^`(GET|POST|DELETE) (/[^`?]*)|^## ([^\n]+)$|^```json\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks() -> list[tuple[str, str]]:
    """Each example of the page, with the route that was named last before it."""
    found, route = [], ""
    for method, path, title, block in SAID.findall((ROOT / "docs" / "api.md").read_text("utf-8")):
        if block:
            found.append((route, block))
        route = f"{method} {path}" if method else title or route
    return found


def schemas_of(route: str) -> list[Json]:
    """What is sent to a route and what it answers; an error under any other title."""
    method, _, path = route.partition(" ")
    for address, methods in CONTRACT["paths"].items():
        if address.replace("{client_id}", "<id>").replace("{number}", "<n>").replace("{feature}", "<feature>") == path:
            said = methods[method.lower()]
            contents = [part["content"] for part in (said.get("requestBody", {}), *said["responses"].values()) if "content" in part]
            return [content.get("x-line", content["schema"]) for kinds in contents for content in kinds.values()] + [SCHEMAS["Problem"]]
    return [SCHEMAS["Problem"]]


def unknown(schema: Json, value: Any, place: str = "") -> list[str]:
    """The keys of an example that a schema does not know; those of the choice that fits best."""
    if "$ref" in schema:
        return unknown(SCHEMAS[schema["$ref"].rpartition("/")[2]], value, place)
    if "anyOf" in schema:
        return min((unknown(choice, value, place) for choice in schema["anyOf"]), key=len)
    if isinstance(value, list):
        items = schema.get("prefixItems") or [schema.get("items", {})] * len(value)
        return [key for item, part in zip(items, value, strict=False) for key in unknown(item, part, f"{place}[]")]
    if not isinstance(value, dict) or not schema.keys() & {"type", "properties"}:
        return []
    if "properties" not in schema:
        more = schema.get("additionalProperties")
        inner = more if isinstance(more, dict) else {}
        return [place] * ("object" not in schema["type"]) + [
            key for name, part in value.items() for key in unknown(inner, part, f"{place}.{name}")
        ]
    return [
        key
        for name, part in value.items()
        for key in (unknown(schema["properties"][name], part, f"{place}.{name}") if name in schema["properties"] else [f"{place}.{name}"])
    ]


def test_the_page_has_its_examples() -> None:
    assert len(blocks()) > 20


@pytest.mark.parametrize(("route", "block"), blocks())
def test_every_key_is_the_contract_s(route: str, block: str) -> None:
    value = json.loads(block)
    found = [unknown(schema, value) for schema in schemas_of(route)]
    assert min(found, key=len) == [], f"{route}: {found}"


def test_a_key_that_does_not_exist_is_found() -> None:
    assert unknown(SCHEMAS["Score"], {"score": 0.5, "displayed": {"note": 3}}) == [".displayed.note"]


def test_the_second_half_is_written_from_the_schemas() -> None:
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    assert text.count(MARK) == 1
    assert text.partition(f"{MARK}\n\n")[2] == reference(COMMITTED.read_text("utf-8")), "run `python -m api.contract page`"


def test_writing_it_again_changes_nothing_and_keeps_the_words() -> None:
    contract = COMMITTED.read_text("utf-8")
    once = page("# Words\n\nof somebody.\n", contract)
    assert once.startswith("# Words\n\nof somebody.\n\n")
    assert page(once, contract) == once


def test_every_route_and_every_field_is_there() -> None:
    told = reference(COMMITTED.read_text("utf-8"))
    for path, methods in CONTRACT["paths"].items():
        assert all(f"`{method.upper()} {path}`" in told for method in methods)
    for name, schema in SCHEMAS.items():
        said = told.partition(f"\n### {name}\n")[2].partition("\n### ")[0]
        assert all(f"| `{field}` |" in said for field in schema.get("properties", {})), name


def test_another_word_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pages"]) == 2
    assert "usage" in capsys.readouterr().err
