"""Where a write comes from: another site is refused, whether the dashboard is open or closed."""

import json
from typing import Final
from urllib.parse import urlsplit

from flask import Response, request

SAFE: Final = ("GET", "HEAD", "OPTIONS")
"""What changes nothing."""


def refuse_strangers() -> Response | None:
    """Refuse a write that another site has the browser send (Fetch metadata, else ``Origin``); open or closed."""
    if request.method in SAFE:
        return None
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    foreign = site != "same-origin" if site else origin is not None and urlsplit(origin).netloc != request.host
    return refused(403, "Another site sent this call.") if foreign else None


def refused(status: int, why: str) -> Response:
    """Why not, for whoever reads the network's log."""
    return Response(json.dumps({"detail": why}), status, mimetype="application/json")
