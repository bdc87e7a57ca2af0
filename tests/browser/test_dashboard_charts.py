"""Charts that are drawn by a script of the page itself: none twice, none never."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import new_visitor, search, shown, wait_drawn
from tests.browser.desk import PASSWORD, enter
from tests.services import Product

pytestmark = pytest.mark.browser
LIBRARY = re.compile("plotly-finance")
MARK = "() => document.querySelectorAll('.chart-graph .main-svg').forEach(one => (one.dataset.seen = 'before'))"
NEW = "() => [...document.querySelectorAll('.chart-graph .main-svg')].filter(one => !one.dataset.seen).length"


def test_a_chart_comes_once_its_library_does(browser: Browser, product: Product, zone_clients: dict[str, str]) -> None:
    coming, lost = new_visitor(browser), list[str]()
    page = coming.new_page()

    def lose(route: Route) -> None:
        if len(lost) == 2:
            return route.fallback()
        lost.append(route.request.url)
        return route.abort()

    page.route(LIBRARY, lose)
    shown(page, product, [])
    page.fill("#search", zone_clients["refus"])
    page.press("#search", "Enter")
    wait_drawn(page, zone_clients["refus"])
    assert len(lost) == 2
    coming.close()


def test_charts_are_not_drawn_again_when_a_screen_is_unlocked(door: Page, zone_clients: dict[str, str]) -> None:
    enter(door)
    door.wait_for_selector("#go:not(:empty)")
    search(door, zone_clients["refus"])
    wait_drawn(door, zone_clients["refus"])
    door.evaluate(MARK)
    door.click("#me-lock")
    expect(door.locator("dialog#lock")).to_be_visible()
    door.fill("#lock-password", PASSWORD)
    door.keyboard.press("Enter")
    expect(door.locator("dialog#lock")).to_have_count(0)
    wait_drawn(door, zone_clients["refus"])
    door.wait_for_timeout(500)
    assert door.evaluate(NEW) == 0
