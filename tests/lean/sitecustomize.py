"""On the path of a process that serves: what its own environment does not hold cannot be imported (see :data:`tests.services.LEAN`)."""

import sys

for heavy in ("pandas", "sklearn"):
    sys.modules[heavy] = None  # type: ignore[assignment]
