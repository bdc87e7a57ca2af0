"""Where one is: addresses that lead back and name nobody, the client's view, the letter on its sheet."""

import re

import pytest
from playwright.sync_api import Page, expect

from appli.client import ApiClient
from appli.config import Config
from appli.letter import letter, paths_for
from appli.texts import Texts
from tests.browser.conftest import ask, search, wait_drawn
from tests.browser.test_dashboard_decides import WHY, fill
from tests.services import Product

pytestmark = pytest.mark.browser
LONG_REASON = "Une donnée vérifiée est moins favorable que celle que l’outil a lue dans le dossier"
ADDRESS = re.compile(r"/client/[0-9a-f]{24}/([a-z]+)$")


def test_back_forward_and_a_kept_address_lead_to_the_file(page: Page, zone_clients: dict[str, str]) -> None:
    first, second = zone_clients["refus"], zone_clients["accord"]
    search(page, first)
    page.click("#tab-pourquoi")
    expect(page).to_have_url(re.compile("/pourquoi$"))
    kept = page.url
    assert ADDRESS.search(kept)
    search(page, second)
    expect(page).not_to_have_url(kept)
    assert not [client for client in (first, second) if client in page.url]
    page.click("a[href='/modele']")
    expect(page.locator("#model")).to_be_visible()
    page.go_back()
    expect(page.locator("#client-bar h1")).to_be_visible()
    expect(page.locator("#client-bar h1")).to_have_text(f"Client {second}")
    page.go_back()
    wait_drawn(page, first)
    expect(page.locator("#panel-pourquoi")).to_be_visible()
    page.go_back()
    expect(page.locator("#panel-decision")).to_be_visible()
    page.go_forward()
    expect(page.locator("#panel-pourquoi")).to_be_visible()
    page.goto(kept)
    wait_drawn(page, first)
    expect(page.locator("#panel-pourquoi")).to_be_visible()
    expect(page.locator("#search")).to_have_value(first)


def test_the_field_shows_the_client_that_one_comes_back_to(page: Page, zone_clients: dict[str, str]) -> None:
    first, second = zone_clients["refus"], zone_clients["accord"]
    search(page, first)
    search(page, second)
    page.go_back()
    wait_drawn(page, first)
    expect(page.locator("#search")).to_have_value(first)
    page.press("#search", "Enter")
    wait_drawn(page, first)
    expect(page.locator("#client-bar h1")).to_have_text(f"Client {first}")


def test_a_link_of_another_day_is_explained(page: Page) -> None:
    page.goto(re.sub(r"/$", "", page.url) + f"/client/{'0' * 24}/decision")
    expect(page.locator("#problem")).to_contain_text("Ce lien ne mène plus à un dossier")


def test_the_client_sees_no_list_no_note_and_larger_words(page: Page, zone_clients: dict[str, str]) -> None:
    client = zone_clients["refus"]
    search(page, client)
    fill(page, "refus")
    expect(page.locator("#act-done .done")).to_be_visible()
    size = "document.querySelector('.verdict-summary').computedStyleMap().get('font-size').value"
    before = page.evaluate(size)
    page.click("#view-switch")
    page.click("#tab-droits")
    expect(page.locator(".timeline")).to_contain_text("Prêt refusé")
    expect(page.locator("#contest-title")).to_have_text(re.compile("Vous n’êtes pas d’accord"))
    assert not re.search(r"\bdu client\b|\ble client\b", page.inner_text("#main"), re.IGNORECASE)
    assert page.evaluate(size) > before
    for hidden in ("#search", "#who", "#act", "#answer"):
        expect(page.locator(hidden)).to_be_hidden()
    content = page.content()
    assert WHY not in content
    assert not [other for other in zone_clients.values() if other != client and other in content]
    page.click("#view-switch")
    expect(page.locator(".timeline")).to_contain_text(WHY)


def test_nothing_leads_the_client_to_another_one_s_file(page: Page, zone_clients: dict[str, str]) -> None:
    first, second = zone_clients["refus"], zone_clients["accord"]
    search(page, first)
    search(page, second)
    page.click("#view-switch")
    for place in ("a.way", "#search"):
        expect(page.locator(place).first).to_be_hidden()
    page.evaluate("history.back()")
    page.click(".brand")
    page.wait_for_timeout(500)
    expect(page.locator("#client-bar")).to_contain_text(second)
    assert first not in page.content()
    page.reload()
    wait_drawn(page, second)
    assert page.evaluate("document.documentElement.dataset.view") == "client"
    expect(page.locator("#view-switch")).to_have_text("Vue conseiller")
    page.click("#view-switch")
    expect(page.locator("#search")).to_be_visible()


def test_the_browser_s_tab_says_where_one_is_and_names_nobody(page: Page, zone_clients: dict[str, str]) -> None:
    expect(page).to_have_title("Prêt à dépenser")
    search(page, zone_clients["accord"])
    expect(page).to_have_title("Décision · Prêt à dépenser")
    page.click("#tab-pourquoi")
    expect(page).to_have_title("Pourquoi · Prêt à dépenser")
    page.go_back()
    expect(page).to_have_title("Décision · Prêt à dépenser")
    page.click('a.way[href="/glossaire"]')
    expect(page).to_have_title(re.compile("Glossaire.* · Prêt à dépenser"))


def test_the_letter_fits_a_sheet_and_is_read_on_screen(page: Page, zone_clients: dict[str, str], troubles: list[str]) -> None:
    search(page, zone_clients["conseiller"])
    fill(page, "refus")
    page.click("#act-done .done button >> nth=0")
    sheet = page.frame_locator("#paper-frame")
    expect(sheet.locator("h1")).to_have_text("Votre demande de prêt n’est pas accordée")
    expect(sheet.locator("body")).to_contain_text("l’outil ne tranche pas")
    printed = page.context.new_page()
    printed.set_content(str(page.get_attribute("#paper-frame", "srcdoc")))
    assert len(re.findall(rb"/Type\s*/Page\b", printed.pdf(prefer_css_page_size=True))) == 1
    printed.close()
    page.keyboard.press("Escape")
    expect(page.locator("#paper-frame")).to_have_count(0)
    assert troubles == []


def test_the_longest_letters_fit_a_sheet(page: Page, product: Product) -> None:
    api, written = ApiClient(Config(api_url=product.api_url)), []
    for client in ask(product, "/get_id_client?limit=80")["data"]:
        shown = ask(product, f"/get_score/{client}")
        if shown["zone"] == "accord":
            continue
        reason = {"code": "checked", "text": "", "label": {"fr": LONG_REASON, "en": LONG_REASON}}
        said = {"decision": 123, "at": "2026-11-22T09:30:00Z", "advisor": "m.durand", "id_client": str(client), "outcome": "refus"}
        decision = said | {"follows": shown["zone"] == "refus" or None, "shown": shown, "reason": reason}
        paths = paths_for(decision, "", api)
        written += [letter(decision, None, Texts(lang), paths) for lang in ("fr", "en")]
    assert len(written) > 10
    printed = page.context.new_page()
    for sheet in sorted(written, key=len)[-6:]:
        printed.set_content(sheet)
        assert len(re.findall(rb"/Type\s*/Page\b", printed.pdf(prefer_css_page_size=True))) == 1


def test_a_language_changed_elsewhere_is_the_file_s_when_one_comes_back(
    page: Page, zone_clients: dict[str, str], troubles: list[str]
) -> None:
    search(page, zone_clients["refus"])
    page.click("footer a[href='/modele']")
    expect(page.locator("#model h1")).to_be_visible()
    page.click("#lang label:has-text('EN')")
    expect(page.locator("#model h1")).to_have_text("The model")
    page.go_back()
    expect(page.locator("#client-bar h1")).to_have_text(f"Client {zone_clients['refus']}")
    expect(page.locator("#panel-decision")).to_contain_text("What weighed")
    assert troubles == []
