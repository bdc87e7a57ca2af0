"""Debian's Chromium: where it is, how it is started, what to do when it is missing."""

import os
import shutil
from pathlib import Path
from typing import Final

CHROMIUM: Final = shutil.which("chromium") or (shutil.which("chromium-browser"))
REQUIRED: Final = os.environ.get("REQUIRE_BROWSER") == "1"
MISSING: Final = "Chromium is missing; get it with: apt-get update && apt-get install -y chromium"
FLAGS: Final = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
)
FAILURES: Final = Path(__file__).parent / "failures"
