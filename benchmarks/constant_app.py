"""The API with one route more, which answers a constant: what the server, the gate, the limits and the log cost by themselves."""

import os
from typing import Final

from flask import Response

from api.access.gate import Door
from api.factory import create_app

BODY: Final = b"x" * int(os.environ["CONSTANT_SIZE"])


def constant(number: str) -> Response:  # noqa: ARG001  a route with a number, as those that it is compared with
    """A body as large as a score's."""
    return Response(BODY, content_type="application/json")


app = create_app()
app.add_url_rule("/constant/<number>", "constant", constant)
app.extensions["gate"]._doors["constant"] = Door()  # the product hangs its doors once, for its own routes
