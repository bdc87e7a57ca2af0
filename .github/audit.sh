#!/usr/bin/env bash
# audit.sh PIP_AUDIT: known flaws of the four pinned environments. An audit that looked at nothing is a failure.
set -euo pipefail
audit=$1
for part in . api appli jobs; do
  found=$(mktemp)
  "$audit" --requirement "$part/requirements.txt" --no-deps --disable-pip --format json --output "$found"
  python3 - "$part/requirements.txt" "$found" <<'PYTHON'
import json
import sys

pinned = sum("==" in line for line in open(sys.argv[1]))
told = [package for package in json.load(open(sys.argv[2]))["dependencies"] if "skip_reason" not in package]
print(f"{sys.argv[1]}: {len(told)} packages audited of {pinned} lines")
sys.exit(f"{sys.argv[1]}: too few were audited" if len(told) < 0.8 * pinned or not told else 0)
PYTHON
done
