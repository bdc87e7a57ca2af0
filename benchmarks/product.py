"""Bring the product up as `make run` does, in its lean environments, and print its memory and how long a client takes to be drawn."""

import json
import os
import shutil
import socket
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.memory import cores, pss_megabytes
from deploy import environments, services
from deploy.services import ROOT, Service

CLIENTS = 30
DRAWN = """client => document.querySelectorAll(`[data-ready-for="${client}"]`).length === 5
  && document.querySelectorAll(`[data-ready-for="${client}"] .chart-graph:has(.drawing)`).length >= 6"""
"""Every part of the screen is marked with the client, and every chart is there."""


def main() -> int:
    """Print every figure; 1 when the population is not loaded."""
    data = Path(os.environ.get("DATA_DIR") or ROOT / "data" / "demo")
    if not (data / "clients.sqlite").is_file():
        print("No population is loaded: run `make run` once, stop it, then `make bench`.", file=sys.stderr)
        return 1
    environments.prepare(ROOT)
    with running(data) as (api, dashboard, pids):
        ids = ask(api, f"/get_id_client?limit={10 * CLIENTS}")["data"][::10]
        requests = [timed(api, f"/get_score/{client}") for client in ids]
        print(f"{cores()} cores, {ask(api, '/health/ready')['clients']:,} clients, API 2 workers, dashboard 1 worker")
        print(f"get_score, alone, over HTTP: median {1000 * statistics.median(requests):.1f} ms")
        drawn = drawing_times(dashboard, ids)
        print(f"click on Rechercher to every panel drawn: {summary(drawn)}" if drawn else "click to drawn: no Chromium here")
        memory = {name: pss_megabytes(pid) for name, pid in pids.items()}
        print("PSS: " + ", ".join(f"{name} {size:.0f} MB" for name, size in memory.items()) + f", together {sum(memory.values()):.0f} MB")
    return 0


@contextmanager
def running(data: Path) -> Iterator[tuple[Service, Service, dict[str, int]]]:
    """Both services on free ports, as `make run` starts them, with their process ids."""
    with tempfile.TemporaryDirectory() as logs:
        api = services.api(environments.executable(ROOT, "api"), free_port(), data, Path(logs))
        dashboard = services.dashboard(environments.executable(ROOT, "appli"), free_port(), api.url, Path(logs))
        processes = [service.start() for service in (api, dashboard)]
        try:
            for service, process in zip((api, dashboard), processes, strict=True):
                services.wait_until_ready(service, process, time.monotonic() + services.PATIENCE)
            yield api, dashboard, dict(zip(("API", "dashboard"), (process.pid for process in processes), strict=True))
        finally:
            services.stop(processes)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((services.LOCALHOST, 0))
        return int(probe.getsockname()[1])


def ask(service: Service, path: str) -> dict[str, list[int]]:
    """A JSON answer."""
    with urllib.request.urlopen(service.url + path, timeout=10) as answer:  # noqa: S310
        found: dict[str, list[int]] = json.load(answer)
        return found


def timed(service: Service, path: str) -> float:
    """Seconds that one answer takes."""
    start = time.perf_counter()
    ask(service, path)
    return time.perf_counter() - start


def drawing_times(dashboard: Service, ids: list[int]) -> list[float]:
    """Seconds from the click to every panel drawn, client after client, in headless Chromium; none without a browser."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return []
    from playwright.sync_api import sync_playwright

    times = []
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]).new_page()
        page.goto(dashboard.url)
        page.wait_for_selector("#go:not(:empty)")
        for client in ids[:CLIENTS]:
            page.fill("#search", str(client))
            page.wait_for_timeout(500)  # the suggestions come first, as under a person's hands
            start = time.perf_counter()
            page.click("#go")
            page.wait_for_function(DRAWN, arg=str(client))
            times.append(time.perf_counter() - start)
    return times


def summary(seconds: list[float]) -> str:
    """First, median and worst, in milliseconds."""
    first, *rest = (1000 * second for second in seconds)
    return f"first {first:.0f} ms, then median {statistics.median(rest):.0f} ms, worst {max(rest):.0f} ms of {len(rest)}"
