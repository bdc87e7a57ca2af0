"""``python -m benchmarks [NAME ...]``: run ``benchmarks/NAME.py``; without a name, those that need the demo population only."""

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

SHORT: Final = ("product",)
"""What a few minutes and `make run`'s population are enough for."""


def available() -> list[str]:
    """Names of the modules beside this one that have a ``main``: those that a person can run."""
    here = Path(__file__).parent
    return sorted(file.stem for file in here.glob("*.py") if "\ndef main() -> int:" in file.read_text("utf-8"))


def main(names: Sequence[str]) -> int:
    """Run benchmarks one after the other. Returns the worst exit code; 2 when one has no such name."""
    known = available()
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"No benchmark is called {', '.join(unknown)}: choose among {', '.join(known)}.", file=sys.stderr)
        return 2
    codes = [importlib.import_module(f"benchmarks.{name}").main() for name in names or SHORT]
    others = [name for name in known if name not in SHORT]
    if not names and others:
        print(f"Longer ones, each on its own: python -m benchmarks NAME, where NAME is {', '.join(others)}.")
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
