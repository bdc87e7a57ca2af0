"""The second half of ``docs/api.md``: every route and every field, as the schemas have them."""

from collections.abc import Iterator
from typing import Any, Final

from api.contract.page import told

MARK: Final = "<!-- From here on, the contract as `python -m api.contract page` writes it. -->"
Json = dict[str, Any]


def page(prose: str, contract: str) -> str:
    """A page's own words, up to :data:`MARK` or to their end, and then the reference of a contract (its JSON)."""
    return f"{prose.partition(MARK)[0].rstrip()}\n\n{MARK}\n\n{reference(contract)}"


def reference(contract: str) -> str:
    """The routes by group, then the models field by field, in Markdown."""
    shown = told(contract)
    routes = [line for group in shown["groups"] for line in _group(group)]
    return "\n".join(["## Every route", "", *routes, "## Every field", "", *(line for model in shown["models"] for line in _model(model))])


def _group(group: Json) -> Iterator[str]:
    yield from (f"### {group['name']['en']}", "", "| route | takes | parameters | sends | answers | refuses |", "|---|---|---|---|---|---|")
    for route in group["routes"]:
        done, body = route["done"], route["body"]
        cells = [
            f"`{route['method']} {route['path']}`",
            _access(route["access"]),
            ", ".join(map(_parameter, route["parameters"])),
            _type(body["type"]) if body else "",
            f"{done['status']} {_type(done['type'])}" + ("" if done["media"] == "application/json" else f" ({done['media']})"),
            " ".join(route["statuses"]),
        ]
        yield _row(cells)
    yield ""


def _access(access: Json) -> str:
    if access["public"]:
        return "anybody"
    taken = ", ".join(f"`{scope}`" for scope in (access["scope"] or "").split()) or "any known caller"
    return taken + (", a person" if access["person"] else ", a name" if access["named"] else "")


def _parameter(found: Json) -> str:
    needed = "" if found["required"] else ", may be left out"
    return f"`{found['name']}` ({found['in']}{needed}): {_type(found['type'])}"


def _model(model: Json) -> Iterator[str]:
    yield from (f"### {model['name']}", "")
    if model["said"]:
        yield from (" ".join(model["said"].split()), "")
    if model["fields"]:
        yield from ("| field | type | |", "|---|---|---|")
        for field in model["fields"]:
            said = [*([] if field["needed"] else ["may be left out"]), *([" ".join(field["said"].split())] if field["said"] else [])]
            yield _row([f"`{field['name']}`", _type(field["type"]), "; ".join(said)])
        yield ""


def _type(pieces: list[Json]) -> str:
    return "".join(f"[{piece['text']}](#{piece['ref'].lower()})" if "ref" in piece else piece["text"] for piece in pieces)


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
