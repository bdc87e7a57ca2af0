"""Real services and a real browser. Without the browser only ``test_browser_present.py`` is collected: one visible skip."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.desk import closed_product, in_front
from tests.browser.driver import CHROMIUM, FAILURES, FLAGS
from tests.services import Product, draw_and_load, running_product

LOADED_LATE = "() => performance.getEntriesByType('resource').map(one => one.name).filter(name => name.includes('/async-'))"
expect.set_options(timeout=20_000)  # milliseconds: another test may keep the other core

collect_ignore_glob = [] if CHROMIUM else ["test_dashboard*.py"]


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The API and the dashboard over a small demo population."""
    folder = tmp_path_factory.mktemp("product")
    with running_product(draw_and_load(folder / "data"), folder / "logs") as running:
        yield running


@pytest.fixture(scope="session")
def zone_clients(product: Product) -> dict[str, str]:
    """The clients that the tests look at."""
    return clients_by_zone(product)


def clients_by_zone(product: Product, start: int = 0) -> dict[str, str]:
    """One client number a zone, found through the API, from the ``start``-th client on."""
    found: dict[str, str] = {}
    for client in ask(product, "/get_id_client?limit=1000")["data"][start:]:
        found.setdefault(ask(product, f"/get_score/{client}")["zone"], str(client))
        if len(found) == 3:
            return found
    raise AssertionError(f"only the zones {sorted(found)} among the first clients")


def ask(product: Product, path: str) -> Any:
    """The API's answer, asked for directly."""
    with urllib.request.urlopen(product.api_url + path, timeout=5) as answer:  # noqa: S310
        return json.load(answer)


@pytest.fixture(scope="session")
def closed(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The same people as the open product's, behind a door."""
    with closed_product(Path(product.api.environment["DATA_DIR"]), tmp_path_factory.mktemp("desk")) as running:
        yield running


@pytest.fixture
def door(caller: BrowserContext, closed: Product, troubles: list[str]) -> Iterator[Page]:
    """The sign-in page, before somebody whom nobody knows."""
    opened = in_front(caller.new_page(), closed, troubles)
    yield opened
    forget(opened)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def troubles() -> list[str]:
    """What the page complained of in its console."""
    return []


@pytest.fixture(scope="session")
def visitor(browser: Browser, product: Product) -> Iterator[BrowserContext]:
    """A visitor who has the page's scripts already: to fetch and compile them anew takes seconds, at each test.

    Leaves before the product stops, which would wait for connections that are still open.
    """
    coming = new_visitor(browser)
    yield coming
    coming.close()


@pytest.fixture(scope="session")
def caller(browser: Browser, closed: Product) -> Iterator[BrowserContext]:
    """The same, at the closed product's door."""
    coming = new_visitor(browser)
    yield coming
    coming.close()


@pytest.fixture
def page(visitor: BrowserContext, product: Product, troubles: list[str], request: pytest.FixtureRequest) -> Iterator[Page]:
    """The dashboard's first page, in French, for who remembers nothing; a failing test leaves a picture in ``failures/``."""
    opened = shown(visitor.new_page(), product, troubles)
    failed_before = request.session.testsfailed
    yield opened
    if request.session.testsfailed > failed_before:
        FAILURES.mkdir(exist_ok=True)
        opened.screenshot(path=str(Path(FAILURES) / f"{request.node.name}.png"), full_page=True)
    late = opened.evaluate(LOADED_LATE)
    forget(opened)
    assert late == [], "a part that is loaded when it is first shown needs what the page does not load (docs/decisions/0021-no-polyfill.md)"


def forget(opened: Page) -> None:
    """Leave nothing but the scripts to who comes next."""
    opened.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    opened.context.clear_cookies()
    for left in opened.context.pages:
        left.close()


def open_page(browser: Browser, product: Product, troubles: list[str], width: int = 1440, scheme: str = "light") -> Page:
    """A new visitor's page, its complaints gathered in ``troubles``."""
    return shown(new_visitor(browser, width, scheme).new_page(), product, troubles)


def new_visitor(browser: Browser, width: int = 1440, scheme: str = "light") -> BrowserContext:
    """Somebody who comes for the first time, in French."""
    return browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="fr-FR")  # type: ignore[arg-type]


def shown(opened: Page, product: Product, troubles: list[str]) -> Page:
    """The dashboard in a page; one that does not come is closed: it would slow down every test that follows."""
    opened.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    try:
        opened.goto(product.dash_url)
        opened.wait_for_selector("#go:not(:empty)")
    except Exception:
        opened.close()
        raise
    return opened


def search(page: Page, client: str) -> None:
    """Type a number, press Enter, wait until every panel shows that client."""
    page.fill("#search", client)
    page.press("#search", "Enter")
    wait_drawn(page, client)


def wait_drawn(page: Page, client: str) -> None:
    """Wait until nothing is awaited (the address is there then), the five drawn parts are the client's and the six charts are there."""
    page.wait_for_function(
        """client => !document.querySelector("#page[data-awaited]")
           && document.querySelectorAll(`[data-ready-for="${client}"]`).length === 5
           && document.querySelectorAll(`[data-ready-for="${client}"] .chart-graph:has(.drawing)`).length >= 6""",
        arg=client,
        timeout=40_000,
    )
