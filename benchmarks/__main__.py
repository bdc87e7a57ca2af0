"""``python -m benchmarks [NAME ...]``: run ``benchmarks/NAME.py``; without a name, the usual ones."""

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

USUAL: Final = ("product", "recourse", "explain", "api", "dashboard", "drift", "scale", "switch", "chaos", "fuzz")
"""Over `make run`'s population or the one in ``DATA_DIR``; what lacks a tool or its data says so, and counts as short."""


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
    codes = [_run(name) for name in names or USUAL]
    others = [name for name in known if name not in USUAL]
    if not names and others:
        print(f"Longer ones, each on its own: python -m benchmarks NAME, where NAME is {', '.join(others)}.")
    return max(codes)


def _run(name: str) -> int:
    print(f"\n{name}", flush=True)
    code: int = importlib.import_module(f"benchmarks.{name}").main()
    if code:
        print(f"{name}: not every figure is as wanted.", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
