"""``python -m benchmarks.soaking.screen URL CLIENT ...``: an advisor in Chromium, in a process of its own that may be ended at any time.

Searches a client, waits for the screen, decides on one in five; a word a line on its output says how each went.
"""

import itertools
import re
import shutil
import sys
import time
import uuid
from typing import Any, Final

from playwright.sync_api import Error, sync_playwright

from benchmarks.soaking.callers import reason

DRAWN: Final = """client => document.querySelectorAll(`[data-ready-for="${client}"]`).length === 5"""


def main(url: str, clients: list[str]) -> None:
    """Work until killed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        page, lost = browser.new_page(locale="fr-FR"), 2
        page.set_default_timeout(15_000)
        for turn, client in enumerate(itertools.cycle(clients)):
            try:
                if lost >= 2:  # an advisor tries again first, then has the page loaded anew
                    page.goto(url, timeout=10_000)
                    page.wait_for_selector("#go:not(:empty)", timeout=10_000)
                looks_at(page, client)
                if turn % 5 == 4:
                    decides(page, client)
                lost = 0
            except Error as problem:
                lost += 1
                print("failed", type(problem).__name__, flush=True)
            time.sleep(1)


def looks_at(page: Any, client: str) -> None:
    """Search a client and wait until the screen shows that one."""
    page.fill("#search", client)
    page.press("#search", "Enter")
    page.wait_for_function(DRAWN, arg=client)
    print("drawn", flush=True)


def decides(page: Any, client: str) -> None:
    """Fill the form and wait until the screen says what was recorded."""
    key = uuid.uuid4().hex
    page.click("#act .tile-accord label")
    page.locator("#act .choice-line label").first.click()
    page.fill("#act-text", reason(key))
    page.click("#act-save")
    page.wait_for_selector("#act-done .done", timeout=8_000)
    number = re.search(r"\d+", page.inner_text("#act-done .done-title"))
    print(f"decision {number[0]} {client} {key}" if number else "failed without a number", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
