"""The guided tour of a first visit: offered once, walked from end to end, never in the way afterwards."""

import pytest
from playwright.sync_api import Page, expect

from appli.tour import STEPS
from tests.browser.conftest import search

pytestmark = pytest.mark.browser
OFFER, CARD = "#tour-invitation", "#tour"
POINTED = """() => {
  const at = document.querySelector(".toured").getBoundingClientRect(), card = document.getElementById("tour").getBoundingClientRect();
  return at.bottom > 0 && at.top < innerHeight && card.bottom <= innerHeight && card.top >= 0;
}"""
"""Whether what the step shows is in sight, and its card as a whole."""


def assert_at(page: Page, place: int) -> None:
    """The card tells this step, on its tab, of something that one sees."""
    _, tab, target = STEPS[place]
    expect(page.locator("#tour-count")).to_have_text(f"Étape {place + 1} sur {len(STEPS)}")
    expect(page.locator(f"#tab-{tab}")).to_have_attribute("aria-selected", "true")
    assert page.locator(".toured").count() == 1
    assert page.evaluate("([target]) => document.querySelector('.toured').matches(target)", [target])
    page.wait_for_function(POINTED)
    expect(page.locator("#tour-next")).to_be_focused()


@pytest.mark.parametrize("width", [1440, 390])
def test_it_is_offered_first_and_walked_to_its_end_then_never_offered_again(
    page: Page, zone_clients: dict[str, str], troubles: list[str], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    search(page, zone_clients["refus"])
    expect(page.locator(OFFER)).to_be_visible()
    page.click(f"{OFFER} #tour-start")
    told = []
    for place in range(len(STEPS)):
        assert_at(page, place)
        told.append((page.inner_text("#tour-title"), page.inner_text("#tour-text")))
        page.keyboard.press("Enter")
    expect(page.locator(CARD)).to_be_hidden()
    assert len(set(told)) == len(STEPS)
    assert page.locator(".toured").count() == 0
    expect(page.locator(OFFER)).to_be_hidden()
    page.reload()
    search(page, zone_clients["accord"])
    expect(page.locator(OFFER)).to_be_hidden()
    assert troubles == []


def test_one_goes_back_and_leaves_when_one_likes(page: Page, zone_clients: dict[str, str]) -> None:
    search(page, zone_clients["conseiller"])
    page.click(f"{OFFER} #tour-start")
    assert_at(page, 0)
    expect(page.locator("#tour-back")).to_be_disabled()
    page.click("#tour-next")
    assert_at(page, 1)
    page.click("#tour-back")
    assert_at(page, 0)
    page.click("#tour-close")
    expect(page.locator(CARD)).to_be_hidden()
    expect(page.locator(OFFER)).to_be_hidden()


def test_put_off_it_is_not_offered_again(page: Page, zone_clients: dict[str, str]) -> None:
    search(page, zone_clients["accord"])
    page.click("#tour-later")
    expect(page.locator(OFFER)).to_be_hidden()
    page.reload()
    search(page, zone_clients["refus"])
    expect(page.locator(OFFER)).to_be_hidden()
