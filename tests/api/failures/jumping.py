"""The API, on a wall clock that is as far off as a file says: gunicorn serves ``tests.api.failures.jumping:app``."""

import datetime
import os
import sys
import time
from pathlib import Path

from api.factory import create_app

FILE = Path(os.environ["CLOCK_OFFSET"])
_TIME = time.time


class Jumping(datetime.datetime):
    """The class of moments, whose present is moved."""

    @classmethod
    def now(cls, tz=None):
        """The present, as a clock that jumped says it."""
        return datetime.datetime.fromtimestamp(time.time(), tz)


def jumped() -> float:
    """Seconds since 1970, as the clock that jumped says them."""
    try:
        return _TIME() + float(FILE.read_text() or 0)
    except (OSError, ValueError):  # the file is not there, or is being written
        return _TIME()


app = create_app()
time.time = jumped
for name, module in list(sys.modules.items()):
    if name.startswith("api.") and getattr(module, "datetime", None) is datetime.datetime:
        module.datetime = Jumping  # type: ignore[attr-defined]
