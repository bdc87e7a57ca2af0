"""What axe can tell of accessibility (WCAG 2.2 A and AA). Passing it is necessary, not sufficient."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import search

pytestmark = pytest.mark.browser
ZOOMED, NARROW = 720, 320
"""What a page of 1440 points has at 200 %, and the narrowest that WCAG asks for (1.4.10)."""
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}, "resultTypes": ["violations"]}
BROKEN = "async (rules) => (await axe.run(document, rules)).violations"


def look_at(page: Page, width: int, scheme: str) -> None:
    """A window of this width on a machine that prefers this scheme."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})


def complaints(page: Page) -> list[str]:
    """Broken rules and where."""
    if page.evaluate("() => !window.axe"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(BROKEN, RULES)
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize(
    ("scheme", "lang", "width"),
    [
        *(("light", "FR", 1440), ("dark", "EN", NARROW), ("light", "EN", ZOOMED)),
        *(pytest.param(*rest, marks=pytest.mark.long) for rest in (("dark", "EN", 1440), ("dark", "FR", NARROW))),
    ],
)
def test_axe_has_nothing_to_say(page: Page, zone_clients: dict[str, str], scheme: str, lang: str, width: int) -> None:
    look_at(page, width, scheme)
    page.locator("#lang label", has_text=lang).click()
    page.wait_for_function("lang => document.documentElement.lang === lang", arg=lang.lower())
    found = complaints(page)
    search(page, zone_clients["refus"])
    page.click("#act .tile-refus label")
    page.wait_for_selector("#act .choice-line")
    for tab in ("decision", "pourquoi", "comparer", "simuler", "dossier", "droits"):
        page.click(f"#tab-{tab}")
        page.wait_for_timeout(300)
        found += complaints(page)
    page.fill("#search", "4")
    page.press("#search", "Enter")
    page.wait_for_selector(".problem-card")
    found += complaints(page)
    for path in ("/modele", "/glossaire"):
        page.click(f"a[href='{path}']")
        page.wait_for_selector(".place h1:visible")
        found += complaints(page)
    assert found == []
