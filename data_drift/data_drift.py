"""The drift report's entry: ``python data_drift/data_drift.py --data DIR``; the work is in ``jobs/drift/``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run as a file: the project's packages are one folder up

from jobs.__main__ import main

if __name__ == "__main__":
    sys.exit(main(["drift", *sys.argv[1:]]))
