"""The dashboard as the advisor uses it: real API, real page."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ask, search, wait_drawn
from tests.browser.test_dashboard_access import look_at
from tests.services import Product

pytestmark = pytest.mark.browser
ZONES = ("refus", "conseiller", "accord")
TABS = ("decision", "pourquoi", "comparer", "simuler", "dossier", "droits")
WRONG = {"4": "Aucun client ne porte le numéro 4", "12x": "n’est pas un numéro", "9" * 20: "n’est pas un numéro", "": "Il manque"}
MOST_ANSWERS = 6
MOST_BYTES = 300_000


def calls(product: Product) -> list[str]:
    """The routes asked of the API so far, readiness aside."""
    lines = [json.loads(line) for line in product.api_log.read_text().splitlines() if line.startswith("{")]
    return [line["route"] for line in lines if line.get("event") == "request" and not line["route"].startswith("/health")]


def test_each_zone_is_said_in_words_score_and_reasons(page: Page, product: Product, zone_clients: dict[str, str]) -> None:
    panel = page.locator("#panel-decision")
    for zone, client in zone_clients.items():
        search(page, client)
        score = ask(product, f"/get_score/{client}")
        expect(panel.locator(".verdict-zone")).to_contain_text(score["displayed"]["zone"]["fr"])
        expect(panel.locator(".gauge-number")).to_have_text(f"{score['displayed']['score']} / 100")
        expect(panel.locator(".reason")).to_have_count(len(score["reasons"]))
        expect(page.locator("#act")).to_contain_text("Vous décidez librement")
        assert ("ne tranche pas" in panel.locator(".verdict-summary").inner_text()) == (zone == "conseiller")


@pytest.mark.parametrize("width", [1440, 390])
def test_what_weighed_most_is_in_sight_without_scrolling(page: Page, zone_clients: dict[str, str], width: int) -> None:
    look_at(page, width, "light")
    for client in zone_clients.values():
        search(page, client)
        said = page.locator(".verdict-most strong")
        box = said.bounding_box()
        assert box
        assert box["y"] + box["height"] < 900
        assert len(said.inner_text().split(", ")) == 2


def test_the_dashboard_writes_no_client_s_number(page: Page, product: Product, zone_clients: dict[str, str]) -> None:
    before = set(product.dashboard.log.parent.iterdir())
    search(page, zone_clients["refus"])
    page.click("#tab-droits")
    expect(page.locator("#panel-droits h2")).to_be_visible()
    assert set(product.dashboard.log.parent.iterdir()) == before
    assert zone_clients["refus"] not in product.dashboard.log.read_text()


def test_the_field_has_the_focus_and_suggests(page: Page, product: Product, zone_clients: dict[str, str]) -> None:
    client = zone_clients["accord"]
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type(client[:-1])
    first = ask(product, f"/get_id_client?prefix={client[:-1]}&limit=1")["data"][0]
    expect(page.locator(".suggestion").first).to_have_text(str(first))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    wait_drawn(page, str(first))
    expect(page.locator("#search")).to_have_value(str(first))
    expect(page.locator(".suggestions")).to_be_hidden()


def test_one_call_a_client_and_nothing_in_the_address(page: Page, product: Product, zone_clients: dict[str, str]) -> None:
    search(page, zone_clients["refus"])
    page.fill("#search", zone_clients["accord"])
    page.wait_for_timeout(600)  # the suggestions' own calls
    before = len(calls(product))
    page.click("#go")
    wait_drawn(page, zone_clients["accord"])
    assert calls(product)[before:] == ["/get_client_screen/<client_id>"]
    for tab in TABS:
        page.click(f"#tab-{tab}")
    page.locator("#lang label", has_text="EN").click()
    expect(page.locator("#tab-pourquoi")).to_have_text("Why")
    assert calls(product)[before:].count("/get_client_screen/<client_id>") == 1
    assert not [client for client in zone_clients.values() if client in page.url]


def test_tabs_work_by_mouse_and_by_keyboard(page: Page, zone_clients: dict[str, str]) -> None:
    search(page, zone_clients["accord"])
    for tab in TABS:
        page.click(f"#tab-{tab}")
        expect(page.locator(f"#panel-{tab}")).to_be_visible()
    page.focus("#tab-decision")
    for tab in TABS[1:]:
        page.keyboard.press("ArrowRight")
        expect(page.locator(f"#tab-{tab}")).to_be_focused()
        expect(page.locator(f"#panel-{tab}")).to_be_visible()
        expect(page.locator("#panel-decision")).to_be_hidden()


def test_subjects_unfold_by_keyboard_and_by_a_click_on_the_waterfall(page: Page, zone_clients: dict[str, str]) -> None:
    search(page, zone_clients["refus"])
    page.click("#tab-pourquoi")
    subjects = page.locator(".subjects .subject")
    subjects.nth(1).locator("summary").focus()
    page.keyboard.press("Enter")
    expect(subjects.nth(1).locator("table")).to_be_visible()
    page.locator('[data-chart="waterfall"] .stick').nth(1).click()
    expect(subjects.nth(0).locator("table")).to_be_visible()


def test_a_wrong_number_is_explained_and_clears_the_screen(page: Page, zone_clients: dict[str, str]) -> None:
    for number, (typed, said) in enumerate(WRONG.items()):
        search(page, zone_clients[ZONES[number % len(ZONES)]])
        expect(page.locator("#problem")).to_be_hidden()
        page.fill("#search", typed)
        page.press("#search", "Enter")
        expect(page.locator("#problem")).to_contain_text(said)
        expect(page.locator("[data-ready-for]")).to_have_count(0)
        expect(page.locator(".client")).to_be_hidden()


def test_the_screen_survives_the_api(page: Page, product: Product, zone_clients: dict[str, str]) -> None:
    search(page, zone_clients["accord"])
    page.click("#tab-droits")
    page.fill(".erase-number input", zone_clients["accord"])
    product.stop_api()
    try:
        page.click(".erase .danger")
        expect(page.locator("#erasure [role=alert]")).to_have_text(re.compile("^Rien n’a été effacé.: le service ne répond pas"))
        expect(page.locator("#client-bar h1")).to_have_text(f"Client {zone_clients['accord']}")
        page.fill("#search", zone_clients["refus"])
        page.press("#search", "Enter")
        expect(page.locator("#problem")).to_contain_text("Le service de score ne répond pas", timeout=10_000)
        expect(page.locator("#problem button")).to_be_visible()
        expect(page.locator("[data-ready-for]")).to_have_count(0)
        opened = page.context.new_page()  # somebody who comes while it is down, to a dashboard that keeps answers of before
        opened.goto(product.dash_url)
        opened.get_by_role("link", name="Réessayer").click()
        opened.wait_for_event("load")
        expect(opened.locator("#problem h1")).to_contain_text("Le service de score ne répond pas")
        expect(opened.locator("#problem")).to_contain_text("l’écran se rétablira de lui-même")
    finally:
        product.start_api()
    expect(opened.locator("#examples .chip")).to_have_count(2)
    expect(opened.locator("#problem")).to_be_hidden()
    opened.close()
    wait_drawn(page, zone_clients["refus"])
    expect(page.locator("#client-bar h1")).to_have_text(f"Client {zone_clients['refus']}")
    search(page, zone_clients["accord"])  # nobody was erased


def test_comparisons_follow_the_pickers(page: Page, zone_clients: dict[str, str]) -> None:
    search(page, zone_clients["accord"])
    page.click("#tab-comparer")
    title = page.locator("#panel-comparer .chart-title")
    before = title.inner_text()
    page.click("#compare-one")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(title).not_to_have_text(before)
    expect(page.locator("#panel-comparer .drawing").first).to_be_visible()


def test_the_file_can_be_searched(page: Page, zone_clients: dict[str, str]) -> None:
    search(page, zone_clients["accord"])
    page.click("#tab-dossier")
    every = sum(
        len(json.loads(str(table.get_attribute("data-table")))["rows"]) for table in page.locator("#panel-dossier [data-table]").all()
    )
    expect(page.locator("#panel-dossier table")).to_have_count(1)
    assert "." in str(page.locator("#panel-dossier tbody td").first.get_attribute("title"))  # where it comes from, why it may matter
    page.fill("#dossier-search", "reVENU")
    shown = page.locator("#panel-dossier tbody tr:visible")
    expect(shown.first).to_be_visible()
    assert 0 < shown.count() < every
    assert all("revenu" in text.lower() for text in shown.all_inner_texts())


def test_languages_change_the_words_not_the_client(page: Page, zone_clients: dict[str, str]) -> None:
    search(page, zone_clients["conseiller"])
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.locator("#lang label", has_text="EN").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#act")).to_contain_text("You decide freely")
    expect(page.locator("#client-bar h1")).to_have_text(f"Client {zone_clients['conseiller']}")
    page.click("#tab-pourquoi")
    expect(page.locator("#panel-pourquoi")).not_to_contain_text(re.compile(r"dossier|favorable\b", re.IGNORECASE))


def test_the_page_shows_no_column_name_and_no_jargon(page: Page, product: Product, zone_clients: dict[str, str]) -> None:
    search(page, zone_clients["refus"])
    names = [item["feature"] for item in ask(product, "/get_feature_importance")["data"]]
    text = page.evaluate("document.body.textContent")
    assert not [name for name in names if "_" in name and name in text]
    assert not re.search(r"shap|log-odds|logit|\bnan\b|undefined|\[object", text, re.IGNORECASE)


def test_another_client_costs_few_answers_and_little_to_carry(page: Page, zone_clients: dict[str, str]) -> None:
    """What makes the screen fast, counted: seconds depend on the machine, and `make bench` prints them."""
    search(page, zone_clients["refus"])
    page.fill("#search", zone_clients["accord"])
    page.wait_for_timeout(600)  # the suggestions' own answers
    carried: list[int] = []
    page.on("requestfinished", lambda request: carried.append(sum(request.sizes().values())))
    page.click("#go")
    wait_drawn(page, zone_clients["accord"])
    page.wait_for_load_state("networkidle")
    assert 0 < len(carried) <= MOST_ANSWERS, carried
    assert sum(carried) < MOST_BYTES, carried


@pytest.mark.parametrize("schemes", [("light", "dark"), pytest.param(("dark", "light"), marks=pytest.mark.long)])
def test_it_fits_every_width_without_a_complaint(
    page: Page, zone_clients: dict[str, str], troubles: list[str], schemes: tuple[str, str]
) -> None:
    for number, width in enumerate((1440, 1024, 390, 320)):
        look_at(page, width, schemes[number % 2])
        search(page, zone_clients[("conseiller", "refus")[number % 2]])  # drawn anew at each width
        for tab in TABS:
            page.click(f"#tab-{tab}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{tab} is wider than {width}"
        page.click("#tab-decision")
    assert troubles == []
