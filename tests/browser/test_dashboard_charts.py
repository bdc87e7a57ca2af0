"""Charts that are drawn by a script of the page itself: none twice, none never."""

import re

import pytest
from PIL import Image, ImageColor
from playwright.sync_api import Page, expect

from appli.theme import ZONES
from tests.browser.conftest import search, wait_drawn
from tests.browser.desk import PASSWORD, enter
from tests.browser.test_dashboard_decides import fill

pytestmark = pytest.mark.browser
MARK = "() => document.querySelectorAll('.chart-graph .drawing').forEach(one => (one.dataset.seen = 'before'))"
NEW = "() => [...document.querySelectorAll('.chart-graph .drawing')].filter(one => !one.dataset.seen).length"


def test_a_mark_says_what_it_is_worth_under_the_mouse(page: Page, zone_clients: dict[str, str]) -> None:
    search(page, zone_clients["refus"])
    page.click("#tab-pourquoi")
    hint = page.locator(".chart-hint")
    page.locator('[data-chart="waterfall"] .stick').nth(1).hover()
    first = page.locator("details[data-family-label]").first.get_attribute("data-family-label")
    expect(hint).to_contain_text(re.compile(rf"^{re.escape(str(first))} [+−]?\d+$"))
    page.keyboard.press("Escape")
    expect(hint).to_be_hidden()
    page.locator('[data-chart="importance"] .stick[fill="#c6202c"]').first.hover()
    expect(hint).to_be_visible()
    page.mouse.move(2, 2)
    expect(hint).to_be_hidden()


def test_charts_follow_the_room_they_have(page: Page, zone_clients: dict[str, str]) -> None:
    search(page, zone_clients["refus"])
    wide = "one => [0, +one.getAttribute('width')].includes(one.parentElement.clientWidth)"
    fits = f"() => [...document.querySelectorAll('.drawing')].every({wide})"
    for width in (1440, 700, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(fits)


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


def assert_told(page: Page, part: str, least: int) -> None:
    """Each chart of a part of the page says its finding and what to take away, offers a picture, and unfolds its numbers."""
    page.wait_for_selector(f"{part} .chart-graph .drawing")
    charts = page.locator(f"{part} figure.chart:visible")
    assert charts.count() >= least
    for number in range(charts.count()):
        chart = charts.nth(number)
        for said in (".chart-title", ".chart-takeaway"):
            assert len(chart.locator(said).first.inner_text()) > 15
        expect(chart.get_by_text("Image PNG")).to_be_visible()
        chart.locator("summary").first.click()
        expect(chart.locator("table tbody tr").first).to_be_visible()


def test_every_chart_of_a_file_is_also_words_and_numbers(page: Page, zone_clients: dict[str, str]) -> None:
    search(page, zone_clients["refus"])
    assert_told(page, "#panel-decision", 1)
    page.click("#tab-pourquoi")
    assert_told(page, "#panel-pourquoi", 3)
    page.click("#tab-comparer")
    assert_told(page, "#panel-comparer", 1)
    assert_told(page, "#panel-pair", 1)
    page.click("#tab-simuler")
    page.locator(".lever input").first.press("ArrowDown")
    assert_told(page, "#panel-simulation", 1)
    page.click("#tab-decision")
    fill(page, "refus")
    expect(page.locator("#act-done .done")).to_be_visible()
    page.click("#tab-droits")
    assert_told(page, "#panel-droits", 1)


def test_the_model_s_page_shows_costs_calibration_groups_and_drift(page: Page) -> None:
    page.click("#footer [href='/modele']")
    assert_told(page, "#model", 4)
    expect(page.locator("#model h2", has_text="La dérive depuis la mise en service")).to_be_visible()


def test_a_chart_is_saved_as_a_picture(page: Page, zone_clients: dict[str, str]) -> None:
    search(page, zone_clients["accord"])
    with page.expect_download() as saved:
        page.click("[data-png=gauge]")
    assert saved.value.suggested_filename == "gauge.png"
    with Image.open(saved.value.path()) as picture:
        assert picture.size[0] == 2000
        drawn = {color for count, color in picture.convert("RGB").getcolors(1 << 20) if count > 2_000}
    assert drawn >= {ImageColor.getrgb(color) for color in ZONES.values()} | {(255, 255, 255)}


def test_a_picture_says_its_finding_and_what_to_take_away(page: Page, zone_clients: dict[str, str]) -> None:
    search(page, zone_clients["refus"])
    page.click("#tab-pourquoi")
    page.wait_for_selector("[data-png=importance]:visible")
    told = page.locator("figure:has([data-chart=importance])")
    page.evaluate("() => { const own = draw.figure; draw.figure = (...all) => { window.asked = all[3]; return own(...all); }; }")
    page.click("[data-png=importance]")
    page.wait_for_function("window.asked")
    said = re.sub("<.+?>", " ", " ".join(page.evaluate("window.asked.map(line => line.text)"))).split()
    assert said == (told.locator(".chart-title").inner_text() + " " + told.locator(".chart-takeaway").inner_text()).split()
