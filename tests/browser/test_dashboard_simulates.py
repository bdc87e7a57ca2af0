"""An advisor moves what can be moved, reads what it would change, and shows a chart on the whole screen: real services, real browser."""

import re

from playwright.sync_api import Page

from tests.browser.conftest import search


def finding(page: Page) -> str:
    """The title of the simulation's chart, its spaces made plain."""
    page.wait_for_selector('[data-chart="simulation"] .drawing')
    return " ".join(page.inner_text("#panel-simulation .chart-title").split())


def open_levers(page: Page, client: str) -> None:
    search(page, client)
    page.click("#tab-simuler")
    page.wait_for_selector(".lever input")


def test_a_smaller_loan_never_lowers_the_score_and_a_value_beyond_its_range_is_a_sentence(
    page: Page, zone_clients: dict[str, str], troubles: list[str]
) -> None:
    open_levers(page, zone_clients["refus"])
    first = page.locator(".lever input").first
    for _ in range(6):
        first.press("ArrowDown")
    numbers = [int(number) for number in re.findall(r"\d+", finding(page))]
    assert numbers[0] <= numbers[-2]
    assert "au lieu de" in page.inner_text("#panel-simulation .way-changes")
    page.click("#simulate-reset")
    page.wait_for_function("() => document.querySelector('#panel-simulation p').innerText.startsWith('Changez une valeur')")
    first.fill("1")
    page.wait_for_selector("#panel-simulation .trouble")
    assert "sort de ce qui peut être simulé" in page.inner_text("#panel-simulation")
    assert troubles == []


def test_what_could_change_is_said_in_each_zone(page: Page, zone_clients: dict[str, str]) -> None:
    for zone, client in zone_clients.items():
        search(page, client)
        page.wait_for_function("() => !document.querySelector('.change > div').innerText.includes('…')")
        said = page.inner_text(".change > div")
        assert said, zone
        for way in page.locator(".ways > li").all():
            assert way.locator(".way-changes li").count() in (1, 2, 3)


def test_a_chart_fills_the_screen_and_comes_back(page: Page, zone_clients: dict[str, str]) -> None:
    search(page, zone_clients["accord"])
    page.click("#tab-pourquoi")
    page.locator("[data-full]:visible").first.click()
    page.wait_for_function("() => document.fullscreenElement && document.fullscreenElement.matches('.chart')")
    page.evaluate("document.exitFullscreen()")
    page.wait_for_function("() => !document.fullscreenElement")
