"""Answers that come late, about the client before, when another one's file is open: none lands on it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import search, wait_drawn
from tests.browser.test_dashboard_decides import WHY, fill

pytestmark = pytest.mark.browser
HOLD = """part => {
  const ask = window.fetch;
  let gate = null;
  window.held = false;
  window.fetch = async (...asked) => {
    const answer = ask.apply(window, asked);
    const body = (asked[1] || {}).body;
    if (gate || typeof body !== "string" || !(asked[0] === part || (JSON.parse(body).output || "").includes(part))) return answer;
    gate = new Promise((release) => (window.release = release));
    await answer;
    window.held = true;
    await gate;
    return answer;
  };
}"""
"""The next answer about a part of the page, or from an address, is there, and kept from it until ``release`` is called."""
WATCH = """() => {
  window.strays = [];
  const look = (added) => {
    const chart = added.matches?.(".drawing") && added.closest(".chart-graph");
    if (chart && Math.abs(chart.clientWidth - added.getAttribute("width")) > 1) window.strays.push(chart.parentElement.dataset.chart);
  };
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(look)))
    .observe(document.body, { subtree: true, childList: true });
}"""
"""From now on, each chart that is not drawn at once in the room it has is noted."""
RELEASE_AS_IT_COMES = """former => {
  const page = document.getElementById("page");
  let next = false;
  window.seen = 0;
  new MutationObserver(() => {
    next ||= page.dataset.awaited === "painted";
    if (next) window.release();
    if (next && page.querySelector(`#panel-comparer [data-ready-for="${former}"]`)) window.seen += 1;
  }).observe(page, { subtree: true, childList: true, attributeFilter: ["data-awaited"] });
}"""
"""Let the kept answer go once the next file is put in place and Dash has not heard of it; count how often the former client is there."""
LANDED = 400
"""Milliseconds after which an answer that was let go has been drawn, if it ever is."""


def hold(page: Page, part: str) -> None:
    """Keep back the next answer about a part of the page, or from an address."""
    page.evaluate(HOLD, part)


def let_go_after(page: Page, client: str) -> None:
    """Open another client's file while the answer is kept back, then let it come."""
    page.wait_for_function("() => window.held")
    search(page, client)
    page.evaluate("() => window.release()")
    page.wait_for_timeout(LANDED)


def test_a_late_confirmation_touches_nothing_of_the_next_file(page: Page, zone_clients: dict[str, str], troubles: list[str]) -> None:
    first, second = zone_clients["refus"], zone_clients["accord"]
    search(page, first)
    hold(page, "recorded.data")
    fill(page, "accord")
    page.wait_for_function("() => window.held")
    search(page, second)
    page.click("#act .tile-refus label")
    page.fill("#act-text", "Ce qui est dit de ce dossier.")
    page.evaluate("() => window.release()")
    page.wait_for_timeout(LANDED)
    expect(page.locator("#act-form")).to_be_visible()
    expect(page.locator("#act-done .done")).to_have_count(0)
    expect(page.locator("#act-text")).to_have_value("Ce qui est dit de ce dossier.")
    expect(page.locator("#act .tile-refus input")).to_be_checked()
    search(page, first)
    page.click("#tab-droits")
    expect(page.locator("#panel-droits")).to_contain_text(WHY)  # recorded all the same, on the file that it is about
    assert troubles == []


def test_a_late_file_does_not_take_the_place_of_the_one_asked_for_since(page: Page, zone_clients: dict[str, str]) -> None:
    hold(page, "/file")
    page.fill("#search", zone_clients["refus"])
    page.press("#search", "Enter")
    let_go_after(page, zone_clients["accord"])
    expect(page.locator("#client-bar")).to_contain_text(zone_clients["accord"])
    expect(page.locator(f'[data-ready-for="{zone_clients["refus"]}"]')).to_have_count(0)


@pytest.mark.parametrize(("tab", "part"), [("droits", "history.data"), ("simuler", "panel-simuler.children")])
def test_a_late_answer_of_a_tab_is_not_the_next_client_s(page: Page, zone_clients: dict[str, str], tab: str, part: str) -> None:
    first, second = zone_clients["conseiller"], zone_clients["accord"]
    search(page, first)
    fill(page, "refus")
    expect(page.locator("#act-done .done")).to_be_visible()
    hold(page, part)
    page.click(f"#tab-{tab}")
    if tab == "simuler":
        page.click("#simulate-reset")
    let_go_after(page, second)
    if tab == "simuler":
        kept = page.locator("#panel-simuler input").first.input_value()
        search(page, second)
        expect(page.locator("#panel-simuler input").first).to_have_value(kept)
    else:
        expect(page.locator("#panel-droits")).not_to_contain_text(WHY)
        expect(page.locator("#panel-droits")).to_contain_text("Aucune décision")


def test_a_late_chart_is_not_the_next_client_s(page: Page, zone_clients: dict[str, str]) -> None:
    search(page, zone_clients["refus"])
    page.click("#tab-comparer")
    hold(page, "panel-comparer.data-html")
    page.click("#compare-one")
    page.locator("[role=option]").nth(7).click()
    let_go_after(page, zone_clients["accord"])
    expect(page.locator(f'#panel-comparer [data-ready-for="{zone_clients["accord"]}"]')).to_have_count(1)
    expect(page.locator(f'#panel-comparer [data-ready-for="{zone_clients["refus"]}"]')).to_have_count(0)


def test_a_chart_that_comes_between_the_next_file_and_dash_is_dropped(page: Page, zone_clients: dict[str, str]) -> None:
    former = zone_clients["refus"]
    search(page, former)
    page.click("#tab-comparer")
    hold(page, "panel-comparer.data-html")
    page.click("#compare-one")
    page.locator("[role=option]").nth(6).click()
    page.wait_for_function("() => window.held")
    page.evaluate(RELEASE_AS_IT_COMES, former)
    search(page, zone_clients["accord"])
    page.wait_for_timeout(LANDED)
    assert page.evaluate("() => window.seen") == 0


def test_a_file_told_late_in_another_language_is_not_told_over_the_next_one(page: Page, zone_clients: dict[str, str]) -> None:
    search(page, zone_clients["refus"])
    hold(page, "panel-decision.data-html")
    page.get_by_text("EN", exact=True).click()
    let_go_after(page, zone_clients["accord"])
    wait_drawn(page, zone_clients["accord"])
    expect(page.locator("#client-bar")).to_contain_text(zone_clients["accord"])
    expect(page.locator("#announce")).to_contain_text(zone_clients["accord"])


def test_a_file_on_its_way_while_the_language_changes_comes_in_the_new_one(page: Page, zone_clients: dict[str, str]) -> None:
    hold(page, "/file")
    page.fill("#search", zone_clients["refus"])
    page.press("#search", "Enter")
    page.wait_for_function("() => window.held")
    expect(page.locator("#loading")).to_be_visible()
    page.get_by_text("EN", exact=True).click()
    expect(page.locator("#tab-pourquoi")).to_have_text("Why")
    page.evaluate(WATCH)
    page.evaluate("() => window.release()")
    expect(page.locator("#panel-decision")).to_contain_text("In favour of the file")
    wait_drawn(page, zone_clients["refus"])
    assert page.evaluate("() => window.strays") == []


def test_suggestions_that_come_late_leave_the_keyboard_in_the_search(page: Page, zone_clients: dict[str, str]) -> None:
    client = zone_clients["accord"]
    page.keyboard.type(client[:-2])
    expect(page.locator(".suggestion").first).to_be_visible()
    hold(page, "/suggestions")
    page.keyboard.type(client[-2])
    page.wait_for_function("() => window.held")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".suggestion").first).to_be_focused()
    page.evaluate("() => window.release()")
    page.wait_for_timeout(LANDED)
    expect(page.locator("#search")).to_be_focused()


def test_suggestions_that_come_late_do_not_take_the_place_of_newer_ones(page: Page, zone_clients: dict[str, str]) -> None:
    client = zone_clients["accord"]
    hold(page, "/suggestions")
    page.keyboard.type(client[0])
    page.wait_for_function("() => window.held")
    page.keyboard.type(client[1:])
    expect(page.locator(".suggestion")).to_have_text([client])
    page.evaluate("() => window.release()")
    page.wait_for_timeout(LANDED)
    expect(page.locator(".suggestion")).to_have_text([client])
    page.click(".suggestion")
    wait_drawn(page, client)
    expect(page.locator("#suggestions")).to_be_empty()
