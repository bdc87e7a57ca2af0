"""Signing in through a provider, from the door to the decision and out again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.appli.access import provider as providers
from tests.appli.access.provider import FakeProvider
from tests.browser.conftest import new_visitor
from tests.browser.desk import closed_product
from tests.browser.test_dashboard_access import complaints
from tests.browser.test_dashboard_decides import fill
from tests.browser.test_dashboard_sign_in import CLIENT, find, shows
from tests.services import Product

pytestmark = pytest.mark.browser
MARTIN = {"sub": "c.martin", "name": "Claire Martin", "roles": ["advisor"]}


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    with providers.running() as running:
        yield running


@pytest.fixture(scope="module")
def vouched(product: Product, provider: FakeProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The same people as the open product's, behind the provider's door."""
    with closed_product(Path(product.api.environment["DATA_DIR"]), tmp_path_factory.mktemp("vouched"), provider.address) as running:
        yield running


@pytest.fixture
def arriving(browser: Browser, vouched: Product, provider: FakeProvider, troubles: list[str]) -> Iterator[Page]:
    """The door, before somebody whom the provider knows as Claire Martin."""
    provider.claims = dict(MARTIN)
    coming = new_visitor(browser)
    page = coming.new_page()
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.goto(vouched.dash_url)
    yield page
    coming.close()


def test_an_advisor_comes_decides_locks_and_leaves_by_the_provider_s_door(arriving: Page, vouched: Product, troubles: list[str]) -> None:
    page = arriving
    expect(page.locator("h1")).to_have_text("Se connecter")
    assert complaints(page) == []
    page.get_by_role("link", name="Continuer avec Ma banque").click()
    expect(page.locator("#me")).to_contain_text("Claire Martin")
    find(page)
    fill(page, "refus")
    expect(page.locator("#act-done .done")).to_contain_text("par Claire Martin")
    place = page.url
    page.click("#me-lock")
    lock = page.locator("dialog#lock")
    expect(lock).to_be_visible()
    assert CLIENT not in page.content()
    expect(lock.locator("input[type=password]")).to_have_count(0)
    assert complaints(page) == []
    lock.get_by_role("link", name="Continuer avec Ma banque").click()
    shows(page)
    assert page.url == place
    page.click("#me-out")
    page.wait_for_url("**/sign-in*")
    page.goto(place)
    expect(page.locator("h1")).to_have_text("Se connecter")
    assert troubles == []


@pytest.mark.parametrize(("claims", "said"), [({"roles": []}, "rôle"), ({"nonce": "another"}, "pas")])
def test_who_the_provider_cannot_vouch_for_stays_outside_and_is_told(
    arriving: Page, provider: FakeProvider, claims: dict[str, object], said: str
) -> None:
    provider.claims = MARTIN | claims
    arriving.get_by_role("link", name="Continuer avec Ma banque").click()
    expect(arriving.get_by_role("alert")).to_contain_text(said)
    expect(arriving.locator("#search")).to_have_count(0)
