"""Programs that a test cannot do without: it is skipped, and fails where REQUIRE_TOOLS says that they are there."""

import os
import shutil

import pytest


def need(program: str, package: str) -> None:
    """Go on when a program is installed."""
    if shutil.which(program) is None:
        (pytest.fail if os.environ.get("REQUIRE_TOOLS") else pytest.skip)(f"{program} is missing: apt-get install {package}")
