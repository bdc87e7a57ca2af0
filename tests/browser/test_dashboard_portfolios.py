"""Whose file it is: the screen tells a client of others from a number that nobody has."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import wait_drawn
from tests.browser.desk import enter
from tests.services import ROOT, Product

pytestmark = pytest.mark.browser


def portfolios(product: Product, *arguments: str) -> None:
    """``python -m api portfolios …``, with the API's own settings."""
    command = [sys.executable, "-m", "api", "portfolios", *arguments]
    subprocess.run(command, cwd=ROOT, env=os.environ | product.api.environment, check=True, capture_output=True)


@pytest.fixture
def bound(closed: Product, zone_clients: dict[str, str], tmp_path: Path) -> Iterator[None]:
    """The advisor is in charge of the client in green, somebody else of the one in red."""
    clients, people = tmp_path / "clients.csv", tmp_path / "people.csv"
    clients.write_text(f"client,portfolio\n{zone_clients['accord']},Lyon\n{zone_clients['refus']},Brest\n")
    people.write_text("person,portfolio\nt.advisor,Lyon\nt.supervisor,*\n")
    portfolios(closed, "load", "--clients", str(clients), "--people", str(people))
    yield
    portfolios(closed, "clear")


def look_for(page: Page, client: str) -> None:
    """Type a number and press Enter."""
    page.fill("#search", client)
    page.press("#search", "Enter")


@pytest.mark.usefixtures("bound")
def test_a_client_of_others_is_told_from_an_unknown_number(door: Page, zone_clients: dict[str, str], troubles: list[str]) -> None:
    mine, other = zone_clients["accord"], zone_clients["refus"]
    enter(door)
    door.fill("#search", other)
    expect(door.locator("#suggested")).to_have_text(f"Dans vos portefeuilles, aucun numéro de client ne commence par {other}")
    look_for(door, other)
    expect(door.locator(".problem-card h1")).to_have_text(f"Le dossier {other} n’est pas dans vos portefeuilles.")
    look_for(door, "5")
    expect(door.locator(".problem-card h1")).to_have_text("Aucun client ne porte le numéro 5.")
    look_for(door, mine)
    wait_drawn(door, mine)
    assert not [trouble for trouble in troubles if "403" not in trouble and "404" not in trouble]
