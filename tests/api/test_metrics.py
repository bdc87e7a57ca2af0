"""What Prometheus reads: right over the workers, in its own format, and naming no client."""

import os
import re

from flask import Flask
from flask.testing import FlaskClient

from api.metrics import Metrics

LINE = re.compile(r'^[a-z_]+(\{[a-z_]+="[^"\\]*"(,[a-z_]+="[^"\\]*")*\})? [0-9.e+-]+$')


def samples(http: FlaskClient) -> dict[str, float]:
    text = http.get("/metrics").text
    lines = text.splitlines()
    assert text.endswith("\n")
    assert all(line.startswith(("# HELP ", "# TYPE ")) or LINE.match(line) for line in lines), lines
    found = [line.rsplit(" ", 1) for line in lines if not line.startswith("#")]
    assert len({name for name, _ in found}) == len(found)
    return {name: float(value) for name, value in found}


def test_requests_are_counted_by_route_and_status(http: FlaskClient) -> None:
    zone = http.get("/get_score/193423").json["zone"]
    http.get("/get_score/193423")
    http.get("/get_score/5")
    http.get("/nowhere/193423")
    http.get("/get_client_screen/193423")
    found = samples(http)
    route = 'route="/get_score/<client_id>",method="GET"'
    assert found[f'api_requests_total{{{route},status="200"}}'] == 2
    assert found[f'api_requests_total{{{route},status="404"}}'] == 1
    assert found['api_requests_total{route="unmatched",method="any",status="404"}'] == 1
    assert found[f'api_recommendations_total{{zone="{zone}"}}'] == 3
    assert found[f"api_request_seconds_count{{{route}}}"] == found[f'api_request_seconds_bucket{{{route},le="+Inf"}}'] == 3
    buckets = [value for name, value in found.items() if name.startswith(f"api_request_seconds_bucket{{{route}")]
    assert buckets == sorted(buckets)
    assert 0 < found[f"api_request_seconds_sum{{{route}}}"] < 60
    assert not any("193423" in name for name in found)


def test_the_state_is_told(http: FlaskClient) -> None:
    found = samples(http)
    version = http.get("/model").json["model_version"]
    assert (found["api_ready"], found["api_recommendations_off"], found["api_clients"]) == (1, 0, 1_200)
    assert found[f'api_model_info{{version="{version}"}}'] == 1


def test_workers_count_together(app: Flask) -> None:
    metrics, children = Metrics(app), []
    for _ in range(3):
        child = os.fork()
        if not child:
            for _ in range(200):
                metrics.observe("clients.get_score", 200, 0.003, "accord")
            os._exit(0)
        children.append(child)
    assert all(os.waitpid(child, 0)[1] == 0 for child in children)
    lines = list(metrics.lines([]))
    assert 'api_requests_total{route="/get_score/<client_id>",method="GET",status="200"} 600' in lines
    assert 'api_recommendations_total{zone="accord"} 600' in lines
    assert 'api_request_seconds_bucket{route="/get_score/<client_id>",method="GET",le="0.0025"} 0' in lines
    assert 'api_request_seconds_bucket{route="/get_score/<client_id>",method="GET",le="0.005"} 600' in lines


def test_a_status_that_nobody_foresaw_is_counted(app: Flask) -> None:
    metrics = Metrics(app)
    metrics.observe(None, 418, 9.0, None)
    assert 'api_requests_total{route="unmatched",method="any",status="other"} 1' in list(metrics.lines([]))
