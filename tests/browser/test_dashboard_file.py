"""A client's file on its way: asked for once, painted before Dash hears of it, and what is said when it does not come."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.conftest import search, wait_drawn

pytestmark = pytest.mark.browser
FILE = re.compile("/file$")
WATCH = """client => {
  const there = part => document.querySelector(`#panel-${part} [data-ready-for="${client}"]`) !== null;
  const watch = new MutationObserver(() => {
    if (!there("decision")) return;
    window.others = there("pourquoi");
    watch.disconnect();
  });
  watch.observe(document.body, { subtree: true, childList: true });
}"""
"""Note whether the other panels were there when the first one came."""
CHANGE_ONE_S_MIND = """([first, second]) => {
  const go = number => {
    const field = document.getElementById("search");
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, number);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    document.getElementById("go").click();
  };
  const watch = new MutationObserver(() => {
    if (!document.querySelector(`[data-ready-for="${first}"]`)) return;
    watch.disconnect();
    go(second);
  });
  watch.observe(document.body, { subtree: true, childList: true });
  go(first);
}"""
"""Ask for one client and, as soon as anything of them is painted, for another."""


def by_key(page: Page, client: str) -> None:
    """The number, and Enter."""
    page.fill("#search", client)
    page.press("#search", "Enter")


def by_button(page: Page, client: str) -> None:
    """The number, and the button."""
    page.fill("#search", client)
    page.click("#go")


def by_suggestion(page: Page, client: str) -> None:
    """The number, picked among those suggested."""
    page.fill("#search", client)
    page.click(f"#suggestions [data-client='{client}']")


@pytest.mark.parametrize("way", [by_key, by_button, by_suggestion])
def test_a_file_is_asked_for_once(page: Page, zone_clients: dict[str, str], way: Callable[[Page, str], None]) -> None:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if FILE.search(request.url) else None)
    for client in zone_clients.values():
        way(page, client)
        wait_drawn(page, client)
    assert [request.post_data_json["about"]["client"] for request in asked] == list(zone_clients.values())


def test_the_recommendation_is_painted_before_dash_hears_of_the_file(page: Page, zone_clients: dict[str, str]) -> None:
    for client in zone_clients.values():
        page.evaluate(WATCH, client)
        search(page, client)
        assert page.evaluate("window.others") is False


def test_what_was_painted_of_a_file_goes_with_the_next_question(page: Page, zone_clients: dict[str, str]) -> None:
    held: list[Route] = []
    first, second = zone_clients["refus"], zone_clients["accord"]
    page.route(FILE, lambda route: held.append(route) if second in (route.request.post_data or "") else route.fallback())
    search(page, zone_clients["conseiller"])
    page.evaluate(CHANGE_ONE_S_MIND, [first, second])
    page.wait_for_timeout(1000)
    expect(page.locator("[data-ready-for]")).to_have_count(0)
    expect(page.locator("#client-bar")).to_be_empty()
    for route in held:
        route.fallback()
    wait_drawn(page, second)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda route: route.abort(), "Le service de score ne répond pas"),
        (lambda route: route.fulfill(status=500, body="no"), "a répondu de façon inattendue"),
    ],
)
def test_a_dashboard_that_fails_is_said_and_leaves_nothing(
    page: Page, zone_clients: dict[str, str], answer: Callable[[Route], None], said: str
) -> None:
    search(page, zone_clients["accord"])
    page.route(FILE, answer)
    by_key(page, zone_clients["refus"])
    expect(page.locator("#problem")).to_contain_text(said)
    expect(page.locator("[data-ready-for]")).to_have_count(0)
    page.unroute(FILE)
    if said.endswith("pas"):  # the page asks again by itself
        wait_drawn(page, zone_clients["refus"])
    else:
        page.get_by_role("button", name="Réessayer").click()
        wait_drawn(page, zone_clients["refus"])
