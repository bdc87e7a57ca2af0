"""Words where one needs them: the glossary under the mouse, the client's guide on one page."""

import re

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Page, expect

from tests.browser.conftest import ask, search
from tests.services import ROOT, Product

pytestmark = pytest.mark.browser
GUIDE = ROOT / "docs" / "guide_client.md"
OUTLINE = "<style>@page {{ size: A4; margin: 2cm }} body {{ font: 11pt/1.4 sans-serif }} td, th {{ padding: 0 1em 0 0 }}</style>{}"
PARTS = {"fr": ("Unité", "D’où ça vient", "Pourquoi ça peut compter"), "en": ("Unit:", "Where it comes from", "Why it may matter")}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_piece_of_data_says_under_the_mouse_what_it_is_its_unit_where_from_and_why(
    page: Page, product: Product, zone_clients: dict[str, str], lang: str
) -> None:
    client = zone_clients["refus"]
    page.locator("#lang label", has_text=lang.upper()).click()
    search(page, client)
    page.click("#tab-pourquoi")
    page.evaluate("document.querySelectorAll('#panel-pourquoi details.subject').forEach(one => (one.open = true))")
    features = ask(product, f"/get_shap/{client}")["contributions"]
    rows = page.locator("#panel-pourquoi .table-subject tbody tr td:first-child")
    expect(rows).to_have_count(len(features))
    hints = [str(hint) for hint in rows.evaluate_all("cells => cells.map(cell => cell.title)")]
    for hint in hints:
        places = [hint.index(part) for part in PARTS[lang]]
        assert places == sorted(places), hint
        assert places[0] > 15, hint
        assert not re.search(r"[A-Z]{2,}_[A-Z]|undefined|\.\.|[a-zé] Unit", hint), hint
    assert len(set(hints)) > len(hints) * 0.9


def test_the_client_s_guide_is_one_page(page: Page) -> None:
    printed = page.context.new_page()
    printed.set_content(OUTLINE.format(MarkdownIt().enable("table").render(GUIDE.read_text("utf-8"))))
    assert printed.locator("table tr").count() == 4
    assert len(re.findall(rb"/Type\s*/Page\b", printed.pdf(prefer_css_page_size=True))) == 1
