"""What one does and sees while a file is on its way: typing, locking the screen, turning away, and an API that hangs."""

import os
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Request, expect

from benchmarks.memory import family
from tests.browser.conftest import search, wait_drawn
from tests.browser.desk import PASSWORD, enter
from tests.browser.test_dashboard_decides import fill
from tests.browser.test_dashboard_file import FILE, by_key, keep
from tests.browser.test_dashboard_late import LANDED, hold
from tests.services import Product

pytestmark = pytest.mark.browser
ENTER_THEN_MORE = """() => {
  const field = document.getElementById("search");
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", bubbles: true }));
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, field.value + "9");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""
"""Enter, and one digit more before anything else runs."""
HURRY = "() => { const patient = AbortSignal.timeout; AbortSignal.timeout = (wait) => patient.call(AbortSignal, wait / 30); }"
"""Give up thirty times sooner."""


def locked(page: Page) -> None:
    """Lock the screen by its button."""
    page.click("#me-lock")
    expect(page.locator("dialog#lock")).to_be_visible()


def unlocked(page: Page) -> None:
    """The password, and the screen is back."""
    page.fill("#lock-password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("dialog#lock")).to_have_count(0)


def test_a_file_that_comes_under_the_lock_is_whole_after_it(door: Page, zone_clients: dict[str, str], troubles: list[str]) -> None:
    first, second = zone_clients["refus"], zone_clients["accord"]
    enter(door)
    search(door, first)
    hold(door, "/file")
    by_key(door, second)
    door.wait_for_function("() => window.held")
    locked(door)
    door.evaluate("() => window.release()")
    door.wait_for_timeout(LANDED)
    assert second not in door.content()
    unlocked(door)
    wait_drawn(door, second)
    expect(door.locator("#act")).to_be_visible()
    asked: list[str] = []
    door.on("request", lambda request: asked.append(request.post_data or ""))
    door.click("#tab-droits")
    expect(door.locator("#panel-droits")).not_to_be_empty()
    histories = [body for body in asked if '"output":"history.data"' in body]
    assert histories
    assert all(second in body and first not in body for body in histories)
    assert not [trouble for trouble in troubles if "423" not in trouble]


def test_a_decision_confirmed_under_the_lock_is_said_after_it(door: Page, zone_clients: dict[str, str]) -> None:
    enter(door)
    search(door, zone_clients["conseiller"])
    hold(door, "recorded.data")
    fill(door, "refus")
    door.wait_for_function("() => window.held")
    locked(door)
    door.evaluate("() => window.release()")
    door.wait_for_timeout(LANDED)
    unlocked(door)
    expect(door.locator("#act-done .done")).to_be_visible()
    expect(door.locator("#act-form")).to_be_hidden()


def test_what_is_typed_while_a_file_comes_stays(page: Page, zone_clients: dict[str, str]) -> None:
    client = zone_clients["accord"]
    held = keep(page)
    by_key(page, client)
    page.keyboard.type("12")
    page.unroute(FILE)
    held[0].fallback()
    wait_drawn(page, client)
    expect(page.locator("#search")).to_have_value(client + "12")


def test_the_file_that_is_asked_for_is_that_of_the_key(page: Page, zone_clients: dict[str, str]) -> None:
    client = zone_clients["accord"]
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if FILE.search(request.url) else None)
    page.fill("#search", client)
    page.evaluate(ENTER_THEN_MORE)
    wait_drawn(page, client)
    assert [request.post_data_json["about"]["client"] for request in asked] == [client]
    expect(page.locator("#search")).to_have_value(client + "9")


def test_nothing_of_the_former_is_seen_or_used_while_the_next_comes(page: Page, zone_clients: dict[str, str]) -> None:
    first, second = zone_clients["refus"], zone_clients["accord"]
    search(page, first)
    page.click("#tab-comparer")
    hold(page, "panel-comparer.data-html")
    page.click("#compare-one")
    page.locator("[role=option]").nth(7).click()
    page.wait_for_function("() => window.held")
    files = keep(page)
    by_key(page, second)
    page.evaluate("() => window.release()")
    page.wait_for_timeout(LANDED)
    expect(page.locator(f'[data-ready-for="{first}"]:visible')).to_have_count(0)
    page.click("#tab-droits")
    expect(page.locator("#export-save")).to_be_hidden()
    page.click("#tab-decision")
    expect(page.locator("#panel-decision")).to_be_visible()  # a skeleton
    expect(page.locator("#panel-decision")).to_be_empty()
    page.unroute(FILE)
    files[0].fallback()
    wait_drawn(page, second)
    expect(page.locator("#client-bar h1")).to_be_visible()
    page.click("#tab-droits")
    expect(page.locator("#export-save")).to_be_visible()


def test_a_first_file_on_its_way_shows_where_it_will_stand(page: Page, zone_clients: dict[str, str]) -> None:
    held = keep(page)
    by_key(page, zone_clients["refus"])
    expect(page.locator("#loading")).to_be_visible()
    expect(page.locator(".waiting .skeleton:visible")).to_have_count(3)
    page.unroute(FILE)
    held[0].fallback()
    wait_drawn(page, zone_clients["refus"])
    expect(page.locator(".skeleton:visible")).to_have_count(0)


def test_a_retry_that_succeeds_leads_the_keyboard_to_the_file(page: Page, zone_clients: dict[str, str]) -> None:
    page.route(FILE, lambda route: route.fulfill(status=500, body="no"))
    by_key(page, zone_clients["refus"])
    again = page.get_by_role("button", name="Réessayer")
    again.focus()
    page.unroute(FILE)
    held = keep(page)
    page.keyboard.press("Enter")
    page.wait_for_timeout(LANDED)
    page.unroute(FILE)
    held[0].fallback()
    wait_drawn(page, zone_clients["refus"])
    expect(page.locator("#client-bar h1")).to_be_focused()


def test_a_dashboard_that_never_answers_is_said(page: Page, zone_clients: dict[str, str]) -> None:
    page.evaluate(HURRY)
    keep(page)
    by_key(page, zone_clients["accord"])
    expect(page.locator("#problem h1")).to_have_text("Le service de score ne répond pas.")
    page.unroute(FILE)


@pytest.fixture
def hanging(product: Product) -> Iterator[None]:
    """The API takes calls and answers none."""
    processes = family(product.running[product.api.name].pid)
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    yield
    for process in processes:
        os.kill(process, signal.SIGCONT)


def test_a_page_can_be_left_while_the_api_hangs(page: Page, zone_clients: dict[str, str], hanging: None) -> None:
    by_key(page, zone_clients["accord"])
    expect(page.locator("#problem h1")).to_have_text("Le service de score ne répond pas.")
    page.wait_for_timeout(3_500)  # the page asks by itself, every three seconds
    page.click("#footer [href='/glossaire']")
    expect(page.locator("#glossary h1")).to_be_visible(timeout=2_500)
