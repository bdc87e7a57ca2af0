"""A review is opened from the list and answered; a person is erased from the screen. Behind the door, each by who may."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ask
from tests.browser.desk import enter, send_at_once
from tests.browser.test_dashboard_decides import fill
from tests.browser.test_dashboard_keyboard import reach
from tests.browser.test_dashboard_states import looked_at
from tests.services import Product

pytestmark = pytest.mark.browser
WORDS = "Mon loyer a baissé, voici la quittance."


@pytest.fixture(scope="module")
def people(product: Product) -> list[str]:
    """Client numbers that no other test looks at, since some of them are erased here."""
    return [str(number) for number in reversed(ask(product, "/get_id_client?limit=1000")["data"])]


def find(page: Page, client: str) -> None:
    """Open a client's file."""
    page.wait_for_selector("#go:not(:empty)")
    page.fill("#search", client)
    page.press("#search", "Enter")
    expect(page.locator("#client-bar h1")).to_have_text(f"Client {client}")


def refuse_and_contest(page: Page, client: str) -> None:
    """An advisor refuses, the client contests; a supervisor takes the place."""
    enter(page, "advisor")
    find(page, client)
    fill(page, "refus")
    expect(page.locator("#act-done .done")).to_be_visible()
    page.click("#tab-droits")
    send_at_once(page, "contest", WORDS)
    expect(page.locator(".timeline")).to_contain_text(WORDS)
    expect(page.locator("#erasure .erase")).to_have_count(0)
    change_to(page, "supervisor")


def change_to(page: Page, role: str) -> None:
    """Sign out, and in again as somebody else."""
    page.click("#me-out")
    page.wait_for_selector("#name")
    enter(page, role)


def speak(page: Page, lang: str) -> None:
    """Choose a language."""
    page.locator("#lang label", has_text=lang).click()
    page.wait_for_function("lang => document.documentElement.lang === lang", arg=lang.lower())


def test_a_review_is_opened_from_the_list_by_keyboard_and_answered(door: Page, people: list[str], troubles: list[str]) -> None:
    client = people[0]
    refuse_and_contest(door, client)
    find(door, people[4])
    door.click("#tab-droits")  # the history of another file is on the screen
    expect(door.locator("#panel-droits")).to_contain_text("Aucune décision")
    door.click("a[href='/suivi']")
    button = f".waiting-list button[aria-label*='{client}']"
    expect(door.locator(button)).to_have_text("Ouvrir le dossier")
    found = looked_at(door)
    speak(door, "EN")
    expect(door.locator(button)).to_have_text("Open the file")
    speak(door, "FR")
    expect(door.locator(button)).to_have_text("Ouvrir le dossier")
    reach(door, button)
    door.keyboard.press("Enter")
    expect(door.locator("#client-bar h1")).to_have_text(f"Client {client}")
    expect(door).to_have_url(re.compile("/client/[0-9a-f]{24}/droits$"))
    expect(door.locator(".timeline")).to_contain_text(WORDS)
    expect(door.locator("#answer")).to_be_visible()
    found += looked_at(door)
    expect(door.locator("#erasure .erase")).to_have_count(0)
    assert client not in door.inner_html("#waiting")
    door.click("#answer .tile-accord label")
    door.locator("#answer .choice-line label").first.click()
    send_at_once(door, "answer", "La quittance a été vue.")
    expect(door.locator(".timeline")).to_contain_text("La quittance a été vue.")
    door.click("a[href='/suivi']")
    expect(door.locator("#waiting h1")).to_be_visible()
    expect(door.locator(button)).to_have_count(0)
    assert (found, troubles) == ([], [])


def test_an_officer_erases_and_the_file_can_no_longer_be_opened(door: Page, people: list[str], troubles: list[str]) -> None:
    client = people[1]
    refuse_and_contest(door, client)
    change_to(door, "dpo")
    find(door, client)
    form = door.locator("#erasure .erase")
    speak(door, "EN")
    expect(form).to_contain_text("What will be erased")
    speak(door, "FR")
    expect(form).to_contain_text("Ce qui restera")
    found = looked_at(door)
    reach(door, ".erase-number input")
    door.keyboard.type(people[2])
    door.keyboard.press("Tab")
    door.keyboard.press("Enter")
    expect(form.get_by_role("alert")).to_have_text("Rien n’a été effacé\u202f: le numéro tapé n’est pas celui de ce client.")
    found += looked_at(door)
    door.fill(".erase-number input", client)
    door.press(".erase-number input", "Tab")
    door.keyboard.press("Enter")
    expect(door.locator("#problem h1")).to_have_text(f"Les données du client {client} sont effacées.")
    expect(door.locator("#problem")).to_contain_text("Son dossier ne peut plus être ouvert")
    found += looked_at(door)
    for gone in ("#client-bar", "#erasure", ".timeline"):
        expect(door.locator(gone)).to_be_hidden()
    assert WORDS not in door.content()
    assert "/client/" not in door.url
    speak(door, "EN")
    expect(door.locator("#problem h1")).to_have_text(f"The data of client {client} are erased.")
    speak(door, "FR")
    door.press("#search", "Enter")
    expect(door.locator("#problem h1")).to_contain_text(f"Aucun client ne porte le numéro {client}")
    change_to(door, "supervisor")
    door.click("a[href='/suivi']")
    expect(door.locator("#waiting h1")).to_have_text("Suivi des décisions")
    expect(door.locator("#waiting")).not_to_contain_text(client)
    assert found == []
    assert not [trouble for trouble in troubles if "404" not in trouble]
