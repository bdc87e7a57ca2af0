"""The whole journey without a mouse: find, understand, simulate, decide, print. Only keys are pressed, what has the focus is always
seen, and each step leaves a picture in pytest's temporary folder (``journey/``)."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import wait_drawn

MOST_STOPS = 120
SEEN = """() => {
  const at = document.activeElement;
  if (at === document.body || at.matches("iframe")) return true;
  const drawn = [at, at.nextElementSibling, at.closest("label, .mantine-Input-wrapper, .tile, .choice-line")].filter(Boolean);
  return drawn.map((part) => getComputedStyle(part)).some((look) => look.outlineStyle !== "none" || look.boxShadow !== "none");
}"""
"""Whether what has the focus, or what stands for it, is outlined."""
WHY = "Les charges ont été relues avec le client."


def reach(page: Page, selector: str, key: str = "Tab") -> None:
    """Press Tab (or Shift+Tab) until the element has the focus, and check at each stop that one sees where one is."""
    for _ in range(MOST_STOPS):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press(key)
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    raise AssertionError(f"Tab never came to {selector}")


def turn_to(page: Page, tab: str, key: str = "Tab", arrow: str = "ArrowRight") -> None:
    """Open a panel by the arrows of the list of tabs."""
    reach(page, "#tab-list [role=tab]", key)
    for _ in range(8):
        if page.evaluate("tab => document.activeElement.id === tab", f"tab-{tab}"):
            return
        page.keyboard.press(arrow)
    raise AssertionError(f"the arrows never came to {tab}")


@pytest.fixture
def step(page: Page, tmp_path: Path) -> Callable[[str], None]:
    """Record a step of the journey as a picture."""
    folder = tmp_path / "journey"
    folder.mkdir()
    return lambda name: folder.joinpath(f"{len(list(folder.iterdir())) + 1}-{name}.png").write_bytes(page.screenshot())


def test_the_whole_journey_by_keyboard(
    page: Page, zone_clients: dict[str, str], troubles: list[str], step: Callable[[str], None], tmp_path: Path
) -> None:
    client = zone_clients["conseiller"]
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type(client)
    page.keyboard.press("Enter")
    wait_drawn(page, client)
    step("find")
    turn_to(page, "pourquoi")
    reach(page, "#panel-pourquoi details[data-family-label] summary")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-pourquoi details[data-family-label][open]")).to_have_count(1)
    step("understand")
    turn_to(page, "simuler", "Shift+Tab")
    reach(page, ".lever input")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#panel-simulation .chart-title")).to_contain_text("Le score")
    step("simulate")
    turn_to(page, "decision", "Shift+Tab", "ArrowLeft")
    reach(page, "#act .tile input")
    page.keyboard.press("Space")
    reach(page, "#act .choice-line input")
    page.keyboard.press("Space")
    reach(page, "#act-text")
    page.keyboard.type(WHY)
    reach(page, "#act-save")
    page.keyboard.press("Enter")
    expect(page.locator("#act-done .done")).to_contain_text(WHY)
    expect(page.locator("#act-done .done-title")).to_be_focused()
    step("decide")
    reach(page, "#act-done button")
    page.keyboard.press("Enter")
    expect(page.frame_locator("#paper-frame").locator("h1")).to_be_visible()
    page.frames[-1].evaluate("window.print = () => { window.parent.printed = true; }")
    reach(page, "[data-print]")
    page.keyboard.press("Enter")
    page.wait_for_function("() => window.printed")
    step("print")
    page.keyboard.press("Escape")
    expect(page.locator("#paper-frame")).to_have_count(0)
    expect(page.locator("#act-done button").first).to_be_focused()
    assert sorted(picture.name for picture in (tmp_path / "journey").iterdir()) == [
        "1-find.png",
        "2-understand.png",
        "3-simulate.png",
        "4-decide.png",
        "5-print.png",
    ]
    assert troubles == []


def test_after_a_page_is_changed_the_keyboard_is_at_its_heading(page: Page, zone_clients: dict[str, str]) -> None:
    page.keyboard.type(zone_clients["accord"])
    page.keyboard.press("Enter")
    wait_drawn(page, zone_clients["accord"])
    expect(page.locator("#search")).to_be_focused()
    reach(page, "a[href='/modele']", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#model h1")).to_be_focused()
    reach(page, "a[href='/glossaire']")
    page.keyboard.press("Enter")
    expect(page.locator("#glossary h1")).to_be_focused()
    page.go_back()
    page.go_back()
    expect(page.locator("#client-bar h1")).to_be_focused()


def test_after_the_tour_the_keyboard_is_at_the_file_s_heading(page: Page, zone_clients: dict[str, str]) -> None:
    page.keyboard.type(zone_clients["accord"])
    page.keyboard.press("Enter")
    wait_drawn(page, zone_clients["accord"])
    reach(page, "#tour-start")
    page.keyboard.press("Enter")
    expect(page.locator("#tour-next")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("#tour")).to_be_hidden()
    expect(page.locator("#client-bar h1")).to_be_focused()


def test_a_suggestion_leads_to_the_file_s_heading(page: Page, zone_clients: dict[str, str]) -> None:
    page.keyboard.type(zone_clients["refus"])
    expect(page.locator(".suggestion").first).to_have_text(zone_clients["refus"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    wait_drawn(page, zone_clients["refus"])
    expect(page.locator("#client-bar h1")).to_be_focused()
    expect(page.locator("#client-bar h1")).to_have_text(re.compile(zone_clients["refus"]))
