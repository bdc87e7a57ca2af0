"""The whole journey without a mouse: find, understand, simulate, decide, print. What has the focus is always seen."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import wait_drawn

MOST_STOPS = 120
SEEN = """() => {
  const at = document.activeElement;
  if (at === document.body || at.matches("iframe, .js-plotly-plot *")) return true;
  const drawn = [at, at.nextElementSibling, at.closest("label, .mantine-Input-wrapper, .tile, .choice-line")].filter(Boolean);
  return drawn.map((part) => getComputedStyle(part)).some((look) => look.outlineStyle !== "none" || look.boxShadow !== "none");
}"""
"""Whether what has the focus, or what stands for it, is outlined."""
WHY = "Les charges ont été relues avec le client."


def reach(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, and check at each stop that one sees where one is."""
    for _ in range(MOST_STOPS):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    raise AssertionError(f"Tab never came to {selector}")


def turn_to(page: Page, tab: str) -> None:
    """Open a panel by the arrows of the list of tabs."""
    reach(page, "#tab-list [role=tab]")
    for _ in range(8):
        if page.evaluate("tab => document.activeElement.id === tab", f"tab-{tab}"):
            return
        page.keyboard.press("ArrowRight")
    raise AssertionError(f"the arrows never came to {tab}")


def test_the_whole_journey_by_keyboard(page: Page, zone_clients: dict[str, str], troubles: list[str]) -> None:
    client = zone_clients["conseiller"]
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type(client)
    page.keyboard.press("Enter")
    wait_drawn(page, client)
    turn_to(page, "pourquoi")
    reach(page, "#panel-pourquoi details[data-family-label] summary")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-pourquoi details[data-family-label][open]")).to_have_count(1)
    page.locator("#tab-pourquoi").focus()
    turn_to(page, "simuler")
    reach(page, ".lever input")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#panel-simulation .chart-title")).to_contain_text("Le score")
    page.locator("#tab-simuler").focus()
    for _ in range(8):
        page.keyboard.press("ArrowLeft")
        if page.evaluate("document.activeElement.id") == "tab-decision":
            break
    reach(page, "#act .tile input")
    page.keyboard.press("Space")
    reach(page, "#act .choice-line input")
    page.keyboard.press("Space")
    reach(page, "#act-text")
    page.keyboard.type(WHY)
    reach(page, "#act-save")
    page.keyboard.press("Enter")
    expect(page.locator("#act-done .done")).to_contain_text(WHY)
    reach(page, "#act-done button")
    page.keyboard.press("Enter")
    expect(page.frame_locator("#paper-frame").locator("h1")).to_be_visible()
    page.frames[-1].evaluate("window.print = () => { window.parent.printed = true; }")
    reach(page, "[data-print]")
    page.keyboard.press("Enter")
    page.wait_for_function("() => window.printed")
    page.keyboard.press("Escape")
    expect(page.locator("#paper-frame")).to_have_count(0)
    assert troubles == []
