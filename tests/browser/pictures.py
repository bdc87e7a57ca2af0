"""Takes the pictures of the guides from the real services: ``python -m tests.browser.pictures`` (two minutes).

``test_dashboard_pictures.py`` takes them too, and compares.
"""

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
FROM = 500
"""Where the clients of the pictures begin, among all."""
SETTLED = 900
"""Milliseconds for charts to be drawn and outlines to fade."""


class Camera:
    """Leaves pictures in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def shot(self, page: Page, name: str) -> None:
        """What a person sees without scrolling."""
        page.evaluate("window.scrollTo(0, 0)")
        page.wait_for_timeout(SETTLED)
        page.screenshot(path=self.folder / f"{name}.png")


def take(browser: Browser, product: Product, clients: dict[str, str], camera: Camera) -> None:
    """Every picture but the door's, over one client a zone."""
    page = opened(browser, product)
    for zone, client in clients.items():
        search(page, client)
        camera.shot(page, f"decision-{zone}")
    panels(page, clients["conseiller"], camera)
    rights(page, clients["refus"], camera)
    page.context.close()
    looks(browser, product, clients["accord"], camera)


def opened(browser: Browser, product: Product, width: int = 1440, scheme: str = "light") -> Page:
    """The page of somebody who has taken the tour."""
    page = open_page(browser, product, [], width, scheme)
    page.evaluate("localStorage.setItem('tour', 'seen')")
    page.reload()
    page.wait_for_selector("#go:not(:empty)")
    return page


def panels(page: Page, client: str, camera: Camera) -> None:
    """Why, compared with whom, and what a change would do; the screen turned to the client; the model."""
    search(page, client)
    page.click("#tab-pourquoi")
    camera.shot(page, "pourquoi")
    page.click("#tab-comparer")
    camera.shot(page, "comparer")
    page.click("#tab-simuler")
    for _ in range(4):
        page.locator(".lever input").first.press("ArrowDown")
    page.wait_for_selector('[data-chart="simulation"] .drawing')
    camera.shot(page, "simuler")
    page.click("#tab-decision")
    page.click("#view-switch")
    camera.shot(page, "vue-client")
    page.click("#view-switch")
    page.click("a[href='/modele']")
    page.wait_for_selector("#model h1")
    camera.shot(page, "modele")


def looks(browser: Browser, product: Product, client: str, camera: Camera) -> None:
    """The same screen on a phone, in the dark, in English."""
    for name, width, scheme, lang in (("telephone", 390, "light", "FR"), ("sombre", 1440, "dark", "FR"), ("anglais", 1440, "light", "EN")):
        page = opened(browser, product, width, scheme)
        page.locator("#lang label", has_text=lang).click()
        search(page, client)
        camera.shot(page, name)
        page.context.close()


def rights(page: Page, client: str, camera: Camera) -> None:
    """The form, what it leads to, and the letter."""
    search(page, client)
    refuse(page)
    page.locator("#act").scroll_into_view_if_needed()
    page.wait_for_selector("#act-done .done")
    page.click("#tab-droits")
    page.wait_for_selector(".timeline")
    camera.shot(page, "droits")
    page.click(".timeline button >> nth=0")
    page.wait_for_selector("#paper-frame")
    camera.shot(page, "lettre")
    page.keyboard.press("Escape")
    page.click("#tab-decision")
    search(page, client)
    page.click("#act .tile-refus label")
    page.wait_for_selector("#act .choice-line")
    page.wait_for_timeout(SETTLED)
    page.locator("#act").screenshot(path=camera.folder / "decision-formulaire.png")


def refuse(page: Page) -> None:
    """A refusal whose reason does not contradict what the screen shows of this client."""
    page.click("#act .tile-refus label")
    page.locator("#act .choice-line label", has_text="La situation n’est pas assez stable").click()
    page.fill("#act-text", "Les revenus de l’année n’ont pas pu être justifiés.")
    page.click("#act-save")


def take_door(browser: Browser, closed: Product, camera: Camera) -> None:
    """The sign-in page; it needs no client."""
    page = open_door(browser, closed, [])
    camera.shot(page, "connexion")
    page.context.close()


def pictured(product: Product) -> dict[str, str]:
    """The clients of the pictures: not those that other tests look at."""
    return clients_by_zone(product, start=FROM)


def main() -> None:
    """Draw a small population, find one client a zone, take the pictures."""
    camera = Camera(IMAGES)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        with running_product(draw_and_load(folder / "data"), folder / "logs") as product:
            take(browser, product, pictured(product), camera)
            with closed_product(folder / "data", folder / "desk") as closed:
                take_door(browser, closed, camera)
        browser.close()


if __name__ == "__main__":
    main()
