"""What axe can tell of the states that one comes to by doing something, dressed in each language, theme and width."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from tests.browser.conftest import ask, search
from tests.browser.desk import enter
from tests.browser.test_dashboard_access import NARROW, ZOOMED, complaints, look_at
from tests.browser.test_dashboard_decides import fill
from tests.services import ROOT, Product

pytestmark = pytest.mark.browser
Dress = tuple[str, str, int]
WIDE = 1440
DARK = ("dark", "en", NARROW)
REST = [("light", "fr", WIDE), ("dark", "fr", ZOOMED), ("light", "en", ZOOMED), ("dark", "en", WIDE), ("light", "fr", NARROW)]
DRESSES = [pytest.param([DARK], id="dark and narrow"), pytest.param(REST, id="every other", marks=pytest.mark.long)]
LETTER = "Votre demande de prêt n’est pas accordée"


def dress(page: Page, look: Dress) -> None:
    """Another theme, language and width, while the page stays where it is, whatever lies over it."""
    scheme, lang, width = look
    look_at(page, width, scheme)
    page.evaluate("lang => window.dash_clientside.set_props('lang', { value: lang })", lang)
    page.wait_for_function(
        "([scheme, lang]) => document.documentElement.lang === lang && document.documentElement.dataset.mantineColorScheme === scheme",
        arg=[scheme, lang],
    )
    with suppress(TimeoutError):  # charts follow the window a little later
        page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth", timeout=3_000)


def simulated(page: Page, clients: dict[str, str]) -> None:
    """A simulation after a run."""
    search(page, clients["refus"])
    page.click("#tab-simuler")
    page.locator(".lever input").first.press("ArrowDown")
    page.wait_for_selector('[data-chart="simulation"] .drawing')


def decided(page: Page, clients: dict[str, str]) -> None:
    """A decision that has just been recorded."""
    search(page, clients["conseiller"])
    fill(page, "refus")
    expect(page.locator("#act-done .done")).to_be_visible()


def letter(page: Page, _clients: dict[str, str]) -> None:
    """The letter over the page."""
    page.click("#act-done .done button >> nth=0")
    expect(page.frame_locator("#paper-frame").locator("h1")).to_have_text(LETTER)


def client_view(page: Page, _clients: dict[str, str]) -> None:
    """The screen turned to the client, on the panel that holds most words."""
    page.keyboard.press("Escape")
    expect(page.locator("#paper-frame")).to_have_count(0)
    page.click("#view-switch")
    page.click("#tab-droits")
    expect(page.locator("#contest")).to_be_visible()


def toured(page: Page, _clients: dict[str, str]) -> None:
    """A step of the guided tour."""
    page.click("#tour-start")
    expect(page.locator("#tour")).to_be_visible()


STATES: dict[str, tuple[Callable[[Page, dict[str, str]], None], ...]] = {
    "after a simulation, then the tour": (simulated, toured),
    "a recorded decision, its letter, the client's view": (decided, letter, client_view),
}
"""What one comes to, one after the other."""


@pytest.mark.parametrize("dresses", DRESSES)
@pytest.mark.parametrize("state", STATES)
def test_axe_has_nothing_to_say_of(page: Page, zone_clients: dict[str, str], troubles: list[str], state: str, dresses: list[Dress]) -> None:
    for come_to in STATES[state]:
        dress(page, REST[0])
        come_to(page, zone_clients)
        assert [complaint for look in dresses for complaint in said_of(page, look)] == [], come_to.__doc__
    assert troubles == []


def said_of(page: Page, look: Dress) -> list[str]:
    """Complaints about the page so dressed; one that is wider than its screen is one."""
    dress(page, look)
    fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return [f"{look}: {said}" for said in complaints(page) + of_letter(page) + ([] if fits else ["wider than the screen"])]


def looked_at(page: Page) -> list[str]:
    """Complaints about the page dark, narrow and in English, then as it was before: light, wide and in French."""
    return said_of(page, DARK) + said_of(page, REST[0])


def of_letter(page: Page) -> list[str]:
    """Complaints about the letter itself, which axe does not see in its frame."""
    if not page.locator("#paper-frame").count():
        return []
    sheet = page.context.new_page()
    sheet.set_content(str(page.get_attribute("#paper-frame", "srcdoc")))
    found = complaints(sheet)
    sheet.close()
    return found


@contextmanager
def stopped(product: Product) -> Iterator[None]:
    """The stop button pressed: nothing is recommended."""
    switch(product, "manual")
    try:
        yield
    finally:
        switch(product, "automatic")


def switch(product: Product, mode: str) -> None:
    """Press or release the button, and wait until every worker knows."""
    words = ["-m", "api", "mode", mode, "--reason", "Un exercice.", "--by", "a.petit"]
    subprocess.run([sys.executable, *words], cwd=ROOT, env=product.api.environment, check=True, capture_output=True)


def test_without_a_score_the_file_is_read_and_decided_alone(page: Page, product: Product, troubles: list[str]) -> None:
    client = str(ask(product, "/get_id_client?limit=30")["data"][-1])
    with stopped(product):
        page.wait_for_timeout(1_200)  # a worker looks at the button each second
        page.fill("#search", client)
        page.press("#search", "Enter")
        expect(page.locator("#problem h1")).to_have_text("Score indisponible")
        assert said_of(page, DARK) == []
        dress(page, REST[0])
        assert not re.search(r"\d+ / 100|recommandé\b", page.inner_text("#main"))
        fill(page, "refus")
        expect(page.locator("#act-done .done")).to_contain_text("Aucun score n’était affiché")
    assert not [trouble for trouble in troubles if "503" not in trouble]


def test_a_signed_in_header_takes_one_line(door: Page) -> None:
    enter(door)
    door.fill("#search", "193423")
    door.press("#search", "Enter")
    expect(door.locator("#client-bar h1")).to_have_text("Client 193423")
    for width in (1240, 900):
        door.set_viewport_size({"width": width, "height": 900})
        assert door.evaluate("document.querySelector('.header').offsetHeight") < 90
    assert said_of(door, ("dark", "en", 900)) == []


def without_history(product: Product) -> str:
    """The first client of whom no loan is known, here or elsewhere."""
    for client in ask(product, "/get_id_client?limit=1000")["data"]:
        known = ask(product, f"/get_info_client/{client}")["info_client"]
        if known.get("PREV_COUNT") == 0 == known.get("BUREAU_CREDIT_TOTAL"):
            return str(client)
    raise AssertionError("every client has a history")


def test_a_client_without_any_history_is_told_as_such_and_drawn_whole(page: Page, product: Product, troubles: list[str]) -> None:
    search(page, without_history(product))
    expect(page.locator(".verdict-most")).to_be_visible()
    assert page.locator(".reason").count() >= 2
    expect(page.locator("#panel-decision .note:visible")).to_contain_text("Aucun crédit passé n’est connu")
    assert page.locator("#panel-decision .reason").count() > 0
    for tab in ("pourquoi", "comparer", "simuler", "dossier"):
        page.click(f"#tab-{tab}")
        assert not re.search(r"\bnan\b|\bnone\b|undefined|\bnull\b", page.inner_text(f"#panel-{tab}"), re.IGNORECASE)
    assert troubles == []


def assert_heard_in_order(page: Page, part: str, least: int) -> None:
    """Each chart of a part is read so: its title, its finding, what the picture shows, the way to its numbers, larger, saved."""
    page.wait_for_selector(f"{part} .chart-graph .drawing")
    charts = page.locator(f"{part} figure.chart:visible").all()
    assert len(charts) >= least
    for chart in charts:
        heard = re.sub(r"\s+", " ", chart.aria_snapshot()).split("heading", 1)[1]
        words = [chart.locator(part).inner_text() for part in (".chart-title", ".chart-takeaway")]
        said = [re.escape(re.sub(r"\s+", " ", part)[:40]) for part in words]
        order = [*said, "- '?img ", "Voir les données", "Voir en plein écran", "Enregistrer l’image"]
        assert re.search(".*?".join(order), heard), heard


def test_every_chart_is_read_in_order_title_finding_picture_data(page: Page, zone_clients: dict[str, str]) -> None:
    simulated(page, zone_clients)
    for tab, part, least in (
        *(("simuler", "#panel-simulation", 1), ("decision", "#panel-decision", 1)),
        *(("pourquoi", "#panel-pourquoi", 3), ("comparer", "#panel-comparer", 1), ("comparer", "#panel-pair", 1)),
    ):
        page.click(f"#tab-{tab}")
        assert_heard_in_order(page, part, least)
    page.click("#tab-decision")
    decided(page, zone_clients)
    page.click("#tab-droits")
    assert_heard_in_order(page, "#panel-droits", 1)
    page.click("#footer [href='/modele']")
    assert_heard_in_order(page, "#model", 4)


def test_motion_respects_the_system_s_setting(page: Page, zone_clients: dict[str, str]) -> None:
    moving = "() => getComputedStyle(document.querySelector('.primary')).transitionDuration !== '0s'"
    assert page.evaluate(moving)
    page.emulate_media(reduced_motion="reduce")
    assert not page.evaluate(moving)
    search(page, zone_clients["refus"])
    page.click("#act .tile-refus label")
    page.click("#act-save")
    assert page.evaluate("() => document.getAnimations().filter((one) => one.effect.getComputedTiming().duration > 0).length") == 0
