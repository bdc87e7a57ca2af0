"""A client's file on its way: asked for once, painted before Dash hears of it, and what is said when it does not come."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.conftest import search, wait_drawn

pytestmark = pytest.mark.browser
FILE = re.compile("/file$")
ANYTHING = re.compile("/file$|_dash-update-component")
SEEN_TOGETHER = """([one, other]) => {
  window.together = false;
  const there = client => document.querySelector(`[data-ready-for="${client}"]`) !== null;
  const named = () => document.getElementById("client-bar").textContent;
  new MutationObserver(() => (window.together ||= (named().includes(one) && there(other)) || (named().includes(other) && there(one))))
    .observe(document.body, { subtree: true, childList: true });
}"""
"""Note whether anything of one client ever stood under the other's number."""
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
    page.evaluate(SEEN_TOGETHER, [first, second])
    page.evaluate(CHANGE_ONE_S_MIND, [first, second])
    page.wait_for_timeout(1000)
    expect(page.locator("[data-ready-for]")).to_have_count(0)
    expect(page.locator("#client-bar")).to_be_empty()
    for route in held:
        route.fallback()
    wait_drawn(page, second)
    assert page.evaluate("window.together") is False


def keep(page: Page) -> list[Route]:
    """Every file that is asked for from now on, kept on its way."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(FILE, hold)
    return held


def lost(route: Route) -> None:
    """Nobody there."""
    route.abort()


def cut(route: Route) -> None:
    """A server that dies in the middle of its answer."""
    route.fulfill(status=200, body='{"status.data"', content_type="application/json")


def away(route: Route) -> None:
    """What stands in front of a dashboard that is down."""
    route.fulfill(status=502, body="no")


@pytest.mark.parametrize("answer", [lost, cut, away])
def test_a_dashboard_that_does_not_answer_is_said_and_comes_back(
    page: Page, zone_clients: dict[str, str], answer: Callable[[Route], None]
) -> None:
    search(page, zone_clients["accord"])
    page.route(ANYTHING, answer)
    by_key(page, zone_clients["refus"])
    expect(page.locator("#problem h1")).to_have_text("Le service de score ne répond pas.")
    expect(page.locator("[data-ready-for]")).to_have_count(0)
    expect(page.locator(f"#problem button[data-client='{zone_clients['refus']}']")).to_have_text("Réessayer")
    page.unroute(ANYTHING)
    wait_drawn(page, zone_clients["refus"])  # the page asks again by itself


def test_a_dashboard_that_fails_is_said_and_asked_again(page: Page, zone_clients: dict[str, str]) -> None:
    page.route(FILE, lambda route: route.fulfill(status=500, body="no"))
    by_key(page, zone_clients["refus"])
    expect(page.locator("#problem h1")).to_contain_text("a répondu de façon inattendue")
    page.unroute(FILE)
    page.get_by_role("button", name="Réessayer").click()
    wait_drawn(page, zone_clients["refus"])


def test_nothing_of_a_file_is_left_while_another_comes_by_the_address(page: Page, zone_clients: dict[str, str]) -> None:
    first, second = zone_clients["refus"], zone_clients["accord"]
    search(page, first)
    search(page, second)
    page.evaluate(SEEN_TOGETHER, [first, second])
    held = keep(page)
    page.go_back()
    expect(page.locator("[data-ready-for]")).to_have_count(0)
    expect(page.locator("#act")).to_be_hidden()
    page.unroute(FILE)
    held[0].fallback()
    wait_drawn(page, first)
    expect(page.locator("#act")).to_be_visible()
    assert page.evaluate("window.together") is False


def test_a_file_that_is_no_longer_wanted_does_not_come_up(page: Page, zone_clients: dict[str, str]) -> None:
    held = keep(page)
    by_key(page, zone_clients["refus"])
    page.wait_for_timeout(300)
    page.click("#footer [href='/modele']")
    expect(page.locator("#model h1")).to_be_visible()
    page.unroute(FILE)
    held[0].fallback()
    page.wait_for_timeout(1000)
    expect(page.locator("#model h1")).to_be_visible()
    expect(page.locator("[data-ready-for]")).to_have_count(0)
    search(page, zone_clients["accord"])
