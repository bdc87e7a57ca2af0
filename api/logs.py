"""gunicorn's own lines in the form of the API's: one of JSON each, naming no client."""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any, Final

from gunicorn.glogging import Logger

_NUMBER: Final = re.compile(r"(?<=/)\d+|(?<==)\d+")
"""A client's number in an address, which gunicorn tells of a request that it could not serve."""


class Lines(logging.Formatter):
    """What the server says of itself: workers that start, end or are killed, requests that it cannot read."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "event": "server",
            "level": record.levelname.lower(),
            "process": record.process,
            "message": _NUMBER.sub("…", record.getMessage()),
        }
        if record.exc_info:
            told["trace"] = _NUMBER.sub("…", self.formatException(record.exc_info))
        # As every line says them: the server knows of no request, and which model is in use only its workers know.
        return json.dumps(told | {"request_id": None, "model_version": None}, ensure_ascii=False)


class Server(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's logger, without its line for each request, which it composes whoever listens and which the API writes itself."""

    def access(self, *_: Any) -> None:
        """Nothing: :mod:`api.traffic` logs requests."""


CONFIGURATION: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "api.logs.Lines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}},
    "root": {"level": "WARNING", "handlers": ["console"]},
    "loggers": {"gunicorn.error": {"level": "WARNING", "handlers": ["console"], "propagate": False}},
}
"""For ``logconfig_dict``."""
