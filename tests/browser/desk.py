"""A closed product in the browser: real accounts, real keys, an API that believes nobody's word."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from appli.access.commands import main as appli
from deploy import services
from deploy.desk import SECRETS, Desk, _draw
from tests.appli.access.provider import CLIENT, SECRET
from tests.services import ROOT, Product, free_port

PASSWORD = "quatre chevaux gris"
ROLES = ("advisor", "supervisor", "data-scientist", "dpo")


@contextmanager
def closed_product(data: Path, folder: Path, provider: str = "") -> Iterator[Product]:
    """Both services over a population, as `make run` closes them; one account a role, of the role's name, or a ``provider`` of people."""
    folder.mkdir(parents=True, exist_ok=True)
    desk = Desk(ROOT, sys.executable, folder)
    for name in SECRETS:
        _draw(data / "secrets" / name)  # those of the log that is there already, as `make run` keeps them
    people = desk.dashboard()
    (folder / "password").write_text(PASSWORD)
    assert appli(["keys", "create"], people) == 0
    for role in ROLES:
        account = ["accounts", "add", "--name", f"t.{role}", "--role", role, "--password-file", str(folder / "password")]
        assert appli(account, people) == 0
    port = free_port()
    vouching = {"OIDC_ISSUER": provider, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET, "OIDC_LABEL": "Ma banque"}
    people |= vouching | {"PUBLIC_URL": f"http://127.0.0.1:{port}"} if provider else {}
    secrets = {f"{name.upper()}_FILE": str(data / "secrets" / name) for name in SECRETS}
    api = services.api(sys.executable, free_port(), data, folder / "logs", access=desk.api() | secrets)
    product = Product(api, services.dashboard(sys.executable, port, api.url, folder / "logs", access=people))
    try:
        product.start_api()
        product.start_dashboard()
        yield product
    finally:
        product.stop()


def open_door(
    browser: Browser, product: Product, troubles: list[str], width: int = 1440, scheme: str = "light", lang: str = "fr-FR"
) -> Page:
    """A page in front of the door, in a browser of its own."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale=lang)  # type: ignore[arg-type]
    return in_front(context.new_page(), product, troubles)


def in_front(page: Page, product: Product, troubles: list[str]) -> Page:
    """The page, in front of the door."""
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(product.dash_url)
    page.wait_for_selector("#name")
    return page


def sign_in(page: Page, role: str = "advisor", password: str = PASSWORD) -> None:
    """By keyboard, as a person or a password manager does."""
    page.fill("#name", f"t.{role}")
    page.fill("#password", password)
    page.keyboard.press("Enter")


def enter(page: Page, role: str = "advisor") -> None:
    """Sign in, and wait until the page is there."""
    sign_in(page, role)
    page.wait_for_selector("#me-out:not(:empty)")


AT_ONCE = """([form, words]) => {
  const field = document.getElementById(form + "-text");
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(field, words);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  document.getElementById(form + "-save").click();
}"""
"""The last letters and the press of the button, in one breath: Dash does not know of the letters yet."""


def send_at_once(page: Page, form: str, words: str) -> None:
    """Fill a form's words and send them, as on a slow machine."""
    page.fill(f"#{form}-text", words[:-8])
    page.evaluate(AT_ONCE, [form, words])
