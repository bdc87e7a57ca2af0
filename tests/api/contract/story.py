"""Every route of the guide asked once, in its order: an advisor decides, a client contests, another looks again, the client leaves."""

import json
from collections.abc import Iterator
from typing import Any

from flask.testing import FlaskClient

from api.contract.document import examples
from api.guide import ROUTES

WHO = {"/reviews/<number>/outcome": "a.petit"}


def asked(http: FlaskClient, bodies: dict[str, Any] | None = None) -> Iterator[tuple[str, Any]]:
    """Method and rule, and the response of each route to its example; a decision is sent with what its screen shows now."""
    for route in (route for group in ROUTES.values() for route in group):
        name = f"{route.method} {route.rule}"
        body = (bodies or {}).get(name) or examples().get(name, {}).get("body")
        if name == "POST /decisions":
            shown = http.get(f"/get_score/{body['client']}").json
            body = body | {"shown": {"model_version": shown["model_version"], "score": shown["score"]}}
        headers = {"X-Advisor": WHO.get(route.rule, "m.durand")}
        yield name, http.open(route.example, method=route.method, json=body, headers=headers)


def lines(text: str) -> list[Any]:
    """The answers of a batch."""
    return [json.loads(line) for line in text.splitlines()]
