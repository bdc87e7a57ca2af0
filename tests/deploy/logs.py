"""A log of decisions as the API opens it, and its command line."""

import os
import subprocess
import sys
from pathlib import Path

from api.config import Config
from api.decisions.ledger import Ledger
from deploy.local import ROOT
from tests.services import LEAN


def opened(data: Path, **settings: str) -> Ledger:
    """The log of a folder of data, which draws its own secrets."""
    return Ledger.open(Config.from_environment({"DATA_DIR": str(data)} | settings).decisions, draw_secrets=True)


def api(data: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """What ``python -m api`` says of it."""
    environment = os.environ | LEAN | {"DATA_DIR": str(data)} | settings
    command = [sys.executable, "-m", "api", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
