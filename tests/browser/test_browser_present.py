"""Whether these tests can run at all."""

import pytest

from tests.browser.driver import CHROMIUM, MISSING, REQUIRED


def test_the_browser_is_there() -> None:
    if not CHROMIUM and not REQUIRED:
        pytest.skip(MISSING)
    assert CHROMIUM, MISSING
