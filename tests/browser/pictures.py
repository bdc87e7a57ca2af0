"""Takes the pictures of the guides from the real services: ``python -m tests.browser.pictures`` (two minutes)."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import clients_by_zone, open_page, search
from tests.browser.desk import closed_product, open_door
from tests.browser.driver import CHROMIUM, FLAGS
from tests.services import ROOT, Product, draw_and_load, running_product

IMAGES = ROOT / "docs" / "images"
ZONES = ("decision-accord", "decision-conseiller", "decision-refus")
PANELS = ("pourquoi", "comparer", "simuler")
DECIDING = ("droits", "lettre", "decision-formulaire")
LOOKS = ("vue-client", "modele", "telephone", "sombre", "anglais")
NAMES = (*ZONES, *PANELS, *DECIDING, *LOOKS, "connexion")
"""Every picture that the command takes, and that the guides may show."""
SETTLED = 900
"""Milliseconds for charts to be drawn and outlines to fade."""


def take(product: Product, clients: dict[str, str]) -> None:
    """Every picture, over one client a zone."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = opened(browser, product)
        for zone, client in clients.items():
            search(page, client)
            shot(page, f"decision-{zone}")
        panels(page, clients["conseiller"])
        rights(page, clients["refus"])
        looks(browser, product, clients["accord"])
        browser.close()


def opened(browser: Browser, product: Product, width: int = 1440, scheme: str = "light") -> Page:
    """The page of somebody who has taken the tour."""
    page = open_page(browser, product, [], width, scheme)
    page.evaluate("localStorage.setItem('tour', 'seen')")
    page.reload()
    page.wait_for_selector("#go:not(:empty)")
    return page


def panels(page: Page, client: str) -> None:
    """Why, compared with whom, and what a change would do; the screen turned to the client; the model."""
    search(page, client)
    page.click("#tab-pourquoi")
    shot(page, "pourquoi")
    page.click("#tab-comparer")
    shot(page, "comparer")
    page.click("#tab-simuler")
    for _ in range(4):
        page.locator(".lever input").first.press("ArrowDown")
    page.wait_for_selector('[data-chart="simulation"] .main-svg')
    shot(page, "simuler")
    page.click("#tab-decision")
    page.click("#view-switch")
    shot(page, "vue-client")
    page.click("#view-switch")
    page.click("a[href='/modele']")
    page.wait_for_selector("#model h1")
    shot(page, "modele")


def looks(browser: Browser, product: Product, client: str) -> None:
    """The same screen on a phone, in the dark, in English."""
    for name, width, scheme, lang in (("telephone", 390, "light", "FR"), ("sombre", 1440, "dark", "FR"), ("anglais", 1440, "light", "EN")):
        page = opened(browser, product, width, scheme)
        page.locator("#lang label", has_text=lang).click()
        search(page, client)
        shot(page, name)
        page.context.close()


def rights(page: Page, client: str) -> None:
    """The form, what it leads to, and the letter."""
    search(page, client)
    refuse(page)
    page.locator("#act").scroll_into_view_if_needed()
    page.wait_for_selector("#act-done .done")
    page.click("#tab-droits")
    page.wait_for_selector(".timeline")
    shot(page, "droits")
    page.click(".timeline button >> nth=0")
    page.wait_for_selector("#paper-frame")
    shot(page, "lettre")
    page.keyboard.press("Escape")
    page.click("#tab-decision")
    search(page, client)
    page.click("#act .tile-refus label")
    page.wait_for_selector("#act .choice-line")
    page.wait_for_timeout(SETTLED)
    page.locator("#act").screenshot(path=IMAGES / "decision-formulaire.png")


def refuse(page: Page) -> None:
    """A refusal whose reason does not contradict what the screen shows of this client."""
    page.click("#act .tile-refus label")
    page.locator("#act .choice-line label", has_text="La situation n’est pas assez stable").click()
    page.fill("#act-text", "Les revenus de l’année n’ont pas pu être justifiés.")
    page.click("#act-save")


def shot(page: Page, name: str) -> None:
    """What a person sees without scrolling."""
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_timeout(SETTLED)
    page.screenshot(path=IMAGES / f"{name}.png")


def take_door(folder: Path) -> None:
    """The sign-in page; it needs no client."""
    with closed_product(draw_and_load(folder / "data"), folder / "desk") as product, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        shot(open_door(browser, product, []), "connexion")
        browser.close()


def main() -> None:
    """Draw a small population, find one client a zone, take the pictures."""
    with tempfile.TemporaryDirectory() as folder, running_product(draw_and_load(Path(folder) / "data"), Path(folder) / "logs") as product:
        take(product, clients_by_zone(product))
    with tempfile.TemporaryDirectory() as folder:
        take_door(Path(folder))


if __name__ == "__main__":
    main()
