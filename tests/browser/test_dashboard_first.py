"""The first screen, which the page holds before any script: what it shows, and what it hands over."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import wait_drawn
from tests.browser.desk import enter
from tests.browser.test_dashboard_access import complaints, look_at
from tests.services import Product

pytestmark = pytest.mark.browser
SUITES = "**/_dash-component-suites/**"
FIELD = "#first .search-field input"
PARTS = (".brand", "h1", ".lead", ".search-field input", ".search .primary", ".examples", ".mantine-ActionIcon-root", ".footer")
PLACES = """([root, parts]) => parts.map((part) => {
  const box = document.querySelector(root).querySelector(part).getBoundingClientRect();
  return [part, ...[box.x, box.y, box.width, box.height].map(Math.round)];
})"""


class Scripts:
    """Dash's scripts, held back until somebody lets them come."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._held: list[Route] = []
        page.route(SUITES, self._hold)

    def _hold(self, route: Route) -> None:
        self._held.append(route)

    def come(self) -> None:
        """Let them, and wait until the first screen has left."""
        for one in self._held:
            one.continue_()
        self._page.unroute(SUITES)
        expect(self._page.locator("#first")).to_have_count(0)


@pytest.fixture
def early(page: Page, product: Product) -> Iterator[tuple[Page, Scripts]]:
    """The first screen alone."""
    scripts = Scripts(page)
    page.goto(product.dash_url, wait_until="commit")
    expect(page.locator(FIELD)).to_be_focused()
    yield page, scripts
    page.unroute_all(behavior="ignoreErrors")


@pytest.mark.parametrize(
    ("lang", "scheme", "width", "words"),
    [("fr", "light", 1440, ("Comprendre un dossier", "Rechercher")), ("en", "dark", 390, ("Understand a file", "Search"))],
)
def test_it_is_there_without_a_script(page: Page, product: Product, lang: str, scheme: str, width: int, words: tuple[str, str]) -> None:
    look_at(page, width, scheme)
    page.context.add_cookies([{"name": "lang", "value": lang, "url": product.dash_url}])
    page.route(SUITES, lambda route: route.abort())
    page.goto(product.dash_url)
    expect(page.locator("#first h1")).to_contain_text(words[0])
    expect(page.locator("#first .primary")).to_have_text(words[1])
    expect(page.locator(FIELD)).to_be_focused()
    expect(page.get_by_text("Loading...")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert complaints(page) == []
    page.unroute_all()


def test_what_is_typed_early_is_in_the_field_and_nothing_has_moved(early: tuple[Page, Scripts], troubles: list[str]) -> None:
    page, scripts = early
    page.keyboard.type("1934")
    page.keyboard.press("ArrowLeft")
    before = page.evaluate(PLACES, ["#first", PARTS])
    scripts.come()
    assert page.evaluate(PLACES, ["#page", PARTS]) == before
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("2")
    expect(page.locator("#search")).to_have_value("19324")
    expect(page.locator(".suggestion-count")).to_be_visible()
    assert troubles == []


@pytest.mark.parametrize("way", ["Enter", ".primary", ".chip"])
def test_a_number_asked_for_early_is_opened(early: tuple[Page, Scripts], troubles: list[str], way: str) -> None:
    page, scripts = early
    client = page.locator("#first .chip").first.get_attribute("data-client") or ""
    if way != ".chip":
        page.keyboard.type(client)
    if way == "Enter":
        page.keyboard.press("Enter")
    else:
        page.click(f"#first {way} >> nth=0")
    expect(page.locator("#first .waiting")).to_be_visible()
    scripts.come()
    wait_drawn(page, client)
    expect(page.locator("#search")).to_have_value(client)
    assert client not in page.url
    assert troubles == []


def test_another_address_waits_under_its_header(page: Page, product: Product) -> None:
    scripts = Scripts(page)
    page.goto(product.dash_url + "/modele", wait_until="commit")
    expect(page.locator("#first .waiting")).to_be_visible()
    expect(page.locator("#first h1")).to_be_hidden()
    scripts.come()
    expect(page.locator("#model h1")).to_be_visible()


def test_it_does_not_hide_that_nothing_comes(page: Page, product: Product) -> None:
    page.route("**/_dash-layout", lambda route: route.fulfill(status=500, body="{}"))
    page.goto(product.dash_url)
    expect(page.locator("#first")).to_have_count(0)
    page.unroute_all()


def test_the_lock_pressed_early_locks_as_soon_as_it_can(door: Page) -> None:
    enter(door)
    door.wait_for_selector("#go:not(:empty)")
    scripts = Scripts(door)
    door.reload(wait_until="commit")
    door.click("#first [data-session=lock]")
    scripts.come()
    expect(door.locator("dialog#lock")).to_be_visible()
    expect(door.locator("#page")).to_have_count(0)
    door.unroute_all(behavior="ignoreErrors")
