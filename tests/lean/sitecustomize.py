"""On the path of a process that starts as on a real machine: what its environment does not hold there cannot be imported."""

import os
import sys

for library in os.environ["ABSENT"].split():
    sys.modules[library] = None  # type: ignore[assignment]
