"""The advisor decides: same size, same steps, a reason each time, and the screen says what was recorded."""

import json
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ask, search
from tests.browser.test_dashboard_keyboard import reach
from tests.services import Product

pytestmark = pytest.mark.browser
CODES = {"accord": "budget_checked", "refus": "budget_too_tight"}
WHY = "Les charges ont été relues avec le client."


def fill(page: Page, outcome: str) -> None:
    """Fill the form of a decision and send it."""
    page.click(f"#act .tile-{outcome} label")
    page.locator("#act .choice-line label").first.click()
    page.fill("#act-text", WHY)
    page.click("#act-save")


def test_granting_and_refusing_weigh_the_same_in_each_zone(page: Page, zone_clients: dict[str, str]) -> None:
    for zone, client in zone_clients.items():
        search(page, client)
        weigh_the_same(page, zone)


def weigh_the_same(page: Page, zone: str) -> None:
    """Two tiles of the same size and look, none chosen; near the bounds what could change comes first."""
    expect(page.locator("#act input:checked")).to_have_count(0)
    tiles = [page.locator(f"#act .tile-{outcome}") for outcome in ("accord", "refus")]
    sizes = [tile.bounding_box() for tile in tiles]
    assert sizes[0]
    assert sizes[1]
    assert (sizes[0]["width"], sizes[0]["height"]) == (sizes[1]["width"], sizes[1]["height"])
    looks = [tile.evaluate("tile => [getComputedStyle(tile).backgroundColor, getComputedStyle(tile).borderColor]") for tile in tiles]
    assert looks[0] == looks[1]
    first = page.locator("#panel-decision .decision-grid > div .heading-2").first
    expect(first).to_have_text("Ce qui pourrait changer" if zone == "conseiller" else "Ce qui a pesé")


def test_a_decision_takes_a_reason_and_is_read_back(page: Page, zone_clients: dict[str, str], troubles: list[str]) -> None:
    search(page, zone_clients["conseiller"])
    done = page.locator("#act-done .done")
    for outcome, said in (("accord", "Prêt accordé"), ("refus", "Prêt refusé")):
        page.click("#act-save")
        expect(page.locator("#act-trouble p")).to_have_count(3)
        fill(page, outcome)
        expect(done).to_contain_text(said)
        expect(done).to_contain_text(WHY)
        expect(page.locator("#act-form")).to_be_hidden()
        done.get_by_text("Décider à nouveau").click()
        expect(page.locator("#act-form")).to_be_visible()
        expect(page.locator("#act-text")).to_have_value("")
        expect(page.locator("#act input:checked")).to_have_count(0)
    assert troubles == []


def test_a_decision_is_taken_by_keyboard_alone(page: Page, zone_clients: dict[str, str]) -> None:
    search(page, zone_clients["refus"])
    reach(page, "#act .tile input")
    page.keyboard.press("Space")
    expect(page.locator("#act .choice-line").first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type(WHY)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#act-done .done")).to_contain_text("Vous vous êtes écarté de la recommandation")


def test_a_hundred_quick_agreements_in_a_row_reach_the_supervisor(page: Page, product: Product, zone_clients: dict[str, str]) -> None:
    others = [client for client in ask(product, "/get_id_client?limit=1000")["data"] if str(client) not in zone_clients.values()]
    settled = [(client, zone) for client in others[:20] if (zone := ask(product, f"/get_score/{client}")["zone"]) in CODES]
    for client, zone in settled[:2]:
        agree(product, client, zone, 50)
    page.click("a[href='/suivi']")
    notice = page.locator("#waiting li", has_text="r.presse")
    expect(notice).to_contain_text("r.presse a suivi l’outil 100 fois de suite en moins de 5 secondes")
    page.locator("#waiting summary").click()
    expect(page.locator("#waiting tr", has_text="r.presse")).to_contain_text("100")


def agree(product: Product, client: int, outcome: str, times: int) -> None:
    """Follow the tool's recommendation, two seconds after it was shown, again and again."""
    told = ask(product, f"/get_score/{client}")
    shown = {"model_version": told["model_version"], "score": told["score"]}
    reason = {"code": CODES[outcome], "text": "Vu avec le client."}
    body = {"client": client, "outcome": outcome, "reason": reason, "shown": shown, "seconds_on_screen": 2.0}
    for _ in range(times):
        sent = urllib.request.Request(  # noqa: S310
            product.api_url + "/decisions", json.dumps(body).encode(), {"Content-Type": "application/json", "X-Advisor": "r.presse"}
        )
        with urllib.request.urlopen(sent, timeout=5) as answer:  # noqa: S310
            assert answer.status == 201
