"""Signing in, the lock, roles and signing out, over an API and a dashboard that are both closed."""

import json
import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.desk import PASSWORD, enter, open_door, sign_in
from tests.browser.test_dashboard_access import NARROW, complaints, look_at
from tests.browser.test_dashboard_decides import WHY, fill
from tests.services import Product

pytestmark = pytest.mark.browser
CLIENT = "193423"


def find(page: Page) -> None:
    """Open the client's file."""
    page.wait_for_selector("#go:not(:empty)")
    page.fill("#search", CLIENT)
    page.press("#search", "Enter")
    shows(page)


def shows(page: Page) -> None:
    """Wait until the file is there, and the address says so."""
    expect(page.locator("#client-bar h1")).to_have_text(f"Client {CLIENT}", timeout=20_000)
    page.wait_for_url("**/client/**")


def test_an_advisor_signs_in_decides_and_signs_out(door: Page, closed: Product, troubles: list[str]) -> None:
    before = closed.api_log.stat().st_size
    enter(door)
    find(door)
    expect(door.locator("#me")).to_contain_text("t.advisor")
    expect(door.locator("#me")).to_contain_text("Conseiller")
    expect(door.locator("#who")).to_be_hidden()
    fill(door, "refus")
    expect(door.locator("#act-done .done")).to_contain_text("par t.advisor")
    kept = door.url
    door.click("#me-out")
    expect(door.locator("#door-said")).to_have_text("Vous êtes déconnecté.")
    door.go_back()
    expect(door.locator("#name")).to_be_visible()
    assert CLIENT not in door.content()
    door.goto(kept)
    expect(door.locator("#name")).to_be_visible()
    assert troubles == []
    since = closed.api_log.read_bytes()[before:].decode()
    events = [json.loads(line) for line in since.splitlines() if line.startswith("{")]
    assert events
    assert not [event for event in events if event.get("status") in (401, 403)]


def test_a_wrong_password_is_said_and_read_aloud(door: Page) -> None:
    sign_in(door, "advisor", "not this one at all")
    expect(door.get_by_role("alert")).to_have_text("Le nom ou le mot de passe n’est pas le bon.")
    expect(door).to_have_title(re.compile("^Erreur.*Se connecter"))
    expect(door.locator("#password")).to_be_focused()
    assert door.get_attribute("#password", "aria-describedby") == "door-said"
    expect(door.locator("#name")).to_have_value("t.advisor")
    expect(door.locator("#password")).to_have_value("")
    enter(door)
    expect(door.locator("#me")).to_be_visible()


@pytest.fixture
def clocked(browser: Browser, closed: Product, troubles: list[str]) -> Iterator[Page]:
    """The sign-in page in a browser of its own, whose clock the test turns."""
    opened = open_door(browser, closed, troubles)
    opened.clock.install()
    yield opened
    opened.context.close()


def test_the_screen_locks_by_itself_keeps_nothing_in_sight_and_comes_back(clocked: Page, troubles: list[str]) -> None:
    door = clocked
    enter(door)
    find(door)
    door.click("#tab-dossier")
    door.fill("#dossier-search", "revenu")
    place = door.url
    lock = door.locator("dialog#lock")
    door.clock.fast_forward("03:00")
    expect(lock).to_have_count(0)
    door.clock.fast_forward("02:30")
    expect(lock).to_be_visible()
    expect(door.locator("#lock-password")).to_be_focused()
    assert CLIENT not in door.content()
    assert door.locator("#page, .card:not(.door-card), [data-ready-for]").count() == 0
    door.keyboard.press("Escape")
    door.keyboard.press("Escape")
    expect(lock).to_be_visible()
    door.fill("#lock-password", "not this one at all")
    door.keyboard.press("Enter")
    expect(door.locator("#lock-said")).to_have_text("Le nom ou le mot de passe n’est pas le bon.")
    assert complaints(door) == []
    look_at(door, NARROW, "dark")
    assert complaints(door) == []
    assert door.evaluate("document.documentElement.scrollWidth <= innerWidth")
    look_at(door, 1440, "light")
    door.fill("#lock-password", PASSWORD)
    door.keyboard.press("Enter")
    expect(lock).to_have_count(0)
    expect(door.locator("#panel-dossier")).to_be_visible()
    expect(door.locator("#dossier-search")).to_have_value("revenu")
    expect(door.locator("#client-bar h1")).to_have_text(f"Client {CLIENT}")
    assert door.url == place
    assert not [trouble for trouble in troubles if "403" not in trouble]


def test_a_file_that_a_lock_cut_off_comes_after_unlocking(door: Page, zone_clients: dict[str, str]) -> None:
    cut: list[str] = []

    def cut_off(route: Route) -> None:
        if cut:
            return route.fallback()
        cut.append(route.request.url)
        return route.fulfill(status=423, body="The screen is locked.")

    enter(door)
    door.route(re.compile("/file$"), cut_off)
    door.fill("#search", zone_clients["conseiller"])
    door.press("#search", "Enter")
    expect(door.locator("dialog#lock")).to_be_visible()
    door.fill("#lock-password", PASSWORD)
    door.keyboard.press("Enter")
    expect(door.locator("dialog#lock")).to_have_count(0)
    expect(door.locator(".change")).to_contain_text(re.compile("Possibilité 1|Aucun chemin"))


def test_the_button_locks_every_tab_and_a_new_page_asks_first(door: Page) -> None:
    enter(door)
    find(door)
    other = door.context.new_page()
    other.goto(door.url)
    shows(other)
    door.click("#me-lock")
    for page in (door, other):
        expect(page.locator("dialog#lock")).to_be_visible()
        assert CLIENT not in page.content()
    place = door.url
    other.goto(place)
    expect(other.locator("#name")).to_be_visible()
    enter(other)
    shows(other)
    assert other.url == place


@pytest.mark.parametrize(
    ("role", "tabs", "shown", "hidden"),
    [
        ("advisor", 6, ["#search", "#act", "#rights-export-ask"], ["a[href='/suivi']", "#export-read", "#answer"]),
        ("supervisor", 6, ["#search", "#act", "a[href='/suivi']"], ["#export-read"]),
        ("dpo", 1, ["#search", "#export-read"], ["#act", "#contest", "a[href='/suivi']", "#view-switch", "#rights-export-ask"]),
    ],
)
def test_roles_decide_what_is_shown(door: Page, troubles: list[str], role: str, tabs: int, shown: list[str], hidden: list[str]) -> None:
    enter(door, role)
    find(door)
    expect(door.locator("#tab-list [role=tab]:visible")).to_have_count(tabs)
    for selector in shown[:1] if role == "dpo" else shown[:2]:
        expect(door.locator(selector)).to_be_visible()
    door.click("#tab-droits")
    expect(door.locator("#panel-droits h2")).to_be_visible()
    for selector in shown[2:] if role != "dpo" else shown[1:]:
        expect(door.locator(selector)).to_be_visible()
    for selector in hidden:
        expect(door.locator(selector)).to_be_hidden()
    if role == "dpo":
        door.click("#export-read")
        expect(door.frame_locator("#paper-frame").locator("body")).to_contain_text(CLIENT)
    assert troubles == []


def test_a_data_scientist_sees_the_model_and_nobody_s_file(door: Page, troubles: list[str]) -> None:
    enter(door, "data-scientist")
    expect(door.locator("#model h1")).to_be_visible()
    expect(door).to_have_url(re.compile("/modele$"))
    for selector in ("#search", "#tab-list", "#act", "a[href='/suivi']"):
        expect(door.locator(selector)).to_be_hidden()
    assert troubles == []


def test_a_supervisor_sees_what_waits(door: Page, troubles: list[str]) -> None:
    enter(door, "advisor")
    find(door)
    fill(door, "refus")
    expect(door.locator("#act-done .done")).to_be_visible()
    door.click("#tab-droits")
    door.fill("#contest-text", "Mon loyer a baissé depuis juin.")
    door.click("#contest-save")
    expect(door.locator("#panel-droits")).to_contain_text("Mon loyer a baissé")
    expect(door.locator("#answer")).to_be_hidden()
    door.click("#me-out")
    enter(door, "supervisor")
    door.click("a[href='/suivi']")
    expect(door.locator("#waiting")).to_contain_text("Mon loyer a baissé depuis juin.")
    expect(door.locator("#waiting")).to_contain_text("Réponse attendue avant le")
    assert WHY not in door.content()
    assert troubles == []


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """A page of another origin of this machine: the same site, so that cookies go along."""
    (tmp_path / "index.html").write_text("<!doctype html><title>elsewhere</title>")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path))) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def test_another_site_signs_nobody_in_and_writes_nothing(door: Page, closed: Product, elsewhere: str) -> None:
    enter(door)
    expect(door.locator("#me")).to_be_visible()
    other = door.context.new_page()
    other.goto(elsewhere)
    answered = other.evaluate(
        """async (desk) => {
            const said = [];
            for (const path of ["/sign-out", "/session/lock", "/sign-in", "/file", "/_dash-update-component"]) {
              const answer = await fetch(desk + path, {method: "POST", mode: "no-cors", credentials: "include", body: "{}"});
              said.push(answer.type);
            }
            return said;
        }""",
        closed.dash_url,
    )
    assert answered == ["opaque"] * 5
    assert door.evaluate("fetch('/_dash-layout').then((answer) => answer.status)") == 200


@pytest.mark.parametrize(
    ("width", "lang", "scheme"),
    [
        *((1440, "fr-FR", "light"), (320, "en-GB", "dark")),
        *(pytest.param(*rest, marks=pytest.mark.long) for rest in ((1440, "en-GB", "dark"), (390, "fr-FR", "light"))),
    ],
)
def test_axe_has_nothing_to_say_at_the_door(browser: Browser, closed: Product, width: int, lang: str, scheme: str) -> None:
    page = open_door(browser, closed, [], width, scheme, lang)
    expect(page.locator("h1")).to_have_text("Se connecter" if lang == "fr-FR" else "Sign in")
    found = complaints(page)
    sign_in(page, "advisor", "not this one at all" if width == 1440 else "")
    if width == 1440:
        expect(page.get_by_role("alert")).to_be_visible()
        found += complaints(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()
    assert found == []


def test_a_password_can_be_looked_at_and_stays_one_for_its_manager(door: Page) -> None:
    door.fill("#password", PASSWORD)
    door.get_by_role("button", name="Afficher le mot de passe").click()
    assert door.get_attribute("#password", "type") == "text"
    door.get_by_role("button", name="Masquer le mot de passe").click()
    assert (door.get_attribute("#password", "type"), door.get_attribute("#password", "autocomplete")) == ("password", "current-password")
    assert door.get_attribute("#name", "autocomplete") == "username"


def test_the_language_of_the_door_is_the_one_inside(door: Page) -> None:
    door.get_by_role("link", name="English").click()
    enter(door)
    expect(door.locator("#me-out")).to_have_text("Sign out")
    door.locator("#lang label", has_text="FR").click()
    expect(door.locator("#me-out")).to_have_text("Se déconnecter")
    door.click("#me-out")
    expect(door).to_have_url(re.compile("/sign-in"), timeout=20_000)
    expect(door.locator("h1")).to_have_text("Se connecter")
