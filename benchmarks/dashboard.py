"""What an advisor waits for, in headless Chromium over both services: ``DATA_DIR=D python -m benchmarks dashboard``.

First screen, ready to answer, suggestions, another client (the open tab, all tabs), another tab (later, or at once); as the machine is,
and with a processor four times slower. From the key or the click, by the browser's clock, until the frame that shows the answer is made.
"""

import json
import os
import shutil
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks.felt import felt
from benchmarks.memory import cores, pss_megabytes
from benchmarks.product import DRAWN, ask, running
from deploy import environments
from deploy.services import ROOT, Service

CLIENTS: Final = 12
TABS: Final = ("pourquoi", "comparer", "simuler", "dossier", "droits", "decision")
SLOWER: Final = 4
COLD: Final = 5
"""Browsers that open the page for the first time."""
KEYS_APART: Final = 120
"""Milliseconds between two digits: a quick typist."""
MOST: Final = {
    "first screen": 2500,
    "suggestions": 100,
    "another client, on screen": 500,
    "another client, all tabs": 500,  # the charts that nobody sees yet, too
    "another tab": 200,
}
"""Milliseconds that each may take; what is not here is printed all the same."""
MOST_MEGABYTES: Final = 120
TAKES: Final = """() => performance.getEntriesByName("first-contentful-paint").length > 0
  && document.activeElement.matches(".search-field input") && document.activeElement.checkVisibility({ visibilityProperty: true })"""
"""Something is painted, and what is typed goes into a field that one sees: the first screen's, or Dash's."""
SUGGESTED: Final = "typed => document.querySelector('#suggested').textContent.includes(typed)"
ON_SCREEN: Final = """client => {
  const panel = document.querySelector(`#panel-decision [data-ready-for="${client}"]`);
  const charts = panel ? [...panel.querySelectorAll('[data-figure]')] : [];
  return charts.length > 0 && panel.checkVisibility({ visibilityProperty: true }) && charts.every(one => one.querySelector('.drawing'));
}"""
"""What the open tab says of the client is painted, its chart included; those of the other tabs follow when the browser has time."""
SHOWN: Final = """tab => {
  const at = document.querySelector(`#tab-${tab}`);
  const panel = document.getElementById(at.getAttribute('aria-controls'));
  const missing = [...panel.querySelectorAll('[data-figure]:not(:has(.drawing))')];
  return at.getAttribute('aria-selected') === 'true' && panel.offsetHeight > 0
    && missing.every(one => one.getBoundingClientRect().top > innerHeight);
}"""
"""The tab is open, and every chart of it that is in sight is drawn."""


def main() -> int:
    """Print every figure; 1 when one is not what the product promises."""
    data, chromium = Path(os.environ.get("DATA_DIR", ROOT / "data" / "demo")), shutil.which("chromium")
    if chromium is None or not (data / "clients.sqlite").is_file():
        print("This needs Chromium, and a population loaded in DATA_DIR (`make run` loads the demo).", file=sys.stderr)
        return 1
    environments.prepare(ROOT)
    with running(data) as (api, dashboard, pids):
        print(f"{cores()} cores, {ask(api, '/health/ready')['clients']:,} clients")
        ids = ask(api, f"/get_id_client?limit={20 * CLIENTS}")["data"][::10]
        kept = [_measured(chromium, dashboard, ids, slower) for slower in (1, SLOWER)]
        worker = pss_megabytes(pids["dashboard"])
        calls = _calls(api.log.read_text("utf-8"))
        told = ", ".join(f"{count / (2 * len(ids)):.2f} {route}" for route, count in calls.items())
        print(f"calls about a client, for each: {told}; PSS of the dashboard, one worker and its parent: {worker:.0f} MB")
    return int(not all(kept) or worker > MOST_MEGABYTES or calls["/get_client_screen/<client_id>"] > 2 * len(ids))


def _calls(log: str) -> Counter[str]:
    """How often each route that names a client was asked; the history only when its tab was opened."""
    lines = (json.loads(line) for line in log.splitlines() if line.startswith("{"))
    return Counter(line["route"] for line in lines if "client" in line)


def _measured(chromium: str, dashboard: Service, ids: list[int], slower: int) -> bool:
    """Print the medians with a processor so many times slower; whether all are within what is promised."""
    from playwright.sync_api import sync_playwright

    troubles: list[str] = []
    with sync_playwright() as playwright:
        times = []
        for _ in range(COLD):
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            page = _page(browser, slower, troubles)
            times += _opened(page, dashboard)
            if len(times) < 2 * COLD:
                browser.close()
        times += [pair for client in ids[:CLIENTS] for pair in _visited(page, str(client))]
        times += [pair for client in ids[CLIENTS:] for pair in _hurried(page, str(client))]
        browser.close()
    medians = {what: statistics.median(taken for name, taken in times if name == what) for what, _ in times}
    for what, median in medians.items():
        worst = max(taken for name, taken in times if name == what)
        most = f" (at most {MOST[what]})" if what in MOST else ""
        print(f"processor {slower}x slower, {what}: median {median:.0f} ms, worst {worst:.0f} ms{most}")
    print(f"processor {slower}x slower, complaints of the browser: {len(troubles)}")
    return not troubles and all(medians[what] <= most for what, most in MOST.items())


def _page(browser: Any, slower: int, troubles: list[str]) -> Any:
    """A page of a new browser, with a processor so many times slower; what it complains of is added to ``troubles``."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    return page


def _visited(page: Any, client: str) -> Iterator[tuple[str, float]]:
    """Find a client, wait for everything, walk over the tabs; what was waited for, and how long."""
    yield "suggestions", _typed(page, client)
    names = "another client, on screen", "another client, all tabs"
    yield from zip(names, _asked(page, client, ON_SCREEN, DRAWN), strict=True)
    for tab in TABS:
        yield "another tab", _turned(page, tab)


def _hurried(page: Any, client: str) -> Iterator[tuple[str, float]]:
    """Open another tab as soon as the first one is drawn, before the browser has had time for the others."""
    _asked(page, client, ON_SCREEN)
    yield "another tab, at once", _turned(page, TABS[0])
    _turned(page, TABS[-1])


def _typed(page: Any, client: str) -> float:
    """Type three digits: how long until the suggestions for the third."""
    page.fill("#search", "")
    page.wait_for_function("() => !document.querySelector('#suggestions li')")
    page.type("#search", client[:2], delay=KEYS_APART)
    page.wait_for_timeout(KEYS_APART)
    return felt(page, lambda: page.keyboard.press(client[2]), client[:3], SUGGESTED)[0]


def _asked(page: Any, client: str, *shown: str) -> list[float]:
    page.fill("#search", client)
    page.wait_for_timeout(500)  # the suggestions come first, as under a person's hands
    return felt(page, lambda: page.click("#go"), client, *shown)


def _turned(page: Any, tab: str) -> float:
    return felt(page, lambda: page.click(f"#tab-{tab}"), tab, SHOWN)[0]


def _opened(page: Any, dashboard: Service) -> list[tuple[str, float]]:
    """Open the dashboard: how long until its first screen takes what is typed, then until it answers."""
    start = time.perf_counter()
    page.goto(dashboard.url, wait_until="commit")
    page.wait_for_function(TAKES)
    painted = _since(start)
    page.wait_for_selector("#go:not(:empty)")
    return [("first screen", painted), ("ready to answer", _since(start))]


def _since(start: float) -> float:
    return 1000 * (time.perf_counter() - start)
