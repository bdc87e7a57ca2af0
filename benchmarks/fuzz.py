"""``python -m benchmarks fuzz``: Schemathesis over the contract, several thousand cases, in-process, always the same ones.

Each operation is asked its own example first, which must succeed: in the contract's order they tell a story (an advisor decides, a
client contests, another looks again, the client leaves). Then whatever the contract allows, of anybody and of who exists; bodies near
the example; and what the contract forbids.
"""

import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.config import ROOT, Config
from api.contract.document import document
from api.decisions.settings import Settings
from api.factory import create_app
from benchmarks.near import near
from tests.services import draw_and_load

Operation = APIOperation[Any, Any, Any, Any]
Way = st.SearchStrategy[Case]
EACH: Final = 100
CLIENTS: Final = 500
MADE: Final = {"/decisions/{number}/replay": "decision", "/reviews/{number}/outcome": "review"}
"""Which number of an earlier answer stands in a path."""
OTHER: Final = {"/reviews/{number}/outcome": "a.petit"}
"""Whoever looks again is not who decided."""
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
LAX: Final = ("/score/batch", "/docs", "/rights/export/{client_id}")
"""They answer 200 to what the contract does not foresee: an item of a batch fails alone, an unknown language is French."""


def fuzz(app: Flask, each: int) -> Iterator[tuple[str, Counter[int]]]:
    """Ask every operation of an app over a new log, ``each`` times a way.

    Yields the operation and how often each status was answered.
    Raises Schemathesis's failures for a 5xx and for what the contract does not say, AssertionError for an example that does not succeed.
    """
    schema = openapi.from_dict(_without_security(document(app)))
    schema.app = _local(app)
    made: dict[str, int] = {}
    for found in schema.get_all_operations():
        operation: Operation = found.ok()
        path, body = _path(operation, made), _body(operation, app)
        response = _succeeding(operation.Case(path_parameters=path, query=_examples(operation.query), **body))
        if response.status_code == 201:
            made |= {name: number for name, number in response.json().items() if name in MADE.values()}
        statuses = Counter([response.status_code])
        for way, checks in _ways(operation, path, body):
            statuses += _asked(way, checks, each)
        yield operation.label, statuses


def _without_security(contract: dict[str, Any]) -> dict[str, Any]:
    """An open demonstration believes the header ``X-Advisor``, which every case sends: no credential is there to be forged."""
    for methods in contract["paths"].values():
        for said in methods.values():
            said.pop("security")
    return contract


def _local(app: Flask) -> Any:
    """The app as this machine reaches it: a demonstration answers nobody else."""
    return lambda environ, start: app(environ | {"REMOTE_ADDR": "127.0.0.1"}, start)


def _succeeding(case: Case) -> Any:
    response = _call(case)
    if response.status_code not in (200, 201):
        raise AssertionError(f"{case.operation.label} does not answer its own example: {response.text[:300]}")
    case.validate_response(response, checks=CHECKS)
    return response


def _call(case: Case) -> Any:
    return case.call(headers={"X-Advisor": OTHER.get(case.operation.path, "m.durand")})


def _path(operation: Operation, made: dict[str, int]) -> dict[str, Any]:
    """The path of who or what exists."""
    known = MADE.get(operation.path)
    return {"number": made[known]} if known else _examples(operation.path_parameters)


def _examples(parameters: Any) -> dict[str, Any]:
    return {parameter.name: parameter.definition["example"] for parameter in parameters if "example" in parameter.definition}


def _body(operation: Operation, app: Flask) -> dict[str, Any]:
    """The example's body; a decision's says what the screen shows now."""
    sent = operation.definition.raw.get("requestBody")
    if sent is None:
        return {}
    body = sent["content"]["application/json"]["example"]
    if operation.path == "/decisions":
        score = app.test_client().get(f"/get_score/{body['client']}").get_json()
        body = body | {"shown": {name: score[name] for name in ("model_version", "score")}}
    return {"body": body, "media_type": "application/json"}


def _ways(operation: Operation, path: dict[str, Any], body: dict[str, Any]) -> Iterator[tuple[Way, list[Any]]]:
    yield operation.as_strategy(), CHECKS
    if path:
        yield operation.as_strategy(path_parameters=path), CHECKS
    if operation.body or operation.query or any(isinstance(value, int) for value in path.values()):
        strict = CHECKS if operation.path in LAX else [*CHECKS, negative_data_rejection]
        yield operation.as_strategy(GenerationMode.NEGATIVE), strict
    if body:
        rest = {"path_parameters": path, "media_type": body["media_type"]}
        yield near(body["body"]).map(lambda sent: operation.Case(body=sent, **rest)), CHECKS


def _asked(way: Way, checks: list[Any], each: int) -> Counter[int]:
    statuses = Counter[int]()

    @settings(
        max_examples=each, derandomize=True, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(case=way)
    def ask(case: Case) -> None:
        response = _call(case)
        statuses[response.status_code] += 1
        case.validate_response(response, checks=checks)

    ask()
    return statuses


def main() -> int:
    """Fuzz the API over a drawn population of its own. Returns 0, or 1 when the contract is broken."""
    started, total = time.perf_counter(), 0
    with tempfile.TemporaryDirectory() as name:
        folder = draw_and_load(Path(name), CLIENTS)
        store = f"sqlite:///{folder / 'clients.sqlite'}"
        app = create_app(Config(store, ROOT / "models", decisions=Settings.from_environment({"DATABASE_URL": store}, folder)))
        logging.getLogger("api").setLevel(logging.CRITICAL)
        try:
            for operation, statuses in fuzz(app, EACH):
                total += statuses.total()
                print(f"{statuses.total():6,}  {operation}  {dict(sorted(statuses.items()))}", flush=True)
        except Exception as broken:  # Schemathesis raises groups of its own
            print(broken, file=sys.stderr)
            return 1
        finally:
            app.extensions["gate"].close()
            app.extensions["decisions"].close()
    print(f"{total:6,}  cases, no 5xx and nothing that the contract does not say ({time.perf_counter() - started:.0f} s)")
    return 0
